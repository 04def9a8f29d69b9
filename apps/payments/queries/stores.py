"""Reads: stores."""

from uuid import UUID

from apps.payments.models import StoreFacts


def find_store_id(code: str) -> UUID | None:
    """The id of the store with this code, if it is known."""
    return StoreFacts.objects.filter(code=code).values_list("store_id", flat=True).first()
