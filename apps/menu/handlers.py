"""What the menus do when something happens elsewhere."""

from apps.menu import actions
from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.bus import on


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    """A store needs a menu in its currency, by its clock."""
    actions.know_store(
        event.store_id,
        code=event.code,
        name=event.name,
        currency=event.currency,
        timezone=event.timezone,
    )
