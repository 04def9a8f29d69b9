"""Deliveries as the public interface shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.promises import is_on_time
from apps.delivery.domain.states import FINISHED
from apps.delivery.models import Delivery, DeliveryChange
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound

STAFF = (Role.STORE_STAFF, Role.STORE_MANAGER)
EVERYWHERE = (Role.SUPPORT, Role.ADMIN)
PERSONAL = ("address", "note", "recipient", "lat", "lon")
SHOWN = (
    *("id", "order_id", "attempt", "number", "store_id", "status", "run", "stop", "bags", "contactless"),
    *(
        "cash_due",
        "currency",
        "requested_at",
        "ready_at",
        "is_released",
        "assigned_at",
        "picked_up_at",
        "arrived_at",
    ),
    *("finished_at", "promised_to", "expected_at", "eta_from", "eta_to", "pin_tries", "contact_attempts"),
    *("proof", "reason", *PERSONAL),
)


def visible_to(principal: Principal) -> QuerySet[Delivery]:
    """A courier's own deliveries, a store's for its staff, all for support and admins."""
    if principal.is_any(*EVERYWHERE):
        return Delivery.objects.all()
    mine = Q(pk__in=[])
    if principal.is_any(*STAFF):
        mine |= Q(store_id__in=principal.store_ids)
    if principal.is_any(Role.COURIER):
        mine |= Q(courier_id=principal.id)
    return Delivery.objects.filter(mine)


def list_deliveries(principal: Principal, filters: Mapping[str, Any]) -> QuerySet[Delivery]:
    """Those the caller may see, by status, store and courier where `filters` has them."""
    names = {"status": "status", "store": "store_id", "courier": "courier_id"}
    chosen = {column: filters[name] for name, column in names.items() if name in filters}
    return visible_to(principal).filter(**chosen).select_related("courier")


def get_delivery(principal: Principal, delivery_id: UUID) -> Delivery:
    """One delivery the caller may see. NotFound for others'."""
    found = visible_to(principal).filter(id=delivery_id).select_related("courier").first()
    if found is None:
        raise NotFound("There is no such delivery.")
    return found


def shown(delivery: Delivery, principal: Principal) -> dict[str, Any]:
    """The delivery as JSON; once it is over, its courier no longer sees whose door it was."""
    hidden = PERSONAL if delivery.status in FINISHED and _is_only_courier(principal) else ()
    columns = {name: None if name in hidden else _json(getattr(delivery, name)) for name in SHOWN}
    courier = delivery.courier
    return columns | {
        "courier": {"id": str(courier.user_id), "name": courier.name} if courier else None,
        "is_on_time": is_kept(delivery),
    }


def is_kept(delivery: Delivery) -> bool:
    """Whether the promise was kept, or can still be expected to be."""
    if delivery.status == DeliveryStatus.DELIVERED:
        assert delivery.finished_at is not None
        return is_on_time(delivery.finished_at, delivery.promised_to)
    return is_on_time(max(delivery.expected_at, now()), delivery.promised_to)


def history(delivery: Delivery) -> list[dict[str, Any]]:
    """What happened to the delivery, first to last."""
    fields = ("sequence", "action", "status", "actor_id", "reason", "at")
    rows = DeliveryChange.objects.filter(delivery=delivery).order_by("sequence").values(*fields)
    return [{name: _json(value) for name, value in row.items()} for row in rows]


def _is_only_courier(principal: Principal) -> bool:
    return not principal.is_any(*STAFF, *EVERYWHERE)


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
