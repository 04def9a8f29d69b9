"""Reads: the menu a store sells. Published versions never change, so a process keeps those it has read."""

import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

import brotli
from django.db import connection
from django.db.models import QuerySet

from apps.menu import domain
from apps.menu.contract.errors import NoMenu
from apps.menu.domain import documents, public_documents
from apps.menu.domain.availability import NOTHING, OutageKind, OutageNow, SoldOut, sold_out_at
from apps.menu.domain.deals.store_deals import StoreDeal, read_deals, unorderable_deals
from apps.menu.domain.orderability import unorderable
from apps.menu.models import Outage, Publication
from apps.menu.queries.answers import OutageAnswer, OutagesAnswer, PublicationAnswer, UnorderableAnswer
from apps.menu.queries.document_answers import MenuAnswer, MenuNutritionAnswer
from apps.stores.contract.business_day import BusinessClock
from dominos.kernel import clock
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer, Listing
from dominos.kernel.errors import NotFound
from dominos.kernel.ttl_cache import TtlCache

KEPT_VERSIONS = 64
BROTLI_QUALITY = 6
"""Smaller than gzip and made faster; at 11 a menu is a sixth smaller, and takes sixty times as long."""
KEPT_AVAILABILITIES = 16
ASCII_COST = 1.05
"""How much longer a body may be for being ASCII: programs read that faster, above all one with few other characters."""


class Body:
    """A document as it is sent: plain, and compressed once for all who ask."""

    def __init__(self, answer: Answer) -> None:
        written = answer.model_dump_json().encode()
        escaped = answer.model_dump_json(ensure_ascii=True).encode()
        self.plain = escaped if len(escaped) <= ASCII_COST * len(written) else written

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.plain, mtime=0)

    @cached_property
    def brotlied(self) -> bytes:
        packed: bytes = brotli.compress(self.plain, quality=BROTLI_QUALITY)
        return packed


class PublishedMenu:
    """One published version without what is sold out: pricing rules and bytes to serve, built when needed."""

    def __init__(self, version: str, document: documents.Document) -> None:
        self.version = version
        self.document = document
        self.sold_out = NOTHING
        self.whole = self
        self._reduced: dict[SoldOut, PublishedMenu] = {}

    def without(self, sold_out: SoldOut) -> "PublishedMenu":
        """The same version while these are sold out; the rules are shared."""
        if not sold_out:
            return self.whole
        kept = self.whole._reduced
        if sold_out not in kept:
            while len(kept) >= KEPT_AVAILABILITIES:
                kept.pop(next(iter(kept)), None)
            menu = PublishedMenu(self.version, self.document)
            menu.sold_out, menu.whole = sold_out, self.whole
            kept[sold_out] = menu
            return menu
        return kept[sold_out]

    @property
    def tag(self) -> str:
        """Identifies the content: the version and what is sold out."""
        return f"{self.version}.{self.sold_out.digest}" if self.sold_out else self.version

    @property
    def etag(self) -> str:
        """Weak, since the same content travels plain and compressed."""
        return f'W/"{self.tag}"'

    def is_known_to(self, if_none_match: str) -> bool:
        """Whether the caller's `If-None-Match` names this content (RFC 9110, weak comparison)."""
        tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
        return any(tag in ("*", f'"{self.tag}"') for tag in tags)

    @cached_property
    def rules(self) -> domain.Menu:
        return documents.read(self.document) if self.whole is self else self.whole.rules

    @cached_property
    def deals(self) -> dict[str, StoreDeal]:
        """The version's deals by code."""
        return read_deals(self.document.get("deals", ())) if self.whole is self else self.whole.deals

    @cached_property
    def unorderable(self) -> dict[str, list[str]]:
        """What cannot be ordered in its default configuration, by list of the document."""
        found = unorderable(self.rules, self.document["preconfigured"], self.sold_out)
        return {**found, "deals": [code for code in self.deals_gone if self.deals[code].is_listed]}

    @cached_property
    def deals_gone(self) -> list[str]:
        """The deals that cannot be used, unlisted ones included."""
        return unorderable_deals(self.rules, self.deals, self.sold_out) if self.sold_out else []

    @property
    def unorderable_codes(self) -> set[str]:
        """The same codes in one set."""
        return {code for codes in self.unorderable.values() for code in codes}

    @cached_property
    def body(self) -> Body:
        """The document as everyone reads it."""
        public = public_documents.public_document(self.document)
        return Body(MenuAnswer.of({**public, "version": self.version, "unorderable": self.unorderable}))

    @cached_property
    def nutrition(self) -> Body:
        """The nutrition facts, which sell out with nothing."""
        if self.whole is not self:
            return self.whole.nutrition
        facts = public_documents.nutrition_document(self.document)
        return Body(MenuNutritionAnswer.of({**facts, "version": self.version}))


@dataclass(frozen=True, slots=True)
class Seller:
    """The store that sells: its code, and the clock its dayparts and dates go by."""

    code: str
    clock: BusinessClock


