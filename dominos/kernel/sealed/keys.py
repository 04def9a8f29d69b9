"""People's keys: found, made at the first writing, and destroyed, which forgets what they sealed wherever it lies.

They lie in the app's schema, or in a database of their own (`KEYS_DATABASE_URL`), so that backups of texts and of keys
can be kept apart. A process keeps those that it unwrapped for some minutes.

One that no row needs is destroyed once its `kept_until` is over, and whoever is going to seal under one that is nearly
over puts that off first: none is destroyed between being found and the commit of what it sealed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, reduce
from operator import or_
from secrets import token_bytes
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, ProgrammingError, connections, transaction
from django.db.models import Q

from dominos.kernel.clock import now
from dominos.kernel.postgres.cursors import prepared_cursor
from dominos.kernel.prepared_writes import new
from dominos.kernel.sealed.platform_keys import KEY, names, todays, unwrap, wrap
from dominos.kernel.sealed.tables import KEPT_FOR
from dominos.kernel.ttl_cache import TtlCache

KEYS_ALIAS = "keys"
KEPT_SECONDS = 300.0
LOOKED_AT_AGAIN = timedelta(days=7)
"""After a key was seen to be needed; there is one for each order of years."""
MARGIN = timedelta(hours=1)
"""Longer than a process keeps a key, and than a transaction takes in which it seals."""
BATCH = 1000
# A key that is kept for long enough is only read: writing its row again would cost an order more than all its sealing.
_FOUND_OR_MADE = """
WITH known AS (
    SELECT wrapped, under, kept_until FROM "{table}" WHERE holder = %(holder)s AND kept_until > %(safe_from)s
), made AS (
    INSERT INTO "{table}" AS k (holder, wrapped, under, kept_until)
    SELECT %(holder)s::uuid, %(wrapped)s::bytea, %(under)s::varchar, %(kept_until)s::timestamptz
    WHERE NOT EXISTS (SELECT FROM known) ON CONFLICT (holder)
    DO UPDATE SET kept_until = GREATEST(k.kept_until, EXCLUDED.kept_until) RETURNING wrapped, under, kept_until
)
SELECT wrapped, under, kept_until FROM known UNION ALL SELECT wrapped, under, kept_until FROM made
"""
_FOUND = 'SELECT holder, wrapped, under, kept_until FROM "{table}" WHERE holder = ANY(%s)'


@dataclass(frozen=True, slots=True)
class _Kept:
    """A key, and until when nobody destroys it but with its person."""

    key: AESGCM
    until: datetime


_kept: TtlCache[tuple[str, UUID], _Kept] = TtlCache(KEPT_SECONDS)


class _Made:
    """A key whose row is not committed yet; Django forgets it with the transaction, or the savepoint, if that fails."""

    def __init__(self, place: tuple[str, UUID], kept: _Kept) -> None:
        self.place = place
        self.kept: _Kept | None = kept

    def __call__(self) -> None:
        if self.kept is not None:  # as it is once the key was destroyed again
            _kept.set(self.place, self.kept)


def alias() -> str:
    """The database of the keys."""
    return KEYS_ALIAS if KEYS_ALIAS in settings.DATABASES else DEFAULT_DB_ALIAS


def table(app: str) -> Any:
    """The rows of the app's keys."""
    return apps.get_model(app, "PersonKey")._base_manager.using(alias())


def find(app: str, holder: UUID, among: Iterable[UUID] = ()) -> AESGCM | None:
    """The person's key; None where it is destroyed, or was never made. Has those of `among` at hand, too."""
    known = _known(app, holder)
    if known is None:
        find_all(app, [holder, *among])
        known = _kept.get((app, holder))
    return known.key if known else None


def find_all(app: str, holders: Iterable[UUID]) -> None:
    """Has these people's keys at hand from now on, by one statement at most."""
    missing = [holder for holder in set(holders) if _known(app, holder) is None]
    if missing:
        with _cursor() as cursor:
            cursor.execute(_text(app, _FOUND), [missing])
            rows = cursor.fetchall()
        for holder, *row in rows:
            _kept.set((app, holder), _opened(app, holder, *row))


def find_or_make(app: str, holder: UUID) -> AESGCM:
    """The person's key to seal with, by one statement where it is not at hand, or could be destroyed meanwhile."""
    known = _known(app, holder)
    return known.key if known and known.until > now() + MARGIN else _make(app, holder)


def rows_with(app: str, holder: UUID) -> list[Any]:
    """What is to be stored in one statement with the first row of a new holder, before it: the row of a fresh key.

    None where keys lie apart. There the key is made when something is sealed.
    """
    if alias() != DEFAULT_DB_ALIAS:
        return []
    row = new(apps.get_model(app, "PersonKey"), holder=holder, **_fresh(app, holder))
    _remember(app, holder, _opened(app, holder, row.wrapped, row.under, row.kept_until))
    return [row]


