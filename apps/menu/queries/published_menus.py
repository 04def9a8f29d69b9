"""Reads: the menu a store sells. Published versions never change, so a process keeps those it has read."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from apps.menu.contract.errors import NoMenu
from apps.menu.domain.availability import NOTHING, OutageKind, OutageNow, SoldOut, sold_out_at
from apps.menu.domain.recipes import Left, believed
from apps.menu.models import Outage
from apps.menu.queries.answers import OutageAnswer, OutagesAnswer, UnorderableAnswer
from apps.menu.queries.versions import PublishedMenu, PublishedVersion
from apps.stores.contract.business_day import BusinessClock
from dominos.kernel import clock
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.texts.languages import NAMES, SOURCE
from dominos.kernel.ttl_cache import TtlCache

KEPT_VERSIONS = 64


@dataclass(frozen=True, slots=True)
class Seller:
    """The selling store: its code, its clock for dayparts and dates, and its languages, most preferred first."""

    code: str
    clock: BusinessClock
    languages: tuple[str, ...] = ()


class Offering(NamedTuple):
    """What a store sells, in the requested language and in the kitchen's; and what is left of its ingredients."""

    menu: PublishedMenu
    seller: Seller
    made_by: PublishedMenu
    left: Left


@dataclass(frozen=True, slots=True)
class _Current:
    version: str
    seller: Seller
    outages: tuple[OutageNow, ...]
    left: Left = field(default_factory=dict)


_versions: dict[str, PublishedVersion] = {}
remembered = TtlCache[UUID, _Current](seconds=1)


def get_menu(store_id: UUID, language: str = "") -> PublishedMenu:
    """The menu the store sells, at most a second old; one statement if it is not cached, else none.

    In the language, else in the store's, else in the menu's own. Raises NotFound for an unknown store, NoMenu
    for one that has published none.
    """
    return get_offering(store_id, language=language).menu


def get_offering(store_id: UUID, at: datetime | None = None, language: str = "") -> Offering:
    """What the store sells for `at` (default: now); as `get_menu`."""
    if connection.in_atomic_block:
        version, _, seen = _read(store_id)
        return _offering(version, seen, at, language)
    if (known := _recall(store_id, at, language)) is not None:
        return known
    seen_at = clock.seconds()
    version, is_new, seen = _read(store_id)
    if is_new:
        _keep(version)
    remembered.set(store_id, seen, seen_at)
    return _offering(version, seen, at, language)


def _offering(version: PublishedVersion, seen: _Current, at: datetime | None, language: str) -> Offering:
    sold_out, usual = _sold_out(seen, at), seen.seller.languages
    # Who reads a language that neither we speak nor the menu rather reads English than another one.
    wanted = (language,) if language in NAMES or not language else (language, SOURCE)
    menu, made_by = version.spoken(*wanted, *usual), version.spoken(*usual)
    is_left = seen.left and not _is_another_day(seen, at)
    left = believed(seen.left, menu.least_portions) if is_left else {}
    return Offering(menu.without(sold_out), seen.seller, made_by.without(sold_out), left)


def is_current(store_id: UUID, menu: PublishedMenu, language: str = "") -> bool:
    """Whether the store still sells this menu, by the state cached within the last second; never queries."""
    known = _recall(store_id, None, language)
    return known is not None and known.menu is menu


def _recall(store_id: UUID, at: datetime | None, language: str) -> Offering | None:
    recent = remembered.get(store_id)
    known = None if recent is None else _versions.get(recent.version)
    return None if recent is None or known is None else _offering(known, recent, at, language)


def _sold_out(seen: _Current, at: datetime | None) -> SoldOut:
    """What is out of stock when the food is wanted: what ran out today says nothing about tomorrow."""
    if not seen.outages:
        return NOTHING
    return sold_out_at(seen.outages, max(at or now(), now()), is_another_day=_is_another_day(seen, at))


def _is_another_day(seen: _Current, at: datetime | None) -> bool:
    """Whether the food is wanted on a later business day of the store."""
    day_of = seen.seller.clock.day_of
    return at is not None and at > now() and day_of(at) != day_of(now())


_READ = """
SELECT v.content_hash, CASE WHEN v.content_hash = ANY(%s) THEN NULL ELSE v.document END,
    (SELECT json_agg(json_build_array(kind, code, until)) FROM menu_outage
     WHERE store_id = m.store_id AND ended_at IS NULL),
    (SELECT json_object_agg(ingredient, on_hand::text) FROM menu_stocklevel WHERE store_id = m.store_id),
    m.store_code, m.timezone, m.day_starts_at, m.languages
FROM menu_storemenu AS m LEFT JOIN menu_menuversion AS v ON v.id = m.current_id
WHERE m.store_id = %s
"""


def _read(store_id: UUID) -> tuple[PublishedVersion, bool, _Current]:
    """The current version and the outages: the document comes along only when this process does not have it."""
    held = dict(_versions)  # others may leave while this asks
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(held), store_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such store.")
    version, document, running, left, code, timezone, day_starts_at, spoken = row
    if version is None:
        raise NoMenu
    known = held.get(version)
    seen = _Current(
        version,
        Seller(code, BusinessClock(timezone, day_starts_at), tuple(spoken)),
        tuple(_outage(*o) for o in running or ()),
        {ingredient: Decimal(on_hand) for ingredient, on_hand in (left or {}).items()},
    )
    return known or PublishedVersion(version, json.loads(document)), known is None, seen


def _outage(kind: str, code: str, until: str | None) -> OutageNow:
    return OutageNow(OutageKind(kind), code, datetime.fromisoformat(until) if until else None)


def get_outages(store_id: UUID) -> OutagesAnswer:
    """What is sold out at the store, and what cannot be ordered because of it. NotFound, NoMenu."""
    unorderable = get_menu(store_id).unorderable
    running = Outage.objects.filter(store_id=store_id, ended_at=None).exclude(until__lte=now())
    return OutagesAnswer(outages=OutageAnswer.of_all(running), unorderable=UnorderableAnswer.of(unorderable))


def _keep(version: PublishedVersion) -> None:
    while len(_versions) >= KEPT_VERSIONS:
        _versions.pop(next(iter(_versions)), None)
    _versions[version.version] = version


def clear_caches() -> None:
    """Clears this process's caches."""
    remembered.clear()
    _versions.clear()