@dataclass(frozen=True, slots=True)
class _Current:
    version: str
    seller: Seller
    outages: tuple[OutageNow, ...]


_versions: dict[str, PublishedMenu] = {}
remembered = TtlCache[UUID, _Current](seconds=1)


def get_menu(store_id: UUID) -> PublishedMenu:
    """The menu the store sells, at most a second late; one statement when not remembered, else none.

    NotFound for an unknown store, NoMenu for one that has published none.
    """
    return get_offering(store_id)[0]


def get_offering(store_id: UUID, at: datetime | None = None) -> tuple[PublishedMenu, Seller]:
    """The menu the store sells for `at` (default: now), and the store; as `get_menu`."""
    if connection.in_atomic_block:
        menu, _, seen = _read(store_id)
        return menu.without(_sold_out(seen, at)), seen.seller
    if (known := _recall(store_id, at)) is not None:
        return known
    seen_at = clock.seconds()
    menu, is_new, seen = _read(store_id)
    if is_new:
        _keep(menu)
    remembered.set(store_id, seen, seen_at)
    return menu.without(_sold_out(seen, at)), seen.seller


def is_current(store_id: UUID, menu: PublishedMenu) -> bool:
    """Whether the store still sells this menu, by what was read within the last second; asks nobody."""
    known = _recall(store_id, None)
    return known is not None and known[0] is menu


def _recall(store_id: UUID, at: datetime | None) -> tuple[PublishedMenu, Seller] | None:
    recent = remembered.get(store_id)
    known = None if recent is None else _versions.get(recent.version)
    return None if recent is None or known is None else (known.without(_sold_out(recent, at)), recent.seller)


def _sold_out(seen: _Current, at: datetime | None) -> SoldOut:
    """What is out of stock when the food is wanted: what ran out today says nothing about tomorrow."""
    if not seen.outages:
        return NOTHING
    wanted = max(at or now(), now())
    day_of = seen.seller.clock.day_of
    return sold_out_at(seen.outages, wanted, is_another_day=day_of(wanted) != day_of(now()))


_READ = """
SELECT v.content_hash, CASE WHEN v.content_hash = ANY(%s) THEN NULL ELSE v.document END,
    (SELECT json_agg(json_build_array(kind, code, until)) FROM menu_outage
     WHERE store_id = m.store_id AND ended_at IS NULL),
    m.store_code, m.timezone, m.day_starts_at
FROM menu_storemenu AS m LEFT JOIN menu_menuversion AS v ON v.id = m.current_id
WHERE m.store_id = %s
"""


def _read(store_id: UUID) -> tuple[PublishedMenu, bool, _Current]:
    """The current version and the outages: the document comes along only when this process does not have it."""
    held = dict(_versions)  # others may leave while this asks
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(held), store_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such store.")
    version, document, running, code, timezone, day_starts_at = row
    if version is None:
        raise NoMenu
    known = held.get(version)
    seen = _Current(
        version,
        Seller(code, BusinessClock(timezone, day_starts_at)),
        tuple(_outage(*o) for o in running or ()),
    )
    return known or PublishedMenu(version, json.loads(document)), known is None, seen


def _outage(kind: str, code: str, until: str | None) -> OutageNow:
    return OutageNow(OutageKind(kind), code, datetime.fromisoformat(until) if until else None)


def get_outages(store_id: UUID) -> OutagesAnswer:
    """What is sold out at the store, and what cannot be ordered because of it. NotFound, NoMenu."""
    unorderable = get_menu(store_id).unorderable
    running = Outage.objects.filter(store_id=store_id, ended_at=None).exclude(until__lte=now())
    return OutagesAnswer(outages=OutageAnswer.of_all(running), unorderable=UnorderableAnswer.of(unorderable))


def _keep(menu: PublishedMenu) -> None:
    while len(_versions) >= KEPT_VERSIONS:
        _versions.pop(next(iter(_versions)), None)
    _versions[menu.version] = menu


def clear_caches() -> None:
    """Empties the caches of this process."""
    remembered.clear()
    _versions.clear()


def get_publication(store_id: UUID) -> PublicationAnswer:
    """The latest publication of the store. NotFound."""
    latest = _publications(store_id).first()
    if latest is None:
        raise NotFound("There is no such menu.")
    return _publication(latest)


def list_publications(store_id: UUID) -> Listing[PublicationAnswer]:
    """The versions the store has sold, the latest first."""
    return Listing(_publications(store_id), lambda rows: list(map(_publication, rows)), ordering="-revision")


def _publications(store_id: UUID) -> QuerySet[Publication]:
    found = Publication.objects.filter(store_menu=store_id).select_related("version", "store_menu")
    return found.defer("version__document")


def _publication(row: Publication) -> PublicationAnswer:
    return PublicationAnswer(
        version=row.version.content_hash,
        revision=row.revision,
        published_at=row.published_at,
        published_by=row.published_by,
        is_current=row.revision == row.store_menu.revision,
    )
