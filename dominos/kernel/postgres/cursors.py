"""Cursors for statements that are sent again and again: each session of PostgreSQL parses and plans them once.

All other statements are sent with their values written into them, as Django does: parsed and planned each time, which
takes the server longer than an order's rows take to write, and quoting the values takes the client as long.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import count
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg import RawCursor
from psycopg.adapt import AdaptersMap, Dumper
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.json import Jsonb, JsonbDumper

NO_TYPE = 0


def prepared_cursor() -> Any:
    """A cursor for one statement of a fixed text with `%s`; which types its values have, the server finds out.

    What it answers is taken from it at once: a connection has one such cursor, which the next statement uses.

    Behind a pooler, which gives each transaction another session, it is sent without being kept.
    """
    return cast(Any, connections[DEFAULT_DB_ALIAS]).prepared_cursor()


class PreparedCursor(RawCursor[Any]):
    """Keeps each statement prepared in its session, and its text as the server takes it in memory."""

    def __init__(self, connection: Any, adapters: AdaptersMap) -> None:
        super().__init__(connection)
        self._adapters = adapters

    def execute(self, query: Any, params: Any = (), **_: Any) -> Any:
        text, names = _numbered(query)
        values = [params[name] for name in names] if names else params
        try:
            return super().execute(text, values, prepare=True)
        except FeatureNotSupported:
            # A migration changed the type of a column that is read. An undone transaction forgets its session's plans.
            if self.connection.info.transaction_status is not TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(text, values, prepare=True)

    def close(self) -> None:
        """Stays open for its connection's next statement."""


@lru_cache(1000)
def _numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with `$1` for its first `%s` or `%(name)s` and so on, and which name each number stands for."""
    names = tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
    numbers = count(1)

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${names.index(found[1]) + 1 if found[1] else next(numbers)}"

    return re.sub(r"%(?:%|s|\((\w+)\)s)", number, text).encode(), names


class _AsText(Dumper):
    """Values whose text PostgreSQL reads. Without a type of their own: otherwise each mixture of types and NULLs
    would be another statement to prepare.
    """

    oid = NO_TYPE

    def dump(self, obj: Any) -> bytes:
        return str(obj).encode()


class _JsonDumper(JsonbDumper):
    oid = NO_TYPE


class _UtcLoader(TimestamptzLoader):
    """An instant as a session in UTC writes it: a tenth of the time the driver's own loader takes."""

    timezone = UTC  # Django looks at it

    def load(self, data: Any) -> datetime:
        try:
            return datetime.fromisoformat(bytes(data).decode())
        except ValueError:  # infinity, and years of five digits
            return super().load(data).replace(tzinfo=UTC)


@cache
def adapters_of(timezone: Any) -> AdaptersMap:
    """Django's adapters, with a faster one for instants."""
    adapters = AdaptersMap(get_adapters_template(use_tz=True, timezone=timezone))
    if timezone == UTC:
        adapters.register_loader("timestamptz", _UtcLoader)
    return adapters


@cache
def adapters_without_types(timezone: Any) -> AdaptersMap:
    """Those of prepared statements."""
    adapters = AdaptersMap(adapters_of(timezone))
    for kind in (int, float, Decimal, bool, UUID, date, datetime):
        adapters.register_dumper(kind, _AsText)
    adapters.register_dumper(Jsonb, _JsonDumper)
    return adapters
