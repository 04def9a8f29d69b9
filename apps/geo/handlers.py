"""Handlers of other apps' events."""

from apps.geo.use_cases.zones import save_store_point
from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.bus import on


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    """Stores the location of the store."""
    save_store_point(event)
