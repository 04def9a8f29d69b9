"""How long a kitchen takes: the work before an order, and the store's pace."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.eta import KITCHEN_DOUBT, EtaStage, Plan, Span
from apps.stores.contract.types import Kitchen

# A store's own pace: the mean over its last `RECENT` orders, to which the nominal time counts as `PRIOR` orders.
RECENT, PRIOR = 40, 5
RACK_SECONDS = 120


# A stage that took so many times its nominal time, or so small a part of it, was bumped late or early.
CREDIBLE = (0.2, 5.0)


type Pace = Mapping[OrderStatus, tuple[float, int]]
"""By stage: the mean seconds of a store's recent orders (per batch if a stage has places), and their number."""


@dataclass(frozen=True, slots=True)
class Load:
    """Pizzas before an order: not made yet, and in or before the oven; and the pace of the store.

    Half of the pizzas of an order in the making count as still to make.
    """

    to_make: float
    to_bake: int
    pace: Pace = field(default_factory=dict)


NO_LOAD = Load(0, 0)


def mean_seconds(nominal: int, stage: OrderStatus, pace: Pace) -> int:
    """The duration of a stage: from the nominal time towards the store's measured mean, the more orders it has."""
    mean, orders = pace.get(stage, (0.0, 0))
    return round((nominal * PRIOR + mean * orders) / (PRIOR + orders))


def paced(kitchen: Kitchen, pace: Pace) -> Kitchen:
    """The kitchen's data with the store's measured pace."""
    return replace(
        kitchen,
        make_seconds=mean_seconds(kitchen.make_seconds, OrderStatus.PREPARING, pace),
        oven_seconds=mean_seconds(kitchen.oven_seconds, OrderStatus.BAKING, pace),
    )


def measured(
    pizzas: int, kitchen: Kitchen, began: Mapping[OrderStatus, datetime], left_at: datetime | None
) -> dict[OrderStatus, float]:
    """Seconds per batch that each stage took, as in `Pace`; `left_at` is when a courier took the order from the rack.

    Implausible values are left out, as is the making of several pizzas at several stations, some of which
    waited. Orders packed without an oven are no measure of how long a pizza takes.
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
    """Seconds until the work before an order is done, by the slower of make line and oven.

    Free stations and free oven places add no wait: only pizzas beyond them count, at the rate places become
    free.
    """
    make = max(load.to_make - kitchen.make_stations + 1, 0) * kitchen.make_seconds / kitchen.make_stations
    bake = max(load.to_bake - kitchen.oven_slots, 0) * kitchen.oven_seconds / kitchen.oven_slots
    return round(max(make, bake))


def make_seconds(pizzas: int, kitchen: Kitchen) -> int:
    """Seconds that the stations need for the order's own pizzas."""
    return ceil(max(pizzas, 1) / kitchen.make_stations) * kitchen.make_seconds


def oven_seconds(pizzas: int, kitchen: Kitchen) -> int:
    """Seconds that the order's own pizzas are in the oven; 0 without pizzas."""
    return ceil(pizzas / kitchen.oven_slots) * kitchen.oven_seconds


def kitchen_stages(pizzas: int, kitchen: Kitchen, load: Load) -> Plan:
    """Queue, make and oven by the kitchen's capacity, at the store's pace."""
    kitchen = paced(kitchen, load.pace)
    seconds = {
        EtaStage.QUEUE: queue_seconds(load, kitchen),
        EtaStage.MAKE: make_seconds(pizzas, kitchen),
        EtaStage.OVEN: oven_seconds(pizzas, kitchen),
    }
    return {
        stage: Span(seconds[stage], early * seconds[stage], late * seconds[stage])
        for stage, (early, late) in KITCHEN_DOUBT.items()
    }


WAITING = (OrderStatus.PLACED, OrderStatus.ACCEPTED)


def load_of(pizzas: Mapping[OrderStatus, int], pace: Pace) -> Load:
    """The load of a kitchen by the pizzas of its orders in each status."""
    waiting = sum(pizzas.get(status, 0) for status in WAITING)
    making, baking = pizzas.get(OrderStatus.PREPARING, 0), pizzas.get(OrderStatus.BAKING, 0)
    return Load(waiting + making / 2, waiting + making + baking, pace)


def pace_with(pace: tuple[float, int], seconds: float) -> tuple[float, int]:
    """The mean of a stage, and its number of orders, with one more; older ones fade."""
    mean, orders = pace[0], min(pace[1] + 1, RECENT)
    return mean + (seconds - mean) / orders, orders
