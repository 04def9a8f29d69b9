"""Cursors for frequent statements, which each PostgreSQL session parses and plans once.

All other statements are sent with their values as literals, as Django does: parsed and planned each time, which takes
the server longer than writing an order's rows, and quoting the values takes the client as long.
"""

import re
from collections.abc import Callable
from contextvars import copy_context
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
"""The maximum number of prepared statements of a session."""
KEPT_AS = "prepared_cursor_of_ours"
"""The attribute of the driver's connection that holds its prepared cursor."""
SQLSTATE = DiagnosticField.SQLSTATE
NOT_AS_PREPARED = b"0A000", b"26000"
"""SQLSTATE codes of prepared statements that are outdated (changed result columns) or unknown to the session."""
type Rows = list[tuple[Any, ...]]
type Then = Callable[[Rows], None]
"""Takes the result of a statement."""


def prepared_cursor() -> Any:
    """A cursor for one statement with a constant text and `%s`; the server infers the types of the values.

    Results have to be fetched at once: a connection has one such cursor, which the next statement reuses. Behind a
    pooler, where each transaction may have another session, statements are not kept prepared.
    """
    return cast(Any, connections[DEFAULT_DB_ALIAS]).prepared_cursor()


def unawaited_cursor(then: Then | None = None) -> Any:
    """A cursor for a statement whose result is not needed yet: it goes with the transaction's next one, or its commit.

    Its errors are raised then. Its rows are given to `then` at the end of the unit of work, by `settle`. Inside a
    savepoint all of that happens at once.
    """
    context = copy_context()  # of the message, say, that the statement is about
    waiting = then and (lambda rows: context.run(then, rows))
    return cast(Any, connections[DEFAULT_DB_ALIAS]).unawaited_cursor(waiting)


