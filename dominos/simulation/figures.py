"""A night in numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, pstdev

from apps.delivery.contract.windows import Window
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.calibration import percentile
from dominos.simulation.couriers import Courier
from dominos.simulation.event_queue import minutes
from dominos.simulation.jobs import Job
from dominos.simulation.play import Played
from dominos.simulation.scenario import HOUR, OPENS_AT, PROFILE, Rider


@dataclass(frozen=True, slots=True)
class HourFigures:
    """The completed orders placed in an hour. Minutes and percent; `hour` is None for the whole night."""

    hour: int | None
    orders: int
    pizzas: int
    couriers: float
    click_to_door: float
    click_to_door_p90: float
    in_rack: float
    held: float
    early: float
    late: float
    width: float
    error: float
    within_5: float
    late_over_10: float


STEADY_POINTS = 5.0
"""How far an hour's share of windows that held may lie from the night's."""
MIN_TO_JUDGE = 100
"""Even of so many, chance alone puts one hour in six more than five points off."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many percent of an hour's orders came within the window shown at placement."""

    held: float
    orders: int


@dataclass(frozen=True, slots=True)
class FairnessFigures:
    """How evenly the work was shared: orders per hour at work of all couriers with an hour or more."""

    couriers: int
    orders_per_hour: float
    spread: float
    gini: float
    orders_per_run: float
    busy: float


@dataclass(frozen=True, slots=True)
class NightFigures:
    """The whole night, by hour and in all. `lateness` is minutes from the window's end to the hand-over."""

    hours: Sequence[HourFigures]
    total: HourFigures
    by_completion: dict[int, Share]
    lateness: Sequence[float]
    fairness: FairnessFigures
    failed: int
    unfinished: int
    moved: dict[str, int]
    narrowed: int

    def late_or_never(self, minutes: float) -> float:
        """How many percent of all orders came so many minutes after their window's end, or did not come at all.

        Nights in which not everything arrives are compared by it. A door that nobody opened was reached.
        """
        orders = len(self.lateness) + self.failed + self.unfinished
        return 100 * (sum(late > minutes for late in self.lateness) + self.unfinished) / orders

    @property
    def deviations(self) -> tuple[float, float]:
        """Percentage points from the night's share to the farthest hour's, by completion and by placement.

        Hours of fewer than `MIN_TO_JUDGE` orders do not count.
        """
        placed = [Share(hour.held, hour.orders) for hour in self.hours]
        completed, by_placement = (
            max((abs(s.held - self.total.held) for s in shares if s.orders >= MIN_TO_JUDGE), default=0.0)
            for shares in (self.by_completion.values(), placed)
        )
        return completed, by_placement


def figures_of(played: Played) -> NightFigures:
    """What came of the night."""
    done = [job for job in played.jobs if job.completed_at is not None]
    riders = [courier.rider for courier in played.couriers]
    by_hour = [
        [job for job in done if hour * HOUR <= job.ticket.placed < (hour + 1) * HOUR]
        for hour in range(len(PROFILE))
    ]
    moved = Counter(
        cause for job in played.jobs for cause, times in job.changes.items() for _ in range(times)
    )
    return NightFigures(
        hours=[
            _hour((OPENS_AT + n) % 24, jobs, _at_work(riders, n)) for n, jobs in enumerate(by_hour) if jobs
        ],
        total=_hour(None, done, fmean(_at_work(riders, hour) for hour in range(len(PROFILE)))),
        by_completion=_by_completion(done),
        lateness=[_minutes_after(job, job.promised.end) for job in done],
        fairness=fairness_of(played.couriers),
        failed=sum(job.status is OrderStatus.DELIVERY_FAILED for job in played.jobs),
        unfinished=sum(job.completed_at is None for job in played.jobs)
        - sum(job.status is OrderStatus.DELIVERY_FAILED for job in played.jobs),
        moved=dict(sorted(moved.items())),
        narrowed=sum(job.narrowed for job in played.jobs),
    )


def fairness_of(couriers: Sequence[Courier]) -> FairnessFigures:
    """The spread of the work over the couriers."""
    worked = [courier for courier in couriers if courier.worked >= HOUR]
    rates = [courier.delivered / courier.worked * HOUR for courier in worked]
    runs = sum(courier.runs for courier in couriers)
    return FairnessFigures(
        couriers=len(worked),
        orders_per_hour=fmean(rates),
        spread=pstdev(rates),
        gini=gini(rates),
        orders_per_run=sum(courier.delivered for courier in couriers) / max(runs, 1),
        busy=100 * sum(courier.busy for courier in worked) / sum(courier.worked for courier in worked),
    )


def gini(values: Sequence[float]) -> float:
    """Gini's coefficient: 0 when all have the same, towards 1 when one has it all."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    weighted = sum(rank * value for rank, value in enumerate(ordered, 1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def _hour(hour: int | None, jobs: Sequence[Job], couriers: float) -> HourFigures:
    took = sorted(_minutes_after(job, job.began[OrderStatus.PLACED]) for job in jobs)
    errors = [_minutes_after(job, job.expected_at) for job in jobs]
    shown = [job.promised for job in jobs]
    return HourFigures(
        hour=hour,
        orders=len(jobs),
        pizzas=sum(job.ticket.pizzas for job in jobs),
        couriers=couriers,
        click_to_door=fmean(took),
        click_to_door_p90=percentile(took, 0.9),
        in_rack=fmean(map(_rack, jobs)),
        held=100 * fmean(_is_held(job) for job in jobs),
        early=100 * fmean(_minutes_after(job, job.promised.start) < 0 for job in jobs),
        late=100 * fmean(_minutes_after(job, job.promised.end) > 0 for job in jobs),
        width=fmean(map(_width, shown)),
        error=fmean(map(abs, errors)),
        within_5=100 * fmean(abs(error) <= 5 for error in errors),
        late_over_10=100 * fmean(error > 10 for error in errors),
    )


def _by_completion(done: Sequence[Job]) -> dict[int, Share]:
    hours: dict[int, list[bool]] = {}
    for job in done:
        assert job.completed_at is not None
        hours.setdefault(int(minutes(job.completed_at) // 60), []).append(_is_held(job))
    return {
        (OPENS_AT + hour) % 24: Share(100 * fmean(held), len(held)) for hour, held in sorted(hours.items())
    }


def _is_held(job: Job) -> bool:
    return job.completed_at is not None and job.promised.holds(job.completed_at)


def _minutes_after(job: Job, at: datetime) -> float:
    assert job.completed_at is not None
    return (job.completed_at - at) / timedelta(minutes=1)


def _rack(job: Job) -> float:
    return (job.began[OrderStatus.OUT_FOR_DELIVERY] - job.began[OrderStatus.READY]) / timedelta(minutes=1)


def _width(window: Window) -> float:
    return (window.end - window.start) / timedelta(minutes=1)


def _at_work(riders: Sequence[Rider], hour: int) -> float:
    """How many couriers have their shift in the hour, on average."""
    start, end = hour * HOUR, (hour + 1) * HOUR
    return sum(max(0.0, min(rider.off, end) - max(rider.on, start)) for rider in riders) / HOUR
