"""Reads: the menu a store sells by. Published versions never change, so a process keeps those it has read."""

import gzip
import time
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, JSONField, Value, When

from apps.menu import documents, domain
from apps.menu.contract.errors import NoMenu
from apps.menu.models import Publication, StoreMenu
from dominos.kernel.errors import NotFound

REMEMBERED_S = 1.0
"""How long a process trusts the version it has seen a store sell by."""
KEPT_VERSIONS = 64


class PublishedMenu:
    """One published version: the rules to price by and the bytes to serve, each made when first needed."""

    def __init__(self, version: str, document: documents.Document) -> None:
        self.version = version
        self._document = document

    @property
    def etag(self) -> str:
        """Weak, since the same content travels plain and compressed."""
        return f'W/"{self.version}"'

    def is_known_to(self, if_none_match: str) -> bool:
        """Whether the caller's `If-None-Match` names this version (RFC 9110, weak comparison)."""
        tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
        return any(tag in ("*", f'"{self.version}"') for tag in tags)

    @cached_property
    def rules(self) -> domain.Menu:
        return documents.read(self._document)

    @cached_property
    def body(self) -> bytes:
        return documents.canonical({"version": self.version, **self._document})

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, mtime=0)


@dataclass(frozen=True, slots=True)
class _Sighting:
    seen_at: float
    version: str


_versions: dict[str, PublishedMenu] = {}
_sightings: dict[UUID, _Sighting] = {}


def get_menu(store_id: UUID) -> PublishedMenu:
    """The menu the store sells by, at most a second late; one statement when not remembered, else none.

    NotFound for a store nobody told of, NoMenu for one that has published none.
    """
    if connection.in_atomic_block:
        return _read(store_id)[0]
    sighting = _sightings.get(store_id)
    if sighting is not None and time.monotonic() - sighting.seen_at < REMEMBERED_S:
        known = _versions.get(sighting.version)
        if known is not None:
            return known
    seen_at = time.monotonic()
    menu, is_new = _read(store_id)
    if is_new:
        _keep(menu)
    _sightings[store_id] = _Sighting(seen_at, menu.version)
    return menu


def _read(store_id: UUID) -> tuple[PublishedMenu, bool]:
    """The current version: its document comes along only when this process does not have it."""
    needed = Case(
        When(current__content_hash__in=list(_versions), then=Value(None, JSONField())),
        default=F("current__document"),
        output_field=JSONField(),
    )
    rows = StoreMenu.objects.filter(store_id=store_id).values_list("current__content_hash", needed)
    row = rows.first()
    if row is None:
        raise NotFound("There is no such store.")
    version, document = row
    if version is None:
        raise NoMenu
    known = _versions.get(version)
    return (known, False) if known is not None else (PublishedMenu(version, document), True)


def _keep(menu: PublishedMenu) -> None:
    while len(_versions) >= KEPT_VERSIONS:
        _versions.pop(next(iter(_versions)), None)
    _versions[menu.version] = menu


def forget(store_id: UUID) -> None:
    """Makes the next question about the store's menu ask the database for the version."""
    _sightings.pop(store_id, None)


def forget_all() -> None:
    """Leaves this process as if it had never read a menu."""
    _sightings.clear()
    _versions.clear()


def get_publication(store_id: UUID) -> Publication:
    """The latest publication of the store. NotFound."""
    found = Publication.objects.filter(store_menu=store_id).select_related("version", "store_menu")
    latest = found.defer("version__document").first()
    if latest is None:
        raise NotFound("There is no such menu.")
    return latest
