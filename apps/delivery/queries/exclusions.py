"""Which courier not to ask for which delivery again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from apps.delivery.domain.states import OfferStatus
from apps.delivery.models import Offer
from apps.delivery.queries.market import rules
from dominos.kernel.clock import now

UNREACHABLE, REASSIGNED = "unreachable", "reassigned"


def excluded_pairs(delivery_ids: Sequence[UUID], courier_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """The (delivery, courier) pairs not to be offered again: declined, let run out, or taken away, of late."""
    closed = [OfferStatus.DECLINED, OfferStatus.EXPIRED]
    since = now() - timedelta(seconds=rules().exclusion_seconds)
    offers = Offer.objects.filter(
        delivery_id__in=delivery_ids, courier_id__in=courier_ids, answered_at__gt=since
    )
    refused = offers.filter(status__in=closed) | offers.filter(reason__in=[UNREACHABLE, REASSIGNED])
    return set(refused.values_list("delivery_id", "courier_id"))
