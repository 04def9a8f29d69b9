"""Deliveries for the public interface."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.promises import is_on_time
from apps.delivery.domain.proofs import Proof
from apps.delivery.domain.states import FINISHED
from apps.delivery.models import Delivery, ProviderJob
from apps.delivery.queries.answers import (
    DeliveryAnswer,
    DeliveryChangeAnswer,
    DeliveryCourierAnswer,
    DeliveryOverviewAnswer,
)
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound

STAFF = (Role.STORE_STAFF, Role.STORE_MANAGER)
EVERYWHERE = (Role.SUPPORT, Role.ADMIN)
PERSONAL = ("address", "note", "recipient", "lat", "lon")
COMPUTED = ("courier", "is_on_time", "proof")


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


def list_deliveries(principal: Principal, filters: Mapping[str, Any]) -> Listing[DeliveryOverviewAnswer]:
    """Deliveries the caller may see, filtered by status, store, courier and order if given in `filters`."""
    names = {"status": "status", "store": "store_id", "courier": "courier_id", "order": "order_id"}
    chosen = {column: filters[name] for name, column in names.items() if name in filters}
    rows = visible_to(principal).filter(**chosen).select_related("courier")
    return Listing(rows, lambda page: _overviews(page, principal))


def get_delivery(principal: Principal, delivery_id: UUID) -> DeliveryAnswer:
    """One delivery the caller may see, with its history. NotFound for others'."""
    found = visible_to(principal).filter(id=delivery_id).select_related("courier").first()
    if found is None:
        raise NotFound("There is no such delivery.")
    changes = DeliveryChangeAnswer.of_all(found.changes.order_by("sequence"))
    return DeliveryAnswer(**dict(_overviews([found], principal)[0]), history=changes)


def _overviews(page: Sequence[Delivery], principal: Principal) -> list[DeliveryOverviewAnswer]:
    jobs = ProviderJob.objects.in_bulk([delivery.job_id for delivery in page if delivery.job_id])
    return [_overview(delivery, principal, jobs.get(delivery.job_id)) for delivery in page]


def _overview(delivery: Delivery, principal: Principal, job: ProviderJob | None) -> DeliveryOverviewAnswer:
    """The delivery; once it is over, its courier no longer sees whose door it was."""
    hidden = PERSONAL if delivery.status in FINISHED and _is_only_courier(principal) else ()
    names = DeliveryOverviewAnswer.model_fields.keys() - {*COMPUTED}
    columns: dict[str, Any] = {n: None if n in hidden else getattr(delivery, n) for n in names}
    return DeliveryOverviewAnswer(
        **columns,
        courier=_courier(delivery, job),
        is_on_time=is_kept(delivery),
        proof=Proof(delivery.proof) if delivery.proof else None,
    )


def _courier(delivery: Delivery, job: ProviderJob | None) -> DeliveryCourierAnswer | None:
    if delivery.courier is not None:
        return DeliveryCourierAnswer(id=delivery.courier.user_id, name=delivery.courier.name)
    return DeliveryCourierAnswer(id=job.id, name=job.brought_by, provider=job.provider) if job else None


def is_kept(delivery: Delivery) -> bool:
    """Whether the promise was kept, or is still expected to be."""
    if delivery.status == DeliveryStatus.DELIVERED:
        assert delivery.finished_at is not None
        return is_on_time(delivery.finished_at, delivery.promised_to)
    return is_on_time(max(delivery.expected_at, now()), delivery.promised_to)


def _is_only_courier(principal: Principal) -> bool:
    return not principal.is_any(*STAFF, *EVERYWHERE)
