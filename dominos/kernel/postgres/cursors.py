"""Cursors for statements that are sent again and again: each session of PostgreSQL parses and plans them once.

All other statements are sent with their values written into them, as Django does: parsed and planned each time, which
takes the server longer than an order's rows take to write, and quoting the values takes the client as long.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import count
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.adapt import AdaptersMap, Dumper, PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.json import Jsonb, JsonbDumper

NO_TYPE = 0
KEPT = 200
"""Statements that a session keeps prepared."""
KEPT_AS = "prepared_cursor_of_ours"
"""What a driver's connection calls its prepared cursor."""
DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
SQLSTATE = DiagnosticField.SQLSTATE
NOT_AS_PREPARED = b"0A000", b"26000"
"""What PostgreSQL says where a plan answers other columns than it did, and where a session no longer knows the name."""


def prepared_cursor() -> Any:
    """A cursor for one statement of a fixed text with `%s`; which types its values have, the server finds out.

    What it answers is taken from it at once: a connection has one such cursor, which the next statement uses.

    Behind a pooler, which gives each transaction another session, it is sent without being kept.
    """
    return cast(Any, connections[DEFAULT_DB_ALIAS]).prepared_cursor()


class PreparedCursor:
    """Keeps each statement prepared in its session, and its text as the server takes it in memory.

    It hands statements to libpq itself, which waits for the answer: a quarter of the time that a cursor of the driver's
    takes for one. It begins the transaction that its connection has to be in.
    """

    def __init__(self, connection: Any, adapters: AdaptersMap) -> None:
        self.connection, self.adapters = connection, adapters
        self._server: PGconn = connection.pgconn
        self._keeps = connection.prepare_threshold is not None
        self._names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self._numbers = count(1)
        self._values = Transformer(self)
        self._next, self._end, self.rowcount = 0, 0, -1

    def execute(self, query: Any, params: Any = ()) -> None:
        text, names = _numbered(query)
        values = [params[name] for name in names] if names else params
        with self.connection.lock:
            begin(self.connection)
            result = self._sent(text, values)
        if result.status not in DONE:
            raise error_from_result(result)
        self._values.set_pgresult(result)
        self._next, self._end, self.rowcount = 0, result.ntuples, _rows_of(result)

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row of what came."""
        rows = self.fetchmany()
        return rows[0] if rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        """The next rows."""
        first, self._next = self._next, min(self._next + size, self._end)
        return self._values.load_rows(first, self._next, tuple)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All other rows."""
        return self.fetchmany(self._end)

    def close(self) -> None:
        """Stays open for its connection's next statement."""

    def _sent(self, text: bytes, values: Sequence[Any]) -> PGresult:
        given: Any = self._values.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types = self._values.types or ()
        if not self._keeps:
            return self._server.exec_params(text, given, types, self._values.formats)
        formats = self._values.formats
        result = self._server.exec_prepared(self._prepared(text, types), given, formats)
        if result.status == ExecStatus.FATAL_ERROR and result.error_field(SQLSTATE) in NOT_AS_PREPARED:
            # A migration changed the type of a column that is read, say. The statement is prepared once more, the next
            # time if this transaction has failed with it.
            del self._names[text, types]
            if self._server.transaction_status == TransactionStatus.IDLE:
                return self._server.exec_prepared(self._prepared(text, types), given, formats)
        return result

    def _prepared(self, text: bytes, types: tuple[int, ...]) -> bytes:
        """The name of the statement, which the session knows."""
        if (known := self._names.get((text, types))) is not None:
            return known
        if len(self._names) >= KEPT:
            self._forget()
        name = f"kept_{next(self._numbers)}".encode()
        result = self._server.prepare(name, text, types)
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)
        self._names[text, types] = name
        return name

    def _forget(self) -> None:
        """Lets go of the statement that was prepared first."""
        self._server.exec_(b"DEALLOCATE " + self._names.pop(next(iter(self._names))))


def cursor_of(connection: Any, timezone: Any) -> PreparedCursor:
    """The prepared cursor of the driver's connection. It lives as long as that: from a pool, the next one who uses the
    connection finds its session with what was prepared in it.
    """
    kept = getattr(connection, KEPT_AS, None)
    if kept is None:
        kept = PreparedCursor(connection, adapters_without_types(timezone))
        setattr(connection, KEPT_AS, kept)
    return cast(PreparedCursor, kept)


def begin(connection: Any) -> None:
    """Begins the transaction that what follows has to be in, as the driver does before its first statement."""
    server = connection.pgconn
    if connection.autocommit or server.transaction_status != TransactionStatus.IDLE:
        return
    _done(server.exec_(b"BEGIN"))


def commit(connection: Any) -> None:
    """Commits the transaction, if there is one: in a third of the driver's time."""
    with connection.lock:
        if connection.pgconn.transaction_status != TransactionStatus.IDLE:
            _done(connection.pgconn.exec_(b"COMMIT"))


def _done(result: PGresult) -> None:
    if result.status != ExecStatus.COMMAND_OK:
        raise error_from_result(result)


def _rows_of(result: PGresult) -> int:
    """How many rows came, or else how many were written."""
    return result.ntuples if result.status == ExecStatus.TUPLES_OK else result.command_tuples or 0


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
