"""Couriers as the public interface shows them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.delivery.models import Courier, CourierDocument
from apps.delivery.use_cases.documents import papers_wanting
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import NotFound


def visible_to(principal: Principal) -> QuerySet[Courier]:
    """The couriers of a manager's stores, oneself for a courier, all for support and admins."""
    if principal.is_any(Role.SUPPORT, Role.ADMIN):
        return Courier.objects.all()
    mine = Q(home_store_id__in=principal.managed_ids)
    if principal.is_any(Role.COURIER):
        mine |= Q(user_id=principal.user_id)
    return Courier.objects.filter(mine)


def list_couriers(principal: Principal, filters: Mapping[str, Any]) -> QuerySet[Courier]:
    """Those the caller may see, by store and status where `filters` has them."""
    names = {"status": "status", "store": "home_store_id"}
    chosen = {column: filters[name] for name, column in names.items() if name in filters}
    return visible_to(principal).filter(**chosen)


def get_courier(principal: Principal, courier_id: UUID) -> Courier:
    """One courier the caller may see. NotFound for others."""
    found = visible_to(principal).filter(user_id=courier_id).first()
    if found is None:
        raise NotFound("There is no such courier.")
    return found


def row(courier: Courier) -> dict[str, Any]:
    """The courier as JSON."""
    home = courier.home_store_id
    return {
        "id": str(courier.user_id),
        "name": courier.name,
        "status": courier.status,
        "vehicle": courier.vehicle,
        "capacity": courier.capacity,
        "home_store_id": str(home) if home else None,
        "cash_carried": courier.cash_carried,
    }


def details(courier: Courier) -> dict[str, Any]:
    """The courier with the papers on file, newest first, and what is wrong with them."""
    documents = courier.documents.order_by("-submitted_at", "-id")
    wanting = papers_wanting(courier)
    return row(courier) | {
        "documents": [_document(one) for one in documents],
        "papers_wanting": [{"kind": kind, "state": state.value} for kind, state in wanting.items()],
    }


def _document(document: CourierDocument) -> dict[str, Any]:
    times = {name: getattr(document, name) for name in ("submitted_at", "verified_at", "refused_at")}
    return {
        "id": str(document.id),
        "kind": document.kind,
        "number": document.number,
        "expires_on": document.expires_on.isoformat(),
        "reason": document.reason,
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }
