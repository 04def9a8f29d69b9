"""An order as the holder of its tracking link sees it: stages, window, code; no names, no address, no phone."""

from typing import Any
from uuid import UUID

import structlog

from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import Tracking
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.states import COLLECTED, FINAL
from apps.orders.domain.tracker_stages import KITCHEN, shown_status, stages_of
from apps.orders.models import Order
from apps.orders.queries.orders import here, is_delayed
from apps.orders.queries.tracker_map import map_of
from apps.orders.queries.tracking_links import LINK_LIFETIME, order_of
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)

S = OrderStatus
_LINE = ("quantity", "name", "description")
WITH_COURIER = frozenset({S.OUT_FOR_DELIVERY, S.ARRIVED})
WITH_DELIVERY = frozenset({S.ACCEPTED, S.PREPARING, S.BAKING, S.READY}) | WITH_COURIER


def tracked_order(token: str) -> Order:
    """The order of a link. NotFound for a bad link and for one that is older than a week."""
    order = Order.objects.filter(pk=order_of(token)).first()
    if order is None or now() > order.created_at + LINK_LIFETIME:
        raise NotFound("There is no such link.")
    return order


def tracker_state(order: Order) -> dict[str, Any]:
    """Everything the tracker shows; delivery's part is left out, and named, while delivery does not answer."""
    tracking, unavailable = _tracking(order)
    is_final = order.state in FINAL
    stages = stages_of(order.method, order.stage_times, order.earlier_attempts)
    return {
        "number": order.number,
        "store_name": order.terms["store_name"],
        "service": order.service,
        "status": shown_status(order.state, stages),
        "sequence": order.sequence,
        "attempt": len(order.earlier_attempts) + 1,
        "is_revising": order.state is S.REVISION_PENDING,
        "stages": [{"status": stage, "at": at} for stage, at in stages],
        "lines": [{name: line[name] for name in _LINE} for line in order.lines],
        "promised_from": order.promised_from.isoformat(),
        "promised_to": order.promised_to.isoformat(),
        "eta_from": None if is_final else order.eta_from.isoformat(),
        "eta_to": None if is_final else order.eta_to.isoformat(),
        "eta_cause": "" if is_final else order.eta_cause,
        "is_delayed": is_delayed(order),
        "is_final": is_final,
        "pin": tracking.pin if tracking and order.state in WITH_DELIVERY else "",
        "collection_code": order.collection_code if order.state in KITCHEN else "",
        "has_photo": bool(tracking and tracking.has_photo),
        "here": here(order),
        "may_say_here": order.service in COLLECTED and order.state in KITCHEN,
        "stops_before": tracking.stops_before if tracking else 0,
        "position": _position(order, tracking),
        "map": map_of(order, tracking),
        "unavailable": unavailable,
    }


def _tracking(order: Order) -> tuple[Tracking | None, list[str]]:
    was_left_at_door = order.contactless and order.state is S.COMPLETED
    if order.service in COLLECTED or not (order.state in WITH_DELIVERY or was_left_at_door):
        return None, []
    try:
        return ask_delivery(order.id), []
    except Unavailable as error:
        log.warning("tracker without delivery", error=error.code)
        return None, ["delivery"]


def ask_delivery(order_id: UUID) -> Tracking | None:
    """Delivery's view of the order. Unavailable."""
    tracking: Tracking | None = service(DeliveryService).get_tracking(order_id=order_id)
    return tracking


def _position(order: Order, tracking: Tracking | None) -> dict[str, Any] | None:
    at = tracking.position if tracking else None
    if at is None or order.state not in WITH_COURIER:
        return None
    return {"lat": at.lat, "lon": at.lon, "accuracy": at.accuracy, "at": at.at.isoformat()}
