"""Calibrates the windows of new orders by completed ones. Pure.

The errors of recent orders, observed minus planned seconds, shift the plan's expectation and give its P20 and
P80: the levels that hold the target share of them once the window is rounded for display, which are rarely 20
and 80 before rounding. This is conformal prediction on a sliding window. Errors are scaled by the plan's
uncertainty; the target follows the share that the newest windows have held (Gibbs and Candès 2021, adaptive
conformal inference).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot
from statistics import NormalDist, fmean

from apps.delivery.contract.windows import MIN_WIDTH, STEP, Window, rounded
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.eta import KITCHEN_DOUBT, EtaStage, Plan, observed, whole

AIM = 0.91
"""The share of completions a window should hold, so that even the worst hour of a night has the required 80 %."""
CORRECTION, JUDGED = 0.7, 20
"""How much of a miss of the aim, by the newest windows, the next ones make up for."""
MIN_AIM, MAX_AIM = 0.7, 0.98
MIN_OBSERVATIONS = 20
RECENT = 120
STEADY = 240.0
"""Seconds of uncertainty of every order, whatever is planned; each stage adds a share of its length."""
SHARES = {EtaStage.QUEUE: sum(KITCHEN_DOUBT[EtaStage.QUEUE]) / 2, EtaStage.RACK: 1.75}
"""The share for the wait for a courier was fitted by maximum likelihood over six simulated nights."""
MAX_STRETCH = 3.0
"""The maximal factor by which an error is scaled up or down for an order of other uncertainty."""
_LEVELS = tuple(percent / 100 for percent in range(45, 0, -1))
_STEP, _MIN_WIDTH = STEP.total_seconds(), MIN_WIDTH.total_seconds()
_PHASES = tuple(_STEP * part / 5 for part in range(5))
_NORMAL = NormalDist()
_P80 = _NORMAL.inv_cdf(0.8)


@dataclass(frozen=True, slots=True)
class Observation:
    """A completed order: (planned, observed) seconds of its stages; `held`: whether its first window was kept."""

    at: datetime
    held: bool
    stages: Mapping[EtaStage, tuple[float, float]]

    def tells_of(self, plan: Plan) -> bool:
        """Whether all stages of the plan were observed."""
        return self.stages.keys() >= plan.keys()

    def error(self, plan: Plan) -> float:
        """Observed minus planned seconds of the plan's stages."""
        return sum(self.stages[stage][1] - self.stages[stage][0] for stage in plan)

    def stretch(self, plan: Plan) -> float:
        """The plan's uncertainty relative to this order's."""
        planned = {stage: self.stages[stage][0] for stage in plan}
        times = _doubt({stage: span.expected for stage, span in plan.items()}) / _doubt(planned)
        return min(max(times, 1 / MAX_STRETCH), MAX_STRETCH)


def comparable_hours(at: datetime) -> tuple[int, int]:
    """The hours of the day whose orders are comparable with now: the previous and the current one."""
    return (at - timedelta(hours=1)).hour, at.hour


def relevant(rows: Mapping[int, Sequence[Observation]], at: datetime) -> Sequence[Observation]:
    """The observations of a store's rows, by hour of the day, that are comparable with now; oldest first.

    This hour and the previous one of any day, so that a store's opening is judged by earlier openings. The
    newest of other hours are added if those are too few.
    """
    hours = comparable_hours(at)
    now = sorted((one for hour in hours for one in rows.get(hour, ())), key=lambda one: one.at)
    if len(now) < MIN_OBSERVATIONS:
        other = [one for hour, row in rows.items() if hour not in hours for one in row]
        now = [*sorted(other, key=lambda one: one.at)[-(MIN_OBSERVATIONS - len(now)) :], *now]
    return now[-RECENT:]


def observe(plan: Plan, began: Mapping[str, datetime], placed: datetime, shown: Window) -> Observation:
    """The observation of a completed order; `shown` is its window at placement.

    The window of a collected order is kept if its food was ready within it: when the customer comes is not
    counted.
    """
    took = observed(plan, began, placed)
    at = began[OrderStatus.COMPLETED]
    done = at if EtaStage.DROP in plan else began.get(OrderStatus.READY, at)
    return Observation(at, shown.holds(done), {stage: (plan[stage].expected, took[stage]) for stage in took})


