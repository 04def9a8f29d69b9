"""Writes: publishing what the draft says, or an older version again."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.menu import documents, live, queries
from apps.menu.assortment import Kind, is_in
from apps.menu.contract.events import MenuPublished
from apps.menu.models import Catalogue, MenuVersion, Publication, StoreChange, StoreMenu
from dominos.kernel.errors import Conflict, FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def publish_menu(store_id: UUID, *, by: UUID | None = None) -> bool:
    """Makes the store sell by its catalogue's draft as it stands; False when it does so already.

    NotFound; Conflict without a catalogue or in another currency than the store's.
    """
    with unit_of_work("menu"):
        store = _locked(store_id)
        if store.catalogue is None:
            raise Conflict("The store has no catalogue to publish from.")
        return _sell_by(store, _version_of(store, store.catalogue), by)


def publish_version(store_id: UUID, content_hash: str, *, by: UUID | None = None) -> bool:
    """Makes the store sell by a version published before; False when it does so already. NotFound."""
    with unit_of_work("menu"):
        store = _locked(store_id)
        version = MenuVersion.objects.filter(content_hash=content_hash).first()
        if version is None:
            raise NotFound("There is no such menu version.")
        return _sell_by(store, version, by)


def _locked(store_id: UUID) -> StoreMenu:
    store = StoreMenu.objects.select_for_update().filter(store_id=store_id).first()
    if store is None:
        raise NotFound("There is no such store.")
    return store


def _version_of(store: StoreMenu, catalogue: Catalogue) -> MenuVersion:
    document = queries.draft_document(store, catalogue)
    version, _ = MenuVersion.objects.get_or_create(
        content_hash=documents.content_hash(document),
        defaults={"document": document, "catalogue_code": catalogue.code},
    )
    return version


def _sell_by(store: StoreMenu, version: MenuVersion, by: UUID | None) -> bool:
    if store.current_id == version.id:
        return False
    if version.document["currency"] != store.currency:
        raise Conflict(f"The menu is in {version.document['currency']}, the store sells in {store.currency}.")
    store.current = version
    store.revision += 1
    store.save(update_fields=["current", "revision"])
    Publication.objects.create(store_menu=store, version=version, revision=store.revision, published_by=by)
    event = MenuPublished(store_id=store.store_id, menu_version=version.content_hash)
    publish(event, subject=store.store_id, sequence=store.revision)
    transaction.on_commit(partial(live.tell_menu_changed, store.store_id), robust=True)
    return True


def know_store(store_id: UUID, *, code: str, name: str, currency: str, timezone: str = "UTC") -> None:
    """Notes a store's name, currency and time zone, so that it can get a menu."""
    with unit_of_work("menu"):
        StoreMenu.objects.update_or_create(
            store_id=store_id,
            defaults={"store_code": code, "store_name": name, "currency": currency, "timezone": timezone},
        )
        transaction.on_commit(partial(queries.sightings.discard, store_id))


def assign_catalogue(store_id: UUID, catalogue: Catalogue) -> None:
    """Lets the store publish from the catalogue; a store not told of yet sells in its currency."""
    with unit_of_work("menu"):
        StoreMenu.objects.update_or_create(
            store_id=store_id,
            defaults={"catalogue": catalogue},
            create_defaults={"catalogue": catalogue, "currency": catalogue.currency},
        )


def sell_otherwise(store_id: UUID, kind: Kind, code: str, **fields: Any) -> StoreChange:
    """Lets the store leave something of its catalogue out, or sell it at another price or time, when next published.

    NotFound; Invalid for a price or times of what has none; Conflict without a catalogue.
    """
    with unit_of_work("menu"):
        store = _locked(store_id)
        if store.catalogue is None:
            raise Conflict("The store has no catalogue to publish from.")
        if not is_in(documents.assemble(store.catalogue), kind, code):
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


def sell_as_the_catalogue(store_id: UUID, kind: Kind, code: str) -> None:
    """Drops what the store does otherwise with something; no change if nothing. NotFound."""
    with unit_of_work("menu"):
        StoreChange.objects.filter(store=_locked(store_id), kind=kind, code=code).delete()
