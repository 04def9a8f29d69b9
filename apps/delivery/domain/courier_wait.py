"""How long food waits in the rack for a courier, by the store's couriers and earlier orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heapreplace
from math import exp
from typing import NamedTuple

from apps.delivery.contract.types import DeliveryStage, DeliveryStatus
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import WITH_COURIER


class StoreDelivery(NamedTuple):
    """An unfinished delivery of a store; `drive` in seconds from the store to the door."""

    status: DeliveryStatus
    courier: str | None
    ready_at: datetime
    expected_at: datetime
    drive: float


@dataclass(frozen=True, slots=True)
class CourierSupply:
    """A store's couriers and its orders without one.

    `free_in` holds the seconds until each courier is back at the store, `waiting` the seconds until the food
    is ready and those of the drive, for each order without a courier.
    """

    free_in: Sequence[float]
    waiting: Sequence[tuple[float, float]]


TIGHT_SECONDS, SPARE = 100.0, 4.0
"""How long food waits beyond the plan with no courier to spare, and the spare couriers that bring it down to 1/e.

Somebody declines, is late, or is sent with another order. Fitted to six simulated nights.
"""


def courier_wait(supply: CourierSupply, ready_in: float, rules: Rules) -> float:
    """Seconds that food ready in `ready_in` seconds waits for a courier; each earlier order occupies one for
    a round trip.
    """
    if not supply.free_in:
        return float(rules.courier_wait_seconds)
    free = list(supply.free_in)
    heapify(free)
    for ready, drive in sorted(supply.waiting):
        if ready > ready_in:
            break
        heapreplace(free, max(free[0], ready) + _there_and_back(drive, rules))
    spare = sum(at <= ready_in for at in free)
    return max(0.0, free[0] - ready_in) + tightness(spare)


def tightness(spare: int) -> float:
    """Seconds that food waits beyond the plan with this many couriers free when it is ready."""
    return TIGHT_SECONDS * exp(-max(spare - 1, 0) / SPARE)


def _there_and_back(drive: float, rules: Rules) -> float:
    handling = rules.before_pick_up_seconds + rules.after_pick_up_seconds
    return handling + drive + rules.before_drop_seconds + rules.after_drop_seconds + drive


def stages_from_rack(drive: float, is_estimated: bool, wait: float, rules: Rules) -> Sequence[DeliveryStage]:
    """The stages from the rack to the hand-over, for an order that does not exist yet."""
    doubt = 0.3 if is_estimated else 0.15
    return (
        DeliveryStage("rack", wait, 0.5 * wait, 60 + 0.5 * wait),
        DeliveryStage("pickup", rules.after_pick_up_seconds, 30, 60),
        DeliveryStage("travel", drive, doubt * drive, 1.5 * doubt * drive),
        DeliveryStage("drop", rules.before_drop_seconds, 30, 60),
    )


def courier_supply(
    couriers: Iterable[str], deliveries: Iterable[StoreDelivery], at: datetime, rules: Rules
) -> CourierSupply:
    """The couriers by when they are expected back at the store, and the deliveries without a courier."""
    free_in, waiting = dict.fromkeys(couriers, 0.0), []
    for delivery in deliveries:
        if delivery.status not in WITH_COURIER:
            waiting.append(((delivery.ready_at - at).total_seconds(), delivery.drive))
        elif delivery.courier in free_in:
            back = (delivery.expected_at - at).total_seconds() + rules.after_drop_seconds + delivery.drive
            free_in[delivery.courier] = max(free_in[delivery.courier], back)
    return CourierSupply(tuple(free_in.values()), tuple(waiting))