def window(at: datetime, plan: Plan, observations: Sequence[Observation] = ()) -> Window:
    """The window of an order with this much of its plan ahead at `at`, by its store's observations."""
    low, high = reach(plan, observations)
    return rounded(at + timedelta(seconds=low), at + timedelta(seconds=high))


def promise(
    at: datetime,
    plan: Plan,
    wait_minutes: tuple[int, int],
    observations: Sequence[Observation] = (),
    *,
    is_busy: bool = False,
) -> Window:
    """The window to promise: the store's quoted range applies until its orders have shown better, and while
    it is busy.

    A store that is set busy knows of work that no completed order shows yet.
    """
    low, high = reach(plan, observations)
    if is_busy or len(_errors(plan, observations)) < MIN_OBSERVATIONS:
        low = max(low, wait_minutes[0] * 60)
        high = max(high, wait_minutes[1] * 60, low)
    return rounded(at + timedelta(seconds=low), at + timedelta(seconds=high))


def reach(plan: Plan, observations: Sequence[Observation]) -> tuple[float, float]:
    """Seconds until the early and the late edge of the window, before rounding; never negative."""
    recent = observations[-RECENT:]
    known = _errors(plan, recent)
    errors = sorted(known + _nominal(plan, MIN_OBSERVATIONS - len(known)))
    expected = whole(plan).expected
    low, high = _edges(errors, _aim(recent))
    return max(expected + low, 0.0), max(expected + high, 0.0)


def ready_in(plan: Plan, observations: Sequence[Observation]) -> float:
    """Expected seconds of the planned stages, corrected by the median of recent errors once there are enough."""
    known = _errors(plan, observations)
    median = percentile(known, 0.5) if len(known) >= MIN_OBSERVATIONS else 0.0
    return max(whole(plan).expected + median, 0.0)


def percentile(ascending: Sequence[float], share: float) -> float:
    """Linear interpolation between the closest ranks."""
    rank = (len(ascending) - 1) * share
    below = int(rank)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (ascending[above] - ascending[below]) * (rank - below)


def _doubt(planned: Mapping[EtaStage, float]) -> float:
    return hypot(STEADY, *(share * planned.get(stage, 0.0) for stage, share in SHARES.items()))


def _errors(plan: Plan, observations: Sequence[Observation]) -> list[float]:
    """The errors as they would be with as much left open as in the plan, ascending; their median stays."""
    seen = [one for one in observations[-RECENT:] if one.tells_of(plan)]
    if not seen:
        return []
    median = percentile(sorted(one.error(plan) for one in seen), 0.5)
    return sorted(median + (one.error(plan) - median) * one.stretch(plan) for one in seen)


def _aim(recent: Sequence[Observation]) -> float:
    if len(recent) < JUDGED:
        return AIM
    missed = AIM - fmean(one.held for one in recent[-JUDGED:])
    return min(max(AIM + CORRECTION * missed, MIN_AIM), MAX_AIM)


def _edges(errors: Sequence[float], aim: float) -> tuple[float, float]:
    """The narrowest window that holds so many; the widest where none does. A wider one never holds fewer."""

    def edges(level: float) -> tuple[float, float]:
        return percentile(errors, level), percentile(errors, 1 - level)

    at = bisect_left(_LEVELS, aim, key=lambda level: _share_held(errors, *edges(level)))
    return edges(_LEVELS[min(at, len(_LEVELS) - 1)])


def _share_held(ascending: Sequence[float], low: float, high: float) -> float:
    """The share of errors inside the window from low to high as it is rounded at any time of the clock."""
    held = 0
    for phase in _PHASES:
        start = (phase + low) // _STEP * _STEP - phase
        end = max(-(-(phase + high) // _STEP) * _STEP - phase, start + _MIN_WIDTH)
        held += bisect_right(ascending, end) - bisect_left(ascending, start)
    return held / len(ascending) / len(_PHASES)


def _nominal(plan: Plan, number: int) -> list[float]:
    """Errors as the plan's own doubts would make them, for a store that has not shown enough yet."""
    spread = whole(plan)
    scores = [_NORMAL.inv_cdf((rank + 0.5) / number) / _P80 for rank in range(number)]
    return [score * (spread.late if score > 0 else spread.early) for score in scores]
