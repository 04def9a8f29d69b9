"""When the food will be there: stages in seconds, windows in whole five minutes. Pure."""

from dataclasses import dataclass
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
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """From P20 to P80, both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """Pizzas before an order: waiting to be made, and in or before the oven."""

    to_make: int
    to_bake: int


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
    """(P20, P80) seconds of every stage, by the status in which it passes; in order."""
    return {
        OrderStatus.ACCEPTED: _spread(queue_seconds(load, kitchen)),
        OrderStatus.PREPARING: _spread(make_seconds(pizzas, kitchen)),
        OrderStatus.BAKING: _spread(oven_seconds(pizzas, kitchen)),
        OrderStatus.READY: _spread(RACK_SECONDS),
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