def settle() -> None:
    """Gives the results of unawaited statements to whoever takes them; to be called before the commit."""
    cast(Any, connections[DEFAULT_DB_ALIAS]).settle()


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement with its values in wire format."""

    text: bytes
    types: tuple[int, ...]
    values: Any
    formats: Any


class PreparedCursor:
    """Prepares each statement once per session and caches its wire format.

    It uses libpq directly, which takes a quarter of the time of the driver's cursor. It begins the transaction that its
    connection has to be in.
    """

    def __init__(self, connection: Any, adapters: AdaptersMap) -> None:
        self.connection, self.adapters = connection, adapters
        self._server: PGconn = connection.pgconn
        self._keeps = connection.prepare_threshold is not None
        self._names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self._numbers = count(1)
        self._values = Transformer(self)
        self._unawaited: list[tuple[Sending, Then | None]] = []
        self._arrived: list[tuple[Then, Rows]] = []
        self._next, self._end, self.rowcount = 0, 0, -1

    def execute(self, query: Any, params: Any = ()) -> None:
        with self.connection.lock:
            answer = self._answer(self._statement(query, params))
        self._values.set_pgresult(answer)
        self._next, self._end, self.rowcount = 0, answer.ntuples, _rows_of(answer)

    def execute_unawaited(self, query: Any, params: Any = (), then: Then | None = None) -> None:
        """Sends the statement with the next one, or with the commit."""
        with self.connection.lock:
            self._unawaited.append((self._sending(self._statement(query, params)), then))

    def send_unawaited(self) -> None:
        """Sends pending statements, before a statement of the driver's own cursor."""
        if self._unawaited:
            with self.connection.lock:
                self._together()

    def arrived(self) -> list[tuple[Then, Rows]]:
        """The results that somebody takes, each once; sends pending statements with such results."""
        if self._is_expected:
            self.send_unawaited()
        arrived, self._arrived = self._arrived, []
        return arrived

    def forget_unawaited(self) -> None:
        """Discards pending statements and results, with their transaction."""
        self._unawaited.clear()
        self._arrived.clear()

    def commit(self) -> None:
        """Commits the transaction, if there is one, in a third of the driver's time."""
        assert not self._is_expected, "results are given to whoever takes them in units of work only"
        with self.connection.lock:
            if self._unawaited:
                self._together(plain(self._server, b"COMMIT"))
            elif self._server.transaction_status != TransactionStatus.IDLE:
                last_of([self._server.exec_(b"COMMIT")])

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
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
        """Does nothing: the cursor stays open for the connection's next statement."""

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
        """Whether nothing has to be sent before the next statement."""
        return not self._unawaited and not self._has_to_begin

    @property
    def _has_to_begin(self) -> bool:
        return not self.connection.autocommit and self._server.transaction_status == TransactionStatus.IDLE

    @property
    def _is_expected(self) -> bool:
        """Whether somebody takes a result that was not given yet."""
        return bool(self._arrived) or any(then for _, then in self._unawaited)

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
        """Sends BEGIN if needed, the pending statements and these; returns the result of the last one."""
        first = [plain(self._server, b"BEGIN")] if self._has_to_begin else []
        waiting, self._unawaited = self._unawaited, []
        answers = together(self._server, [*first, *(sending for sending, _ in waiting), *last])
        any(map(self._forgets_after, answers))
        found = last_of(answers)
        for (_, then), answer in zip(waiting, answers[len(first) :], strict=False):
            if then is not None:
                self._values.set_pgresult(answer)
                self._arrived.append((then, self._values.load_rows(0, answer.ntuples, tuple)))
        return found

    def _forgets_after(self, answer: PGresult) -> bool:
        """Whether the error means an outdated plan; then all statements are prepared again."""
        if answer.status != ExecStatus.FATAL_ERROR or answer.error_field(SQLSTATE) not in NOT_AS_PREPARED:
            return False
        self._names.clear()
        return True

    def _prepared(self, one: _Statement) -> bytes:
        """The statement's name in the session; prepares it if needed."""
        if (known := self._names.get((one.text, one.types))) is not None:
            return known
        if len(self._names) >= KEPT:
            self._forget()
        name = f"kept_{next(self._numbers)}".encode()
        last_of([self._server.prepare(name, one.text, one.types)])
        self._names[one.text, one.types] = name
        return name

    def _forget(self) -> None:
        """Deallocates the oldest prepared statement, after sending pending ones that refer to it."""
        if self._unawaited:
            self._together()
        self._server.exec_(b"DEALLOCATE " + self._names.pop(next(iter(self._names))))


class UnawaitedCursor:
    """Wraps the prepared cursor of a connection, for a statement that is sent with the next one, or `at_once`."""

    rowcount = -1

    def __init__(self, cursor: PreparedCursor, then: Then | None, *, at_once: bool) -> None:
        self._cursor, self._then, self._at_once = cursor, then, at_once

    def execute(self, query: Any, params: Any = ()) -> None:
        if not self._at_once:
            self._cursor.execute_unawaited(query, params, self._then)
            return
        self._cursor.execute(query, params)
        if self._then is not None:
            self._then(self._cursor.fetchall())

    def close(self) -> None:
        """Does nothing."""


def cursor_of(connection: Any, timezone: Any) -> PreparedCursor:
    """The prepared cursor of the driver's connection, with the same lifetime: a pooled connection keeps its prepared
    statements for the next user.
    """
    kept = getattr(connection, KEPT_AS, None)
    if kept is None:
        kept = PreparedCursor(connection, adapters_without_types(timezone))
        setattr(connection, KEPT_AS, kept)
    return cast(PreparedCursor, kept)


def _rows_of(result: PGresult) -> int:
    """The number of rows returned, or else written."""
    return result.ntuples if result.status == ExecStatus.TUPLES_OK else result.command_tuples or 0


@lru_cache(1000)
def _numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with `$1` for its first `%s` or `%(name)s` and so on, and the name of each number."""
    names = tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
    numbers = count(1)

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${names.index(found[1]) + 1 if found[1] else next(numbers)}"

    return re.sub(r"%(?:%|s|\((\w+)\)s)", number, text).encode(), names
