"""Copies of other apps' data."""

from apps.delivery.models import StorePlace
from apps.stores.contract.events import StoreSaved
from dominos.kernel.unit_of_work import unit_of_work


def project_store(event: StoreSaved) -> None:
    """Stores the store's location."""
    with unit_of_work("delivery"):
        StorePlace.objects.update_or_create(
            store_id=event.store_id,
            defaults={
                "code": event.code,
                "name": event.name,
                "lat": event.lat,
                "lon": event.lon,
                "is_active": event.is_active,
            },
        )
