"""People's keys: found, made at the first writing, and destroyed, which forgets what they sealed wherever it lies.

They lie in the app's schema, or in a database of their own (`KEYS_DATABASE_URL`), so that backups of texts and of keys
can be kept apart. A process keeps those that it unwrapped for some minutes.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from dominos.kernel.clock import now
from dominos.kernel.sealed.platform_keys import KEY, todays, unwrap, wrap
from dominos.kernel.ttl_cache import TtlCache

KEYS_ALIAS = "keys"
KEPT_SECONDS = 300.0
UNUSED_AFTER = timedelta(days=1)
BATCH = 1000
_kept: TtlCache[tuple[str, UUID], AESGCM] = TtlCache(KEPT_SECONDS)
_FOUND_OR_MADE = """
WITH made AS (
    INSERT INTO "{table}" (holder, wrapped, under) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING wrapped, under
) SELECT wrapped, under FROM made UNION ALL SELECT wrapped, under FROM "{table}" WHERE holder = %s LIMIT 1
"""


class _Made:
    """A key whose row is not committed yet; Django forgets it with the transaction, or the savepoint, if that fails."""

    def __init__(self, place: tuple[str, UUID], key: AESGCM) -> None:
        self.place = place
        self.key: AESGCM | None = key

    def __call__(self) -> None:
        if self.key is not None:  # as it is once the key was destroyed again
            _kept.set(self.place, self.key)


def alias() -> str:
    """The database of the keys."""
    return KEYS_ALIAS if KEYS_ALIAS in settings.DATABASES else DEFAULT_DB_ALIAS


def table(app: str) -> Any:
    """The rows of the app's keys."""
    return apps.get_model(app, "PersonKey")._base_manager.using(alias())


def find(app: str, holder: UUID) -> AESGCM | None:
    """The person's key; None where it is destroyed, or was never made."""
    key = _known(app, holder)
    if key is None:
        find_all(app, [holder])
        key = _kept.get((app, holder))
    return key


def find_all(app: str, holders: Iterable[UUID]) -> None:
    """Has these people's keys at hand from now on, by one statement at most."""
    missing = [holder for holder in set(holders) if _known(app, holder) is None]
    if missing:
        for row in table(app).filter(holder__in=missing):
            _kept.set((app, row.holder), _opened(app, row.holder, row.wrapped, row.under))


def find_or_make(app: str, holder: UUID) -> AESGCM:
    """The person's key, by one statement where it is not at hand."""
    return _known(app, holder) or _make(app, holder)


def destroy(app: str, holders: Collection[UUID]) -> None:
    """Nobody reads any more what these keys sealed, in whatever copy; other processes not after `KEPT_SECONDS`."""
    if holders and _has_keys(app):
        table(app).filter(holder__in=list(holders)).delete()
        for holder in holders:
            _kept.discard((app, holder))
            if made := _made_lately(app, holder):
                made.key = None


def destroy_unused(app: str) -> int:
    """Those that no row of the app needs, as of people whose rows are deleted or were never stored; how many."""
    if not _has_keys(app):
        return 0
    destroyed, reached = 0, UUID(int=0)
    while batch := _old_ones(app, reached):
        unused = set(batch).difference(*(_holders(model, batch) for model in sealing_models(app)))
        destroy(app, unused)
        destroyed, reached = destroyed + len(unused), batch[-1]
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


def sealing_models(app: str) -> list[Any]:
    """The app's tables with sealed columns."""
    return [model for model in apps.get_app_config(app).get_models() if sealed_names(model)]


def sealed_names(model: Any) -> list[str]:
    """The columns of a table that are sealed."""
    return [column.attname for column in model._meta.concrete_fields if getattr(column, "is_sealed", False)]


def _has_keys(app: str) -> bool:
    return "personkey" in apps.all_models[app]


def _old_ones(app: str, after: UUID) -> list[UUID]:
    """Those that a transaction which is still open may need are left alone."""
    rows = table(app).filter(created_at__lt=now() - UNUSED_AFTER, holder__gt=after)
    return list(rows.order_by("holder").values_list("holder", flat=True)[:BATCH])


def _holders(model: Any, among: list[UUID]) -> set[UUID]:
    of = model.personal.of
    return set(model._base_manager.filter(**{f"{of}__in": among}).values_list(of, flat=True))


def _known(app: str, holder: UUID) -> AESGCM | None:
    made = _made_lately(app, holder)
    return made.key if made and made.key else _kept.get((app, holder))


def _made_lately(app: str, holder: UUID) -> _Made | None:
    waiting = (each for _, each, *_ in reversed(connections[alias()].run_on_commit))
    return next((each for each in waiting if isinstance(each, _Made) and each.place == (app, holder)), None)


def _make(app: str, holder: UUID) -> AESGCM:
    fresh = wrap(token_bytes(KEY), _whose(app, holder))
    statement = _FOUND_OR_MADE.format(table=apps.get_model(app, "PersonKey")._meta.db_table)
    found = None
    with connections[alias()].cursor() as cursor:
        while (
            found is None
        ):  # somebody else's that was committed since the statement began is seen by the next one
            cursor.execute(statement, [holder, fresh, todays(), holder])
            found = cursor.fetchone()
    key = _opened(app, holder, *found)
    transaction.on_commit(_Made((app, holder), key), using=alias())
    return key


def _opened(app: str, holder: UUID, wrapped: bytes, under: str) -> AESGCM:
    return AESGCM(unwrap(bytes(wrapped), under, _whose(app, holder)))


def _whose(app: str, holder: UUID) -> str:
    return f"{app}:{holder}"
