"""Handlers of the stores' events."""

from functools import partial

from django.db import transaction

from apps.menu.store_menus import pushes, stores
from apps.stores.contract.business_day import BusinessClock
from apps.stores.contract.events import StoreAvailabilityChanged, StoreSaved
from dominos.kernel.messaging.bus import on


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    """Stores the currency, time zone and languages that a store's menu needs."""
    stores.save_store(
        event.store_id,
        code=event.code,
        name=event.name,
        currency=event.currency,
        clock=BusinessClock(event.timezone, event.day_starts_at),
        languages=event.languages,
    )


@on(StoreAvailabilityChanged)
def on_store_availability_changed(event: StoreAvailabilityChanged) -> None:
    """Tells open baskets to check the store's opening again."""
    transaction.on_commit(partial(pushes.push_opening_changed, event.store_id, event.cause), robust=True)