def destroy(app: str, holders: Collection[UUID]) -> None:
    """Nobody reads any more what these keys sealed, in whatever copy; other processes not after `KEPT_SECONDS`."""
    if holders and _has_keys(app):
        table(app).filter(holder__in=list(holders)).delete()
        _forget_kept(app, holders)


def destroy_unused(app: str) -> int:
    """Those that no row of the app needs, as of people whose rows are deleted or were never stored; how many."""
    destroyed, until = 0, now()
    while _has_keys(app) and (due := _due(app, until)):
        needed = set[UUID]().union(*(_holders(model, due) for model in sealing_models(app)))
        table(app).filter(holder__in=needed).update(kept_until=until + LOOKED_AT_AGAIN)
        unused = table(app).filter(holder__in=set(due) - needed, kept_until__lt=until)
        destroyed += unused.delete()[0]
        _forget_kept(app, set(due) - needed)
    return destroyed


def rewrap(app: str) -> int:
    """Wraps anew what older keys of the platform wrapped; no text is touched. How many keys."""
    done = 0
    while rows := list(table(app).exclude(under=todays())[:BATCH]):
        for row in rows:
            key = unwrap(bytes(row.wrapped), row.under, _whose(app, row.holder))
            anew = wrap(key, _whose(app, row.holder))
            # None is there any more whose person was forgotten meanwhile.
            table(app).filter(holder=row.holder).update(wrapped=anew, under=todays())
        done += len(rows)
    return done


def unknown() -> list[str]:
    """Of the keys that wrap the newest of each app those that `PERSON_KEYS` lacks.

    None where no table is there yet, nor while the database does not answer: then it is asked for one app alone.
    """
    found = set[str]()
    for config in apps.get_app_configs():
        if getattr(config, "seals", False):
            try:
                newest = table(config.label).order_by("-kept_until")[:1]
                found.update(newest.values_list("under", flat=True))
            except ProgrammingError:
                continue
            except OperationalError:
                break
    return sorted(found.difference(names()))


def sealing_models(app: str) -> list[Any]:
    """The app's tables with sealed columns."""
    return [model for model in apps.get_app_config(app).get_models() if sealed_names(model)]


@cache
def sealed_names(model: Any) -> list[str]:
    """The columns of a table that are sealed."""
    return [column.attname for column in model._meta.concrete_fields if getattr(column, "is_sealed", False)]


def _has_keys(app: str) -> bool:
    return "personkey" in apps.all_models[app]


def _due(app: str, until: datetime) -> list[UUID]:
    rows = table(app).filter(kept_until__lt=until).order_by("kept_until")
    return list(rows.values_list("holder", flat=True)[:BATCH])


def _forget_kept(app: str, holders: Iterable[UUID]) -> None:
    for holder in holders:
        _kept.discard((app, holder))
        if made := _made_lately(app, holder):
            made.kept = None


def _holders(model: Any, among: list[UUID]) -> set[UUID]:
    """Whose rows say something yet: what retention erased needs no key."""
    of = model.personal.sealed_by
    told = (Q(**{f"{name}__isnull": False}) & ~Q(**{name: ""}) for name in sealed_names(model))
    rows = model._base_manager.filter(reduce(or_, told), **{f"{of}__in": among})
    return set(rows.values_list(of, flat=True))


def _known(app: str, holder: UUID) -> _Kept | None:
    made = _made_lately(app, holder)
    return made.kept if made and made.kept else _kept.get((app, holder))


def _made_lately(app: str, holder: UUID) -> _Made | None:
    waiting = (each for _, each, *_ in reversed(connections[alias()].run_on_commit))
    return next((each for each in waiting if isinstance(each, _Made) and each.place == (app, holder)), None)


def _make(app: str, holder: UUID) -> AESGCM:
    values = {"holder": holder, "safe_from": now() + MARGIN, **_fresh(app, holder)}
    with _cursor() as cursor:
        cursor.execute(_text(app, _FOUND_OR_MADE), values)
        kept = _opened(app, holder, *cursor.fetchone())
    _remember(app, holder, kept)
    return kept.key


def _cursor() -> Any:
    """For one statement about keys, which stays prepared unless they lie apart."""
    return prepared_cursor() if alias() == DEFAULT_DB_ALIAS else connections[alias()].cursor()


@cache
def _text(app: str, statement: str) -> str:
    return statement.format(table=apps.get_model(app, "PersonKey")._meta.db_table)


def _fresh(app: str, holder: UUID) -> dict[str, Any]:
    wrapped = wrap(token_bytes(KEY), _whose(app, holder))
    return {"wrapped": wrapped, "under": todays(), "kept_until": now() + KEPT_FOR}


def _remember(app: str, holder: UUID, kept: _Kept) -> None:
    transaction.on_commit(_Made((app, holder), kept), using=alias())


def _opened(app: str, holder: UUID, wrapped: bytes, under: str, until: datetime) -> _Kept:
    return _Kept(AESGCM(unwrap(bytes(wrapped), under, _whose(app, holder))), until)


def _whose(app: str, holder: UUID) -> str:
    return f"{app}:{holder}"
