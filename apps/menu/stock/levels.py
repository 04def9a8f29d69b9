"""Changes levels and what can be ordered with them; called within a unit of work that holds the store's row lock."""

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
    """Adds the changes; items that can no longer be made are marked sold out, those that can again are not.

    Only items that cross that line by these changes are marked: a person who says otherwise knows better than
    the count.
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
