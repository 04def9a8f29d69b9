"""When the food will be there: the road, and the window to promise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from apps.delivery.contract.service import DeliveryService
from apps.orders import eta
from apps.orders.contract.types import OrderStatus
from apps.orders.eta import Range, Window
from apps.orders.pricing.wish import Destination
from apps.stores.contract.types import Opening, Slot
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)

FALLBACK_TRAVEL = "delivery_estimate"
# Where delivery does not answer: a bicycle over a detour of 40 %, and a wide guess.
DETOUR, METERS_PER_SECOND, SLOWER = 1.4, 4.0, 1.8


def travel(to: Destination) -> tuple[Range, list[str]]:
    """(P20, P80) seconds on the road, (0, 0) for what is collected; and what had to be guessed."""
    if to.address is None or to.zone is None:
        return (0, 0), []
    try:
        seconds = service(DeliveryService).estimate_seconds(
            store_id=to.store_id, lat=to.address["lat"], lon=to.address["lon"]
        )
    except (Unavailable, NotFound) as error:
        log.warning("delivery gives no estimate", error=error.code)
        return fallback_travel(to.zone.distance_m), [FALLBACK_TRAVEL]
    return (int(seconds[0]), int(seconds[1])), []


def fallback_travel(meters: float) -> Range:
    """(P20, P80) seconds to drive so far, where nobody knows better."""
    ride = meters * DETOUR / METERS_PER_SECOND
    return round(ride), round(ride * SLOWER) + eta.HAND_OVER_SECONDS[1]


def promise(at: datetime, kitchen_and_road: Range, wait_minutes: tuple[int, int]) -> Window:
    """The window to promise: never before what the store quotes now, which includes its busy delay. Pure."""
    low = max(kitchen_and_road[0], wait_minutes[0] * 60)
    high = max(kitchen_and_road[1], wait_minutes[1] * 60, low)
    return eta.window(at, (low, high))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When an order is made: now, or for a slot."""

    at: datetime
    opening: Opening
    slot: Slot | None = None

    def window(self, plan: dict[OrderStatus, Range]) -> Window:
        """What to promise."""
        if self.slot is not None:
            return Window(self.slot.start, self.slot.end)
        return promise(self.at, eta.whole(plan), self.opening.wait_minutes)

    def lead(self, plan: dict[OrderStatus, Range]) -> timedelta:
        """How long before its slot the kitchen begins: as the store asks to wait, or as its stages take."""
        return timedelta(seconds=max(eta.whole(plan)[1], self.opening.wait_minutes[1] * 60))
