"""When a delivery reaches its door: the stages still ahead, and the window a customer is shown.

queue + make + oven + rack are the kitchen's, told as `ready_at`; pickup + travel (preceding stops included) + drop
are ours. A stage that ended is out of the sum, so the window narrows as the delivery goes on (domain.md, ETA).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heapreplace
from math import exp, hypot

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.contract.windows import Window, narrowed, rounded
from apps.delivery.domain.rules import Rules

REQUESTED, PROGRESS = "requested", "progress"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the way in seconds: P20 is `expected - early`, P80 is `expected + late`."""

    name: str
    expected: float
    early: float
    late: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is known of a delivery now.

    `to_store` is the courier's drive to the store (None: no courier yet), `to_door` the drive from there, or
    from the courier once the food is aboard, in seconds with the `stops_before` on the way driven through.
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
    """The expected instant at the door, the window around it, and the stage that takes longest.

    `planned_at` is the expectation of an engine's plan before it was corrected by how late plans were of late.
    """

    expected_at: datetime
    window: Window
    longest: str
    planned_at: datetime | None = None


def forecast(progress: Progress, rules: Rules) -> Forecast:
    """The present expectation, whatever was shown before."""
    stages = stages_ahead(progress, rules)
    expected = progress.now + timedelta(seconds=sum(stage.expected for stage in stages))
    return around(expected, stages)


def around(expected: datetime, stages: Sequence[Stage]) -> Forecast:
    """An expectation with the doubt of the stages still ahead."""
    early, late = spread(stages)
    window = rounded(expected - timedelta(seconds=early), expected + timedelta(seconds=late))
    return Forecast(expected, window, max(stages, key=lambda stage: stage.expected).name)


def spread(stages: Sequence[Stage]) -> tuple[float, float]:
    """Seconds from the expectation to P20 and to P80, the stages' doubts being independent."""
    return hypot(*(stage.early for stage in stages)), hypot(*(stage.late for stage in stages))


def stages_ahead(progress: Progress, rules: Rules) -> Sequence[Stage]:
    """What has not ended yet, in order."""
    drop = Stage("drop", rules.before_drop_seconds, 30, 60)
    if progress.status == DeliveryStatus.ARRIVED:
        return [drop]
    road = [*_travel(progress, rules), drop]
    if progress.status == DeliveryStatus.PICKED_UP:
        return road
    return [_until_pick_up(progress, rules), Stage("pickup", rules.after_pick_up_seconds, 30, 60), *road]


def _travel(progress: Progress, rules: Rules) -> list[Stage]:
    doubt = 0.3 if progress.is_estimated else 0.15
    stop = rules.before_drop_seconds + rules.after_drop_seconds
    spent = stop * progress.stops_before
    seconds = progress.to_door + spent
    return [Stage("road", seconds, doubt * seconds, 1.5 * doubt * seconds)]


def _until_pick_up(progress: Progress, rules: Rules) -> Stage:
    kitchen = max(0.0, (progress.ready_at - progress.now).total_seconds())
    if not progress.is_released:
        kitchen = max(kitchen, 60.0)
    if progress.to_store is None:
        courier, doubt = float(rules.courier_wait_seconds), 0.5
    else:
        courier, doubt = progress.to_store + rules.before_pick_up_seconds, 0.15
    if kitchen >= courier:
        return Stage("kitchen", kitchen, 0.15 * kitchen, 0.25 * kitchen)
    return Stage("courier", courier, doubt * courier, doubt * courier)


def minutes(at: datetime) -> float:
    """The engine's axis of time: minutes since 1970."""
    return at.timestamp() / 60


def instant(at: float) -> datetime:
    """The reverse of `minutes`."""
    return datetime.fromtimestamp(at * 60, UTC)


def shown(before: Window | None, now_expected: Forecast) -> tuple[Window, str | None]:
    """The window to show and the cause when it is another one than before.

    While the expectation lies inside what was shown, the window only narrows; otherwise it moves, and the longest
    stage is the cause.
    """
    if before is None:
        return now_expected.window, REQUESTED
    if not before.holds(now_expected.expected_at):
        return now_expected.window, now_expected.longest
    window, is_apart = narrowed(before, now_expected.window)
    if is_apart:
        return window, now_expected.longest
    return window, None if window == before else PROGRESS


@dataclass(frozen=True, slots=True)
class Fleet:
    """A store's couriers and the orders without one: `free_in` is seconds until each courier is back at the store,

    `waiting` (seconds until ready, seconds of the drive) of each order that nobody has yet.
    """

    free_in: Sequence[float]
    waiting: Sequence[tuple[float, float]]


TIGHT_SECONDS, SPARE = 100.0, 4.0
"""What food waits though a courier should be there, with none to spare, and the couriers to spare that take it to 1/e.

Somebody declines, is late, or is sent with another order. Fitted to six simulated nights.
"""


def courier_wait(fleet: Fleet, ready_in: float, rules: Rules) -> float:
    """Seconds that food ready in so many waits for a courier, each order before it taking one there and back."""
    if not fleet.free_in:
        return float(rules.courier_wait_seconds)
    free = list(fleet.free_in)
    heapify(free)
    for ready, drive in sorted(fleet.waiting):
        if ready > ready_in:
            break
        heapreplace(free, max(free[0], ready) + _there_and_back(drive, rules))
    spare = sum(at <= ready_in for at in free)
    return max(0.0, free[0] - ready_in) + tightness(spare)


def tightness(spare: int) -> float:
    """Seconds that food waits beyond the plan with so many couriers free when it is ready."""
    return TIGHT_SECONDS * exp(-max(spare - 1, 0) / SPARE)


def _there_and_back(drive: float, rules: Rules) -> float:
    handling = rules.before_pick_up_seconds + rules.after_pick_up_seconds
    return handling + drive + rules.before_drop_seconds + rules.after_drop_seconds + drive


def road_stages(drive: float, is_estimated: bool, wait: float, rules: Rules) -> Sequence[Stage]:
    """The way of food from the rack to the customer's hands, for an order that does not exist yet."""
    doubt = 0.3 if is_estimated else 0.15
    return (
        Stage("rack", wait, 0.5 * wait, 60 + 0.5 * wait),
        Stage("pickup", rules.after_pick_up_seconds, 30, 60),
        Stage("travel", drive, doubt * drive, 1.5 * doubt * drive),
        Stage("drop", rules.before_drop_seconds, 30, 60),
    )
