"""When the food will be there: the road, and the window to promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from apps.delivery.contract.service import DeliveryService
from apps.orders import calibration
from apps.orders.calibration import Observation, reach, ready_in
from apps.orders.eta import Plan, Span, Stage, Window
from apps.orders.pricing.wish import Destination
from apps.stores.contract.types import Opening, Slot
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)

FALLBACK_TRAVEL = "delivery_estimate"
# Where delivery does not answer: a bicycle over a detour of 40 %, and a wide guess.
DETOUR, METERS_PER_SECOND, SLOWER = 1.4, 4.0, 1.8
HAND_OVER = Span(60, 30, 120)


def road_after(kitchen: Plan, to: Destination, learned: Sequence[Observation]) -> tuple[Plan, list[str]]:
    """The stages on the road, none for what is collected; and what had to be guessed."""
    if to.address is None or to.zone is None:
        return {}, []
    try:
        stages = service(DeliveryService).estimate_stages(
            store_id=to.store_id,
            lat=to.address["lat"],
            lon=to.address["lon"],
            ready_in=round(ready_in(kitchen, learned)),
        )
    except (Unavailable, NotFound) as error:
        log.warning("delivery gives no estimate", error=error.code)
        return guessed_road(to.zone.distance_m), [FALLBACK_TRAVEL]
    return {Stage(part.name): Span(part.expected, part.early, part.late) for part in stages}, []


def guessed_road(meters: float) -> Plan:
    """The way of food over so many metres, where nobody knows better."""
    ride = meters * DETOUR / METERS_PER_SECOND
    travel = Span(ride, ride / 4, ride * (SLOWER - 1))
    return {Stage.PICKUP: HAND_OVER, Stage.TRAVEL: travel, Stage.DROP: HAND_OVER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When an order is made: now, or for a slot."""

    at: datetime
    opening: Opening
    slot: Slot | None = None

    def window(self, plan: Plan, learned: Sequence[Observation]) -> Window:
        """What to promise."""
        if self.slot is not None:
            return Window(self.slot.start, self.slot.end)
        return calibration.promise(self.at, plan, self.opening.wait_minutes, learned)

    def lead(self, plan: Plan, learned: Sequence[Observation]) -> timedelta:
        """How long before its slot the kitchen begins: as the store asks to wait, or as its stages take."""
        return timedelta(seconds=max(reach(plan, learned)[1], self.opening.wait_minutes[1] * 60))
