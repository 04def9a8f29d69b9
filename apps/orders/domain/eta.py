"""When the food will be there: the stages of domain.md in seconds, windows in whole five minutes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil, hypot
from typing import NamedTuple

from apps.orders.contract.types import OrderStatus
from apps.stores.contract.types import Kitchen

STEP = timedelta(minutes=5)
NARROWEST = timedelta(minutes=10)
RACK_SECONDS = 120
# A store's own pace: the mean over its last `RECENT` orders, to which the nominal time counts as `PRIOR` orders.
RECENT, PRIOR = 40, 5
# A stage that took so many times its nominal time, or so small a part of it, was bumped late or early.
CREDIBLE = (0.2, 5.0)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

type Pace = Mapping[OrderStatus, tuple[float, int]]
"""By stage: the mean seconds of a store's recent orders (of one batch where a stage has places), how many they are."""


class Stage(StrEnum):
    """What passes between placement and the customer's hands, in order."""

    QUEUE = "queue"
    MAKE = "make"
    OVEN = "oven"
    RACK = "rack"
    PICKUP = "pickup"
    TRAVEL = "travel"
    DROP = "drop"


class Span(NamedTuple):
    """A stage in seconds: its P20 is `expected - early`, its P80 `expected + late`."""

    expected: float
    early: float
    late: float


type Plan = Mapping[Stage, Span]

STAGES = tuple(Stage)
KITCHEN_DOUBT = {Stage.QUEUE: (0.4, 0.6), Stage.MAKE: (0.2, 0.4), Stage.OVEN: (0.05, 0.1)}
"""How far the P20 and the P80 of a kitchen stage lie from its nominal time, as a share of it."""
RUNNING: Mapping[OrderStatus, Stage] = {
    OrderStatus.PLACED: Stage.QUEUE,
    OrderStatus.ACCEPTED: Stage.QUEUE,
    OrderStatus.PREPARING: Stage.MAKE,
    OrderStatus.BAKING: Stage.OVEN,
    OrderStatus.READY: Stage.RACK,
    OrderStatus.OUT_FOR_DELIVERY: Stage.TRAVEL,
    OrderStatus.ARRIVED: Stage.DROP,
}
"""The stage that begins with a status; a pickup is part of the time in the rack until the courier has left."""


@dataclass(frozen=True, slots=True)
class Window:
    """From P20 to P80, both aware."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether the instant lies inside."""
        return self.start <= at <= self.end


@dataclass(frozen=True, slots=True)
class Load:
    """Pizzas before an order: not made yet, and in or before the oven; and the pace of the store.

    Nobody counts the pizzas of an order that is being made: half of them are taken to be still to make.
    """

    to_make: float
    to_bake: int
    pace: Pace = field(default_factory=dict)


NO_LOAD = Load(0, 0)


def mean_seconds(nominal: int, stage: OrderStatus, pace: Pace) -> int:
    """What a stage takes here: the nominal time, drawn towards the store's own the more orders it has measured."""
    mean, orders = pace.get(stage, (0.0, 0))
    return round((nominal * PRIOR + mean * orders) / (PRIOR + orders))


def paced(kitchen: Kitchen, pace: Pace) -> Kitchen:
    """The kitchen at its own pace."""
    return replace(
        kitchen,
        make_seconds=mean_seconds(kitchen.make_seconds, OrderStatus.PREPARING, pace),
        oven_seconds=mean_seconds(kitchen.oven_seconds, OrderStatus.BAKING, pace),
    )


def measured(
    pizzas: int, kitchen: Kitchen, began: Mapping[OrderStatus, datetime], left_at: datetime | None
) -> dict[OrderStatus, float]:
    """Seconds a stage took, by batch, as `Pace` counts; `left_at` is when a courier took the order from the rack.

    What is not credible is left out, and the making of several pizzas at several stations: some of them waited.
    """
    is_steady = pizzas <= 1 or kitchen.make_stations == 1
    make = max(pizzas, 1) if is_steady else 0
    oven = ceil(pizzas / kitchen.oven_slots)
    stages = (
        (OrderStatus.PREPARING, began.get(OrderStatus.BAKING), make, kitchen.make_seconds),
        (OrderStatus.BAKING, began.get(OrderStatus.READY), oven, kitchen.oven_seconds),
        (OrderStatus.READY, left_at, 1, RACK_SECONDS),
    )
    found: dict[OrderStatus, float] = {}
    for stage, ended, batches, nominal in stages:
        if stage in began and ended is not None and batches:
            seconds = (ended - began[stage]).total_seconds() / batches
            if CREDIBLE[0] * nominal <= seconds <= CREDIBLE[1] * nominal:
                found[stage] = seconds
    return found


def queue_seconds(load: Load, kitchen: Kitchen) -> int:
    """How long the work before an order takes, by the slower of the make line and the oven.

    Nobody waits for a free station or a free place in the oven: only pizzas beyond them count, at the rate they are
    given back.
    """
    make = max(load.to_make - kitchen.make_stations + 1, 0) * kitchen.make_seconds / kitchen.make_stations
    bake = max(load.to_bake - kitchen.oven_slots, 0) * kitchen.oven_seconds / kitchen.oven_slots
    return round(max(make, bake))


def make_seconds(pizzas: int, kitchen: Kitchen) -> int:
    """How long the stations need for the order's own pizzas."""
    return ceil(max(pizzas, 1) / kitchen.make_stations) * kitchen.make_seconds


def oven_seconds(pizzas: int, kitchen: Kitchen) -> int:
    """How long the order's own pizzas are in the oven; nothing without pizzas."""
    return ceil(pizzas / kitchen.oven_slots) * kitchen.oven_seconds


def kitchen_stages(pizzas: int, kitchen: Kitchen, load: Load) -> Plan:
    """Queue, make and oven by what the kitchen can do, at the store's pace."""
    kitchen = paced(kitchen, load.pace)
    seconds = {
        Stage.QUEUE: queue_seconds(load, kitchen),
        Stage.MAKE: make_seconds(pizzas, kitchen),
        Stage.OVEN: oven_seconds(pizzas, kitchen),
    }
    return {
        stage: Span(seconds[stage], early * seconds[stage], late * seconds[stage])
        for stage, (early, late) in KITCHEN_DOUBT.items()
    }


def whole(plan: Plan) -> Span:
    """All stages together, their doubts being independent."""
    spans = plan.values()
    return Span(
        sum(span.expected for span in spans),
        hypot(*(span.early for span in spans)),
        hypot(*(span.late for span in spans)),
    )


def remaining(plan: Plan, status: OrderStatus, elapsed: timedelta = timedelta()) -> Plan:
    """What is left of the plan when `status` began `elapsed` ago: the stages that ended are out of it.

    A status before the kitchen's leaves the whole plan.
    """
    running = RUNNING.get(status, STAGES[0])
    left = {stage: plan[stage] for stage in STAGES[STAGES.index(running) :] if stage in plan}
    if status in RUNNING and running in left:
        span = left[running]
        left[running] = span._replace(expected=max(span.expected - elapsed.total_seconds(), 0.0))
    return left


def observed(plan: Plan, began: Mapping[str, datetime], placed: datetime) -> dict[Stage, float]:
    """How long each stage of the plan took, as far as it ended, by when the statuses began.

    Nobody sees where a pickup begins: what the rack took is what the planned pickup leaves of the time between.
    """
    marks = (
        (Stage.QUEUE, placed),
        (Stage.MAKE, began.get(OrderStatus.PREPARING)),
        (Stage.OVEN, began.get(OrderStatus.BAKING)),
        (Stage.RACK, began.get(OrderStatus.READY)),
        (Stage.TRAVEL, began.get(OrderStatus.OUT_FOR_DELIVERY)),
        (Stage.DROP, began.get(OrderStatus.ARRIVED)),
        (None, began.get(OrderStatus.COMPLETED)),
    )
    took = {
        stage: (end - start).total_seconds()
        for (stage, start), (_, end) in pairwise(marks)
        if stage in plan and stage is not None and start is not None and end is not None
    }
    if Stage.RACK in took and Stage.PICKUP in plan:
        took[Stage.PICKUP] = plan[Stage.PICKUP].expected
        took[Stage.RACK] -= took[Stage.PICKUP]
    return took


def rounded(start: datetime, end: datetime) -> Window:
    """The window rounded out to five minutes, at least ten wide."""
    first = _floor(start)
    return Window(first, max(_ceil(end), first + NARROWEST))


def narrowed(shown: Window, found: Window) -> tuple[Window, bool]:
    """The part of `found` inside what was shown, still ten minutes wide; and whether that was impossible.

    Windows apart mean that the promise is off: then the new one is shown as it is.
    """
    start, end = max(shown.start, found.start), min(shown.end, found.end)
    if start >= end:
        return found, True
    end = min(max(end, start + NARROWEST), shown.end)
    return Window(min(start, end - NARROWEST), end), False


def as_json(plan: Plan) -> dict[str, Sequence[float]]:
    """The plan as it is stored."""
    return {stage.value: [round(part, 1) for part in span] for stage, span in plan.items()}


def from_json(stored: Mapping[str, Sequence[float]]) -> Plan:
    """The reverse of `as_json`."""
    return {stage: Span(*stored[stage]) for stage in STAGES if stage in stored}


def _floor(at: datetime) -> datetime:
    return _EPOCH + (at - _EPOCH) // STEP * STEP


def _ceil(at: datetime) -> datetime:
    return _EPOCH - (_EPOCH - at) // STEP * STEP
