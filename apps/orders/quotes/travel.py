"""The stages on the road: delivery's estimate, or one from the straight line if delivery does not answer."""

from collections.abc import Sequence

import structlog

from apps.delivery.contract.service import DeliveryService
from apps.geo.contract.estimates import estimate_drive_over
from apps.orders.domain.calibration import Observation, ready_in
from apps.orders.domain.eta import EtaStage, Plan, Span
from apps.orders.quotes.destinations import Destination
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)

FALLBACK_TRAVEL = "delivery_estimate"
EARLY, LATE = 0.25, 0.8
"""How far the P20 and the P80 of a guessed ride lie from it, as a share of it."""
HAND_OVER = Span(60, 30, 120)


def travel_stages(kitchen: Plan, to: Destination, known: Sequence[Observation]) -> tuple[Plan, list[str]]:
    """The stages on the road, empty for an order to collect; and the names of what had to be estimated."""
    if to.address is None or to.zone is None:
        return {}, []
    try:
        stages = service(DeliveryService).estimate_stages(
            store_id=to.store_id,
            lat=to.address["lat"],
            lon=to.address["lon"],
            ready_in=round(ready_in(kitchen, known)),
        )
    except (Unavailable, NotFound) as error:
        log.warning("delivery gives no estimate", error=error.code)
        return guessed_travel(to.zone.distance_m), [FALLBACK_TRAVEL]
    return {EtaStage(part.name): Span(part.expected, part.early, part.late) for part in stages}, []


def guessed_travel(meters: float) -> Plan:
    """Travel by bicycle to a door at this straight-line distance in metres, with a wide margin."""
    ride = estimate_drive_over(meters, "bicycle").seconds
    travel = Span(ride, ride * EARLY, ride * LATE)
    return {EtaStage.PICKUP: HAND_OVER, EtaStage.TRAVEL: travel, EtaStage.DROP: HAND_OVER}
