"""When the food will be there: stages in seconds, windows in whole five minutes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import ceil

from apps.orders.contract.types import OrderStatus
from apps.stores.contract.types import Kitchen

STEP = timedelta(minutes=5)
NARROWEST = timedelta(minutes=10)
# How the 20th and 80th percentile of a kitchen stage relate to its nominal time.
FAST, SLOW = 0.8, 1.3
RACK_SECONDS = 120
HAND_OVER_SECONDS = (30, 180)
# A store's own pace: the mean over its last `RECENT` orders, to which the nominal time counts as `PRIOR` orders.
RECENT, PRIOR = 20, 5
# A stage that took so many times its nominal time, or so small a part of it, was bumped late or early.
CREDIBLE = (0.2, 5.0)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Range = tuple[int, int]
Pace = Mapping[OrderStatus, tuple[float, int]]
"""By stage: the mean seconds of a store's recent orders (of one batch where a stage has places), how many they are."""


@dataclass(frozen=True, slots=True)
class Window:
    """From P20 to P80, both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """Pizzas before an order: waiting to be made, and in or before the oven; and the pace of the store."""

    to_make: int
    to_bake: int
    pace: Pace = field(default_factory=dict)


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

    What is not credible is left out.
    """
    make = ceil(max(pizzas, 1) / kitchen.make_stations)
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
    """How long the work before an order takes, by the slower of the make line and the oven."""
    make = ceil(load.to_make / kitchen.make_stations) * kitchen.make_seconds
    bake = ceil(load.to_bake / kitchen.oven_slots) * kitchen.oven_seconds
    return max(make, bake)


def make_seconds(pizzas: int, kitchen: Kitchen) -> int:
    """How long the stations need for the order's own pizzas."""
    return ceil(max(pizzas, 1) / kitchen.make_stations) * kitchen.make_seconds


def oven_seconds(pizzas: int, kitchen: Kitchen) -> int:
    """How long the order's own pizzas are in the oven; nothing without pizzas."""
    return ceil(pizzas / kitchen.oven_slots) * kitchen.oven_seconds


def stages(pizzas: int, kitchen: Kitchen, load: Load, travel: Range) -> dict[OrderStatus, Range]:
    """(P20, P80) seconds of every stage at the store's pace, by the status in which it passes; in order."""
    kitchen = paced(kitchen, load.pace)
    rack = mean_seconds(RACK_SECONDS, OrderStatus.READY, load.pace)
    return {
        OrderStatus.ACCEPTED: _spread(queue_seconds(load, kitchen)),
        OrderStatus.PREPARING: _spread(make_seconds(pizzas, kitchen)),
        OrderStatus.BAKING: _spread(oven_seconds(pizzas, kitchen)),
        OrderStatus.READY: _spread(rack),
        OrderStatus.OUT_FOR_DELIVERY: travel,
        OrderStatus.ARRIVED: HAND_OVER_SECONDS if travel != (0, 0) else (0, 0),
    }


def _spread(seconds: int) -> Range:
    return round(seconds * FAST), round(seconds * SLOW)


def remaining(plan: dict[OrderStatus, Range], status: OrderStatus, elapsed: timedelta = timedelta()) -> Range:
    """Seconds left of the plan when `status` began `elapsed` ago: ended stages count as they were.

    A status before the kitchen's counts as the first stage, not begun.
    """
    order = list(plan)
    index = order.index(status) if status in plan else 0
    low, high = plan[order[index]]
    gone = int(elapsed.total_seconds()) if status in plan else 0
    low, high = max(low - gone, 0), max(high - gone, 0)
    rest = [plan[later] for later in order[index + 1 :]]
    return low + sum(r[0] for r in rest), high + sum(r[1] for r in rest)


def whole(plan: dict[OrderStatus, Range]) -> Range:
    """(P20, P80) seconds of all stages together."""
    return sum(low for low, _ in plan.values()), sum(high for _, high in plan.values())


def window(at: datetime, seconds: Range) -> Window:
    """The range from `at`, rounded out to five minutes, at least ten wide."""
    start = _floor(at + timedelta(seconds=seconds[0]))
    end = _ceil(at + timedelta(seconds=seconds[1]))
    return Window(start, max(end, start + NARROWEST))


def narrowed(shown: Window, found: Window) -> tuple[Window, bool]:
    """The part of `found` inside what was shown, still ten minutes wide; and whether that was impossible.

    Windows apart mean that the promise is off: then the new one is shown as it is.
    """
    start, end = max(shown.start, found.start), min(shown.end, found.end)
    if start >= end:
        return found, True
    end = min(max(end, start + NARROWEST), shown.end)
    return Window(min(start, end - NARROWEST), end), False


def _floor(at: datetime) -> datetime:
    return _EPOCH + (at - _EPOCH) // STEP * STEP


def _ceil(at: datetime) -> datetime:
    return _EPOCH - (_EPOCH - at) // STEP * STEP


NO_LOAD = Load(0, 0)
