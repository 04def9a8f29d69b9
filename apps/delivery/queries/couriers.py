"""Couriers for the public interface."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.delivery.domain.documents import (
    REQUIRED,
    DocumentIssue,
    DocumentKind,
    DocumentOnFile,
    document_issues,
)
from apps.delivery.domain.states import CourierStatus, Vehicle
from apps.delivery.models import Courier, CourierDocument, Delivery, StorePlace
from apps.delivery.queries.answers import (
    CourierAnswer,
    CourierDocumentAnswer,
    CourierNameAnswer,
    CourierOverviewAnswer,
    DocumentIssueAnswer,
)
from apps.delivery.queries.market import rules
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound


def visible_to(principal: Principal) -> QuerySet[Courier]:
    """The couriers of a manager's stores, oneself for a courier, all for support and admins."""
    if principal.is_any(Role.SUPPORT, Role.ADMIN):
        return Courier.objects.all()
    mine = Q(home_store_id__in=principal.managed_ids)
    if principal.is_any(Role.COURIER):
        mine |= Q(user_id=principal.user_id)
    return Courier.objects.filter(mine)


def list_couriers(principal: Principal, filters: Mapping[str, Any]) -> Listing[CourierOverviewAnswer]:
    """Couriers the caller may see, filtered by store and status if given in `filters`."""
    names = {"status": "status", "store": "home_store_id"}
    chosen = {column: filters[name] for name, column in names.items() if name in filters}
    rows = visible_to(principal).filter(**chosen)
    return Listing(rows, lambda page: [_overview(one) for one in page], ordering="-user_id")


def list_store_couriers(store_id: UUID) -> Listing[CourierNameAnswer]:
    """A store's couriers: its own, and all who ever delivered an order of it."""
    brought = Delivery.objects.filter(courier=OuterRef("pk"), store_id=store_id)
    rows = Courier.objects.filter(Q(home_store_id=store_id) | Exists(brought))
    return Listing(rows, _names, ordering="-user_id")


def _names(couriers: Sequence[Courier]) -> list[CourierNameAnswer]:
    homes = [courier.home_store_id for courier in couriers if courier.home_store_id is not None]
    stores: dict[UUID | None, str] = {
        store.store_id: store.name for store in StorePlace.objects.filter(pk__in=homes)
    }
    return [
        CourierNameAnswer(
            id=courier.user_id,
            name=courier.name,
            home_store_id=courier.home_store_id,
            home_store_name=stores.get(courier.home_store_id, ""),
        )
        for courier in couriers
    ]


def require_visible(principal: Principal, courier_id: UUID) -> None:
    """Raises NotFound for a courier whom the caller may not see."""
    _visible(principal, courier_id)


def get_courier(principal: Principal, courier_id: UUID) -> CourierAnswer:
    """One courier the caller may see, with their documents. NotFound for others."""
    courier = _visible(principal, courier_id)
    documents = courier.documents.order_by("-submitted_at", "-id")
    return CourierAnswer(
        **dict(_overview(courier)),
        documents=CourierDocumentAnswer.of_all(documents),
        document_issues=[
            DocumentIssueAnswer(kind=DocumentKind(kind), state=state)
            for kind, state in issues_of(courier).items()
        ],
    )


def issues_of(courier: Courier) -> dict[str, DocumentIssue]:
    """The documents that prevent the courier's shift today, and why."""
    required = (rules().required_documents or REQUIRED).get(courier.vehicle, ())
    rows = CourierDocument.objects.filter(courier=courier, refused_at=None)
    on_file = [DocumentOnFile(row.kind, row.expires_on, row.verified_at is not None) for row in rows]
    return document_issues(required, on_file, now().date())


def _visible(principal: Principal, courier_id: UUID) -> Courier:
    found = visible_to(principal).filter(user_id=courier_id).first()
    if found is None:
        raise NotFound("There is no such courier.")
    return found


def _overview(courier: Courier) -> CourierOverviewAnswer:
    return CourierOverviewAnswer(
        id=courier.user_id,
        name=courier.name,
        status=CourierStatus(courier.status),
        vehicle=Vehicle(courier.vehicle),
        capacity=courier.capacity,
        home_store_id=courier.home_store_id,
        cash_carried=courier.cash_carried,
    )
