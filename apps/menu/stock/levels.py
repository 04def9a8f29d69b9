"""Changing levels, and what can be ordered with them; inside a unit of work that holds the store's row."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from django.db import transaction

from apps.menu.domain.recipes import gone
from apps.menu.models import StockLevel, StoreMenu
from apps.menu.queries import published_menus
from apps.menu.queries.stock import levels_of
from apps.menu.store_menus import outages
from dominos.kernel.ids import new_id


def change_levels(store: StoreMenu, changes: Mapping[str, Decimal]) -> None:
    """Adds the changes; what can no longer be made is sold out from now on, what can be made again is not.

    Sold out is only what passes that line by these changes: who says that it is there knows better than the count.
    """
    before = levels_of(store.store_id)
    after = before | {code: before.get(code, Decimal(0)) + change for code, change in changes.items()}
    StockLevel.objects.bulk_create(
        [
            StockLevel(id=new_id(), store=store, ingredient=code, on_hand=after[code])
            for code in sorted(changes)
        ],
        update_conflicts=True,
        unique_fields=["store", "ingredient"],
        update_fields=["on_hand"],
    )
    rules = published_menus.get_menu(store.store_id).rules
    now_gone = gone(rules, after)
    outages.follow_stock(store.store_id, ran_out=now_gone - gone(rules, before), gone=now_gone)
    transaction.on_commit(partial(published_menus.remembered.discard, store.store_id), robust=True)
