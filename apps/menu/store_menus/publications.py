"""Writes: publishing the draft, or an older version again."""

from functools import partial
from uuid import UUID

from django.db import transaction

from apps.menu.contract.events import MenuPublished
from apps.menu.domain import documents
from apps.menu.domain.deals.store_deals import read_deals
from apps.menu.models import Catalogue, MenuVersion, Publication, StoreMenu
from apps.menu.queries import drafts
from apps.menu.store_menus import pushes
from apps.menu.store_menus.stores import locked_store
from dominos.kernel.audit import record
from dominos.kernel.errors import Conflict, NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def publish_menu(store_id: UUID, *, by: UUID | None = None) -> bool:
    """Publishes the current draft for the store; False if the store sells it already.

    Raises NotFound; Conflict without a catalogue or in another currency than the store's.
    """
    with unit_of_work("menu"):
        store = locked_store(store_id)
        if store.catalogue is None:
            raise Conflict("The store has no catalogue to publish from.")
        return _make_current(store, _version_of(store, store.catalogue), by)


def publish_version(store_id: UUID, content_hash: str, *, by: UUID | None = None) -> bool:
    """Publishes an earlier version again; False if the store sells it already. NotFound."""
    with unit_of_work("menu"):
        store = locked_store(store_id)
        version = MenuVersion.objects.filter(content_hash=content_hash).first()
        if version is None:
            raise NotFound("There is no such menu version.")
        return _make_current(store, version, by)


def _version_of(store: StoreMenu, catalogue: Catalogue) -> MenuVersion:
    document = drafts.draft_document(store, catalogue)
    _check(document)
    version, _ = MenuVersion.objects.get_or_create(
        content_hash=documents.content_hash(document),
        defaults={"document": document, "catalogue_code": catalogue.code},
    )
    return version


def _check(document: documents.Document) -> None:
    """Conflict for a draft by which nobody could sell: a version never changes, so it would stop the store."""
    try:
        documents.read(document)
        read_deals(document["deals"])
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise Conflict("The draft cannot be sold: one of its items or deals makes no sense.") from error


def _make_current(store: StoreMenu, version: MenuVersion, by: UUID | None) -> bool:
    if store.current_id == version.id:
        return False
    if version.document["currency"] != store.currency:
        raise Conflict(f"The menu is in {version.document['currency']}, the store sells in {store.currency}.")
    before, store.current = store.current_id, version
    store.revision += 1
    store.save(update_fields=["current", "revision"])
    Publication.objects.create(store_menu=store, version=version, revision=store.revision, published_by=by)
    record("menu_published", about=store, by=by, before=before, after=version.id, revision=store.revision)
    event = MenuPublished(store_id=store.store_id, menu_version=version.content_hash)
    publish(event, subject=store.store_id, sequence=store.revision)
    transaction.on_commit(partial(pushes.push_menu_changed, store.store_id), robust=True)
    return True
