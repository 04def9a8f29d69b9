"""The latest changes of menu and opening, by store: whether an earlier quote may still be valid."""

from uuid import UUID

from apps.orders.models import StoreChanges
from dominos.kernel.clock import now


def note_menu(store_id: UUID, version: str) -> None:
    """Records the menu version that the store sells now."""
    StoreChanges.objects.update_or_create(store_id=store_id, defaults={"menu_version": version})


def note_availability(store_id: UUID) -> None:
    """Makes older quotes check again whether the store is open."""
    StoreChanges.objects.update_or_create(store_id=store_id, defaults={"availability_changed_at": now()})
