"""Arrival times: the stages still ahead, and the window a customer is shown.

Queue, make, oven and rack are the kitchen's, given as `ready_at`; pickup, travel (preceding stops included)
and drop are delivery's. Finished stages are left out of the sum, so the window narrows as the delivery
proceeds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import hypot

from apps.delivery.contract.types import DeliveryStage, DeliveryStatus
from apps.delivery.contract.windows import Window, narrowed, rounded
from apps.delivery.dispatch.types import Estimate
from apps.delivery.domain.rules import Rules

REQUESTED, PROGRESS = "requested", "progress"
MIN_ERRORS = 20
"""The number of known plan errors from which the engine's own window is used."""

MIN_KITCHEN_SECONDS, MAX_LATE_SECONDS = 60.0, 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is known about a delivery now.

    `to_store` is the courier's drive to the store (None: no courier yet), `to_door` the drive from there, or
    from the courier once the food is picked up, in seconds including the `stops_before`.
    """

    now: datetime
    status: DeliveryStatus
    ready_at: datetime
    is_released: bool
    to_store: float | None
    to_door: float
    stops_before: int = 0
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """The expected arrival, the window around it, and the stage that takes longest.

    `planned_at` is the engine's planned arrival before the correction by recent errors.
    """

    expected_at: datetime
    window: Window
    longest: str
    planned_at: datetime | None = None


def forecast(progress: Progress, rules: Rules) -> Forecast:
    """The current forecast, independent of what was shown before."""
    stages = stages_ahead(progress, rules)
    expected = progress.now + timedelta(seconds=sum(stage.expected for stage in stages))
    return around(expected, stages)


def planned_forecast(
    progress: Progress,
    offered_at: datetime | None,
    planned: tuple[Estimate, bool] | None,
    rules: Rules,
) -> Forecast:
    """The forecast for a delivery without a courier.

    An open offer's plan is used; else the engine's estimate, with its own window once that is calibrated;
    without either the stages are added up.
    """
    if offered_at is not None:
        return around(max(offered_at, progress.now), stages_ahead(progress, rules))
    if planned is None:
        return forecast(progress, rules)
    estimate, is_calibrated = planned
    expected = progress.now + timedelta(minutes=estimate.minutes)
    if not is_calibrated:
        return around(expected, stages_ahead(progress, rules))
    start = minutes(progress.now)
    window = rounded(instant(start + estimate.low), instant(start + estimate.high))
    return Forecast(expected, window, "courier", instant(start + estimate.planned))


def around(expected: datetime, stages: Sequence[DeliveryStage]) -> Forecast:
    """An expected arrival with the uncertainty of the stages still ahead."""
    early, late = spread(stages)
    window = rounded(expected - timedelta(seconds=early), expected + timedelta(seconds=late))
    return Forecast(expected, window, max(stages, key=lambda stage: stage.expected).name)


def spread(stages: Sequence[DeliveryStage]) -> tuple[float, float]:
    """Seconds from the expected time to P20 and to P80, the stages' uncertainties assumed to be independent."""
    return hypot(*(stage.early for stage in stages)), hypot(*(stage.late for stage in stages))


def stages_ahead(progress: Progress, rules: Rules) -> Sequence[DeliveryStage]:
    """The stages that have not ended yet, in order."""
    drop = DeliveryStage("drop", rules.before_drop_seconds, 30, 60)
    if progress.status == DeliveryStatus.ARRIVED:
        return [drop]
    ahead = [*_travel(progress, rules), drop]
    if progress.status == DeliveryStatus.PICKED_UP:
        return ahead
    return [
        _until_pick_up(progress, rules),
        DeliveryStage("pickup", rules.after_pick_up_seconds, 30, 60),
        *ahead,
    ]


def _travel(progress: Progress, rules: Rules) -> list[DeliveryStage]:
    doubt = 0.3 if progress.is_estimated else 0.15
    stop = rules.before_drop_seconds + rules.after_drop_seconds
    spent = stop * progress.stops_before
    seconds = progress.to_door + spent
    return [DeliveryStage("travel", seconds, doubt * seconds, 1.5 * doubt * seconds)]


def _until_pick_up(progress: Progress, rules: Rules) -> DeliveryStage:
    kitchen = kitchen_seconds(progress.ready_at, progress.now, is_released=progress.is_released)
    if progress.to_store is None:
        courier, doubt = float(rules.courier_wait_seconds), 0.5
    else:
        courier, doubt = progress.to_store + rules.before_pick_up_seconds, 0.15
    if kitchen >= courier:
        return DeliveryStage("kitchen", kitchen, 0.15 * kitchen, 0.25 * kitchen)
    return DeliveryStage("courier", courier, doubt * courier, doubt * courier)


def kitchen_seconds(ready_at: datetime, now: datetime, *, is_released: bool) -> float:
    """How long food is still expected to take: 0 in the rack; what is late once more as long as it is late already.

    So nobody is sent early for what a kitchen does not make.
    """
    if is_released:
        return max(0.0, (ready_at - now).total_seconds())
    left = abs((ready_at - now).total_seconds())
    return max(left if ready_at > now else min(left, MAX_LATE_SECONDS), MIN_KITCHEN_SECONDS)


def minutes(at: datetime) -> float:
    """The engine's time axis: minutes since 1970."""
    return at.timestamp() / 60


def instant(at: float) -> datetime:
    """The reverse of `minutes`."""
    return datetime.fromtimestamp(at * 60, UTC)


def shown(before: Window | None, now_expected: Forecast) -> tuple[Window, str | None]:
    """The window to show, and the cause if it differs from the previous one.

    While the expected arrival is inside the shown window, that only narrows; otherwise it moves, and the
    longest stage is the cause.
    """
    if before is None:
        return now_expected.window, REQUESTED
    if not before.holds(now_expected.expected_at):
        return now_expected.window, now_expected.longest
    window, is_apart = narrowed(before, now_expected.window)
    if is_apart:
        return window, now_expected.longest
    return window, None if window == before else PROGRESS
