"""What menu and stores told last, by store: whether a quote of before may still be true."""

from uuid import UUID

from apps.orders.models import StoreChanges
from dominos.kernel.clock import now


def note_menu(store_id: UUID, version: str) -> None:
    """The store sells by this version now."""
    StoreChanges.objects.update_or_create(store_id=store_id, defaults={"menu_version": version})


def note_availability(store_id: UUID) -> None:
    """Quotes older than now have to ask again whether the store is open."""
    StoreChanges.objects.update_or_create(store_id=store_id, defaults={"availability_changed_at": now()})
