"""Reads: customers' saved cards."""

from uuid import UUID

from apps.payments.domain.gateway import SetupStatus
from apps.payments.models import SavedCard
from apps.payments.queries.answers import SavedCardAnswer


def list_cards(user_id: UUID) -> list[SavedCardAnswer]:
    """The person's usable cards, newest first."""
    ready = SavedCard.objects.filter(user_id=user_id, status=SetupStatus.READY, removed_at=None)
    return SavedCardAnswer.of_all(ready.order_by("-id"))
