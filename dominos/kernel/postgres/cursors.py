"""Cursors for statements that are sent again and again: each session of PostgreSQL parses and plans them once.

All other statements are sent with their values written into them, as Django does: parsed and planned each time, which
takes the server longer than an order's rows take to write, and quoting the values takes the client as long.
"""

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import count
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from dominos.kernel.postgres.adapters import NO_TYPE, WRITERS, adapters_without_types
from dominos.kernel.postgres.pipeline import Sending, last_of, plain, together

KEPT = 200
"""Statements that a session keeps prepared."""
KEPT_AS = "prepared_cursor_of_ours"
"""What a driver's connection calls its prepared cursor."""
SQLSTATE = DiagnosticField.SQLSTATE
NOT_AS_PREPARED = b"0A000", b"26000"
"""What PostgreSQL says where a plan answers other columns than it did, and where a session no longer knows the name."""


def prepared_cursor() -> Any:
    """A cursor for one statement of a fixed text with `%s`; which types its values have, the server finds out.

    What it answers is taken from it at once: a connection has one such cursor, which the next statement uses.

    Behind a pooler, which gives each transaction another session, it is sent without being kept.
    """
    return cast(Any, connections[DEFAULT_DB_ALIAS]).prepared_cursor()


def unawaited_cursor() -> Any:
    """A cursor for a statement whose answer nobody needs: it goes with the transaction's next one, or its commit.

    What is wrong with it is raised then. Where a part of a transaction may be undone alone it is sent at once.
    """
    return cast(Any, connections[DEFAULT_DB_ALIAS]).unawaited_cursor()


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement with its values as the server takes them."""

    text: bytes
    types: tuple[int, ...]
    values: Any
    formats: Any


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
        self._unawaited: list[Sending] = []
        self._next, self._end, self.rowcount = 0, 0, -1

    def execute(self, query: Any, params: Any = ()) -> None:
        with self.connection.lock:
            answer = self._answer(self._statement(query, params))
        self._values.set_pgresult(answer)
        self._next, self._end, self.rowcount = 0, answer.ntuples, _rows_of(answer)

    def execute_unawaited(self, query: Any, params: Any = ()) -> None:
        """Sends the statement with the next one, or with the commit."""
        with self.connection.lock:
            self._unawaited.append(self._sending(self._statement(query, params)))

    def send_unawaited(self) -> None:
        """Sends what waits for another statement, as that is one of the driver's."""
        if self._unawaited:
            with self.connection.lock:
                self._together()

    def forget_unawaited(self) -> None:
        """What waits is undone with its transaction."""
        self._unawaited.clear()

    def commit(self) -> None:
        """Commits the transaction, if there is one: in a third of the driver's time."""
        with self.connection.lock:
            if self._unawaited:
                self._together(plain(self._server, b"COMMIT"))
            elif self._server.transaction_status != TransactionStatus.IDLE:
                last_of([self._server.exec_(b"COMMIT")])

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

    def _statement(self, query: Any, params: Any) -> _Statement:
        text, names = _numbered(query)
        values = [params[name] for name in names] if names else params
        given, types, formats = [], [NO_TYPE] * len(values), [Format.TEXT] * len(values)
        for number, value in enumerate(values):
            write = WRITERS.get(type(value))
            if write is None:
                dumper = self._values.get_dumper(value, PyFormat.AUTO)
                write, types[number], formats[number] = dumper.dump, dumper.oid, dumper.format
            given.append(write(value))
        return _Statement(text, tuple(types), given, formats)

    @property
    def _is_alone(self) -> bool:
        """Whether nothing goes before the next statement."""
        return not self._unawaited and not self._has_to_begin

    @property
    def _has_to_begin(self) -> bool:
        return not self.connection.autocommit and self._server.transaction_status == TransactionStatus.IDLE

    def _answer(self, statement: _Statement) -> PGresult:
        if not self._is_alone:
            return self._together(self._sending(statement))
        answer = self._asked(statement)
        # A migration changed the type of a column that is read, say. The statement is prepared once more, the next time
        # if this transaction has failed with it.
        if self._forgets_after(answer) and self._server.transaction_status == TransactionStatus.IDLE:
            answer = self._asked(statement)
        return last_of([answer])

    def _asked(self, one: _Statement) -> PGresult:
        if self._keeps:
            return self._server.exec_prepared(self._prepared(one), one.values, one.formats)
        return self._server.exec_params(one.text, one.values, one.types, one.formats)

    def _sending(self, one: _Statement) -> Sending:
        if self._keeps:
            return partial(self._server.send_query_prepared, self._prepared(one), one.values, one.formats)
        return partial(self._server.send_query_params, one.text, one.values, one.types, one.formats)

    def _together(self, *last: Sending) -> PGresult:
        """What begins the transaction if need be, what was not waited for, and these: the answer to the last one."""
        first = [plain(self._server, b"BEGIN")] if self._has_to_begin else []
        waiting, self._unawaited = self._unawaited, []
        answers = together(self._server, [*first, *waiting, *last])
        any(map(self._forgets_after, answers))
        return last_of(answers)

    def _forgets_after(self, answer: PGresult) -> bool:
        """Whether it said that a plan is no longer as it was prepared: then all statements are prepared anew."""
        if answer.status != ExecStatus.FATAL_ERROR or answer.error_field(SQLSTATE) not in NOT_AS_PREPARED:
            return False
        self._names.clear()
        return True

    def _prepared(self, one: _Statement) -> bytes:
        """The name of the statement, which the session knows."""
        if (known := self._names.get((one.text, one.types))) is not None:
            return known
        if len(self._names) >= KEPT:
            self._forget()
        name = f"kept_{next(self._numbers)}".encode()
        last_of([self._server.prepare(name, one.text, one.types)])
        self._names[one.text, one.types] = name
        return name

    def _forget(self) -> None:
        """Lets go of the statement that was prepared first, once those that wait under their names are sent."""
        if self._unawaited:
            self._together()
        self._server.exec_(b"DEALLOCATE " + self._names.pop(next(iter(self._names))))


class UnawaitedCursor:
    """The prepared cursor of a connection, for a statement that it sends with the next one."""

    rowcount = -1

    def __init__(self, cursor: PreparedCursor) -> None:
        self._cursor = cursor

    def execute(self, query: Any, params: Any = ()) -> None:
        self._cursor.execute_unawaited(query, params)

    def close(self) -> None:
        """There is nothing to close."""


def cursor_of(connection: Any, timezone: Any) -> PreparedCursor:
    """The prepared cursor of the driver's connection. It lives as long as that: from a pool, the next one who uses the
    connection finds its session with what was prepared in it.
    """
    kept = getattr(connection, KEPT_AS, None)
    if kept is None:
        kept = PreparedCursor(connection, adapters_without_types(timezone))
        setattr(connection, KEPT_AS, kept)
    return cast(PreparedCursor, kept)


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
