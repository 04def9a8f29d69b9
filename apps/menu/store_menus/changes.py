"""Writes: items that a store omits from its catalogue, or sells at another price or time."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from apps.menu.domain.assortment import ItemKind, is_in
from apps.menu.models import StoreChange
from apps.menu.queries import drafts
from apps.menu.store_menus.stores import locked_store
from dominos.kernel.errors import Conflict, FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import unit_of_work


def save_change(store_id: UUID, kind: ItemKind, code: str, **fields: Any) -> StoreChange:
    """Omits an item at the store or changes its price or time, from the next publication on.

    Raises NotFound; Invalid for a price or times where the item has none; Conflict without a catalogue.
    """
    with unit_of_work("menu"):
        store = locked_store(store_id)
        if store.catalogue is None:
            raise Conflict("The store has no catalogue to publish from.")
        if not is_in(drafts.assemble(store.catalogue), kind, code):
            raise NotFound(f"There is no {kind} {code} in the store's catalogue.")
        change = StoreChange.objects.filter(store=store, kind=kind, code=code).first()
        change = change or StoreChange(store=store, kind=kind, code=code)
        for name, value in fields.items():
            setattr(change, name, value)
        try:
            change.full_clean()
        except ValidationError as error:
            found = [FieldError(name, texts[0]) for name, texts in error.message_dict.items()]
            raise Invalid(errors=found) from error
        change.save()
        return change


def drop_change(store_id: UUID, kind: ItemKind, code: str) -> None:
    """Removes the store's change to an item; no effect if there is none. NotFound."""
    with unit_of_work("menu"):
        StoreChange.objects.filter(store=locked_store(store_id), kind=kind, code=code).delete()
