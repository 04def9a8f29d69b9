"""Writes: the stores that can get a menu."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from apps.menu.models import Catalogue, StoreMenu
from apps.menu.queries import published_menus
from apps.stores.contract.business_day import UTC_CLOCK, BusinessClock
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work


def locked_store(store_id: UUID) -> StoreMenu:
    """The store's row, locked until the unit of work ends. NotFound."""
    store = StoreMenu.objects.select_for_update().filter(store_id=store_id).first()
    if store is None:
        raise NotFound("There is no such store.")
    return store


def save_store(
    store_id: UUID,
    *,
    code: str,
    name: str,
    currency: str,
    clock: BusinessClock = UTC_CLOCK,
    languages: Sequence[str] = (),
) -> None:
    """Saves a store's name, currency, clock and languages, which its menu needs."""
    with unit_of_work("menu"):
        StoreMenu.objects.update_or_create(
            store_id=store_id,
            defaults={
                "store_code": code,
                "store_name": name,
                "currency": currency,
                "timezone": clock.timezone,
                "day_starts_at": clock.day_starts_at,
                "languages": list(languages),
            },
        )
        transaction.on_commit(partial(published_menus.remembered.discard, store_id))


def copy_store_menu(store_id: UUID, like: UUID) -> None:
    """Lets the store publish from the catalogue of another one. NotFound if that has none."""
    other = StoreMenu.objects.filter(store_id=like).select_related("catalogue").first()
    if other is None or other.catalogue is None:
        raise NotFound("There is no such store with a menu.")
    assign_catalogue(store_id, other.catalogue)


def assign_catalogue(store_id: UUID, catalogue: Catalogue) -> None:
    """Lets the store publish from the catalogue; an unknown store gets the catalogue's currency."""
    with unit_of_work("menu"):
        StoreMenu.objects.update_or_create(
            store_id=store_id,
            defaults={"catalogue": catalogue},
            create_defaults={"catalogue": catalogue, "currency": catalogue.currency},
        )
