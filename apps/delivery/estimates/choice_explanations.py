"""Explains the choice of a delivery's courier: how the couriers compare now, or did when the engine chose."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch.explanations import Bar, Candidate, explain
from apps.delivery.dispatch.types import Snapshot
from apps.delivery.domain.eta import instant
from apps.delivery.estimates.snapshot import snapshot_with
from apps.delivery.models import Courier, Delivery, Offer
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound

MAX_TOLD = 12
"""The maximal number of couriers in a response; the best are first."""


class CandidateAnswer(Answer):
    """A courier for the delivery, if it were carried alone."""

    courier_id: UUID
    name: str
    pick_up_at: datetime | None
    """Null if there is no route."""
    drop_off_at: datetime | None
    drive_minutes: float | None
    cost: float
    """What the engine minimises, in weighted minutes: delay, waiting food, driving and the courier's time."""
    bar: Bar | None
    """Why they cannot take it; null if they can."""


class ChoiceAnswer(Answer):
    """How the couriers compare, the best first."""

    decided_at: datetime | None
    """When the engine chose; null for a waiting delivery, whose couriers are compared as they are now."""
    chosen: UUID | None
    """The courier asked last."""
    is_by_hand: bool
    """Whether a person chose."""
    candidates: list[CandidateAnswer]


def choice_of(delivery_id: UUID) -> ChoiceAnswer:
    """The comparison: current for a waiting delivery, else of its last offer. NotFound."""
    delivery = Delivery.objects.filter(id=delivery_id).first()
    if delivery is None:
        raise NotFound("There is no such delivery.")
    if delivery.status == DeliveryStatus.WAITING:
        seen = snapshot_with([delivery], store_id=delivery.store_id)
        found = reasons(seen, delivery.id) if seen is not None else []
        return ChoiceAnswer(decided_at=None, chosen=None, is_by_hand=False, candidates=_named(found))
    last = Offer.objects.filter(delivery=delivery).order_by("-offered_at").first()
    return ChoiceAnswer(
        decided_at=last.offered_at if last else None,
        chosen=last.courier_id if last else delivery.courier_id,
        is_by_hand=last is None or not last.why,
        candidates=_named(last.why if last else []),
    )


def reasons(snapshot: Snapshot, delivery_id: UUID) -> list[dict[str, Any]]:
    """The comparison of the snapshot's couriers, as stored with an offer."""
    return [_kept(one) for one in explain(snapshot, str(delivery_id))[:MAX_TOLD]]


def _kept(one: Candidate) -> dict[str, Any]:
    has_way = one.bar is not Bar.NO_WAY
    return {
        "courier_id": one.courier,
        "pick_up_at": instant(one.pickup).isoformat() if has_way else None,
        "drop_off_at": instant(one.drop_off).isoformat() if has_way else None,
        "drive_minutes": round(one.drive, 1) if has_way else None,
        "cost": round(one.cost, 1) if has_way else 0.0,
        "bar": one.bar,
    }


def _named(found: Sequence[Mapping[str, Any]]) -> list[CandidateAnswer]:
    names = dict(
        Courier.objects.filter(user_id__in=[one["courier_id"] for one in found]).values_list(
            "user_id", "name"
        )
    )
    return [CandidateAnswer(**one, name=names.get(UUID(one["courier_id"]), "")) for one in found]
