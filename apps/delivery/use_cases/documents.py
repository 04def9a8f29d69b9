"""Couriers' documents, and managers' decisions on them."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from apps.delivery.contract.errors import DocumentsNotValid
from apps.delivery.domain.states import CourierStatus
from apps.delivery.models import Courier, CourierDocument
from apps.delivery.queries.couriers import issues_of
from apps.delivery.use_cases.transitions import lock_courier
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict, NotFound
from dominos.kernel.unit_of_work import unit_of_work


def require_documents(courier: Courier) -> None:
    """Raises DocumentsNotValid if one of the courier's documents is missing or has expired."""
    if found := issues_of(courier):
        documents = [{"kind": kind, "state": state.value} for kind, state in found.items()]
        raise DocumentsNotValid(documents=documents)


def submit_document(courier_id: UUID, by: UUID, kind: str, number: str, expires_on: date) -> UUID:
    """Files a document, to be verified by a manager."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        document = CourierDocument.objects.create(
            courier=courier, kind=kind, number=number, expires_on=expires_on, submitted_by=by
        )
        return document.id


def decide_document(courier_id: UUID, document_id: UUID, by: UUID, *, is_good: bool, reason: str) -> None:
    """A manager verifies or refuses the document. NotFound; Conflict if it was decided the other way."""
    with unit_of_work("delivery"):
        found = CourierDocument.objects.select_for_update().filter(id=document_id, courier_id=courier_id)
        document = found.first()
        if document is None:
            raise NotFound("There is no such document.")
        if document.verified_at or document.refused_at:
            if bool(document.verified_at) != is_good:
                raise Conflict("This document is decided.")
            return
        at = now()
        document.verified_at, document.refused_at = (at, None) if is_good else (None, at)
        document.decided_by, document.reason = by, reason
        document.save(update_fields=["verified_at", "refused_at", "decided_by", "reason"])


def change_courier(courier_id: UUID, changes: Mapping[str, object]) -> None:
    """Changes vehicle, capacity or store. Conflict on shift, since the dispatcher depends on them."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        if courier.status != CourierStatus.OFFLINE:
            raise Conflict("The courier is on shift.")
        for name, value in changes.items():
            setattr(courier, name, value)
        courier.save(update_fields=list(changes))
