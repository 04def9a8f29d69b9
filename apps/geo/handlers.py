"""What other contexts tell this one."""

from apps.geo.use_cases.zones import save_store_point
from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.bus import on


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    """Keep the store's place on our map."""
    save_store_point(event)
