"""The database backend: Django's own, with a schema editor that qualifies `CREATE TABLE`, a cheap health check, and
cursors whose statements stay planned.
"""

import time
from dataclasses import dataclass
from typing import Any, Self

from django.db import OperationalError
from django.db.backends.postgresql import base, operations, schema
from django.db.backends.utils import debug_transaction
from django.db.models import Model
from psycopg import Error

from dominos.kernel.postgres import PUBLIC
from dominos.kernel.postgres.adapters import adapters_of
from dominos.kernel.postgres.creation import Creation
from dominos.kernel.postgres.cursors import PreparedCursor, Then, UnawaitedCursor, cursor_of
from dominos.kernel.postgres.schemas import schema_of
from dominos.kernel.resilience import deadline
from dominos.kernel.resilience.idle_sockets import is_readable

IDLE_SECONDS = 5.0
"""Seconds. More recently used connections are checked only if their socket has data to read."""

_PREPARED = "prepared"
"""A name that Django accepts for cursors."""


@dataclass(frozen=True, slots=True)
class _Unawaited:
    """Another one, with the arguments of an `UnawaitedCursor`."""

    then: Then | None
    at_once: bool

    def of(self, cursor: PreparedCursor) -> UnawaitedCursor:
        return UnawaitedCursor(cursor, self.then, at_once=self.at_once)


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Creates each table in the schema of its app, and the schema if it does not exist."""

    def table_sql(self, model: type[Model]) -> tuple[str, Any]:
        sql, params = super().table_sql(model)
        name = schema_of(model._meta.app_label)
        if name != PUBLIC:
            self.execute(f"CREATE SCHEMA IF NOT EXISTS {self.quote_name(name)}")
        table = self.quote_name(model._meta.db_table)
        qualified = f"CREATE TABLE {self.quote_name(name)}.{table}"
        return sql.replace(f"CREATE TABLE {table}", qualified, 1), params


class DatabaseOperations(operations.DatabaseOperations):
    """Also returns the text of prepared statements."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        if isinstance(cursor, PreparedCursor | UnawaitedCursor):
            return str(self.compose_sql(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DirectCursor:
    """The part of Django's cursor wrapper that is needed without query logging: translation of errors."""

    __slots__ = ("_cursor", "_database", "execute_unawaited", "fetchall", "fetchmany", "fetchone")

    def __init__(self, database: "DatabaseWrapper", cursor: PreparedCursor | UnawaitedCursor) -> None:
        self._database, self._cursor = database, cursor
        if isinstance(cursor, PreparedCursor):
            self.fetchone, self.fetchmany, self.fetchall = cursor.fetchone, cursor.fetchmany, cursor.fetchall
            self.execute_unawaited = cursor.execute_unawaited

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The cursor stays open for its connection's next statement."""

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def execute(self, query: Any, params: Any = ()) -> None:
        self._database.validate_no_broken_transaction()
        try:
            self._cursor.execute(query, params)
        except Error:
            with self._database.wrap_database_errors:
                raise


class DatabaseWrapper(base.DatabaseWrapper):
    """See the package's docstring.

    Django checks a kept connection with `SELECT 1` before the first statement of each request. A server that ends a
    session closes its socket, which is visible without a query; only connections that were idle for long are queried.
    """

    SchemaEditorClass = SchemaEditor
    ops_class = DatabaseOperations
    creation_class = Creation
    health_check_enabled: bool
    health_check_done: bool
    _checked_at = 0.0

    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        return parameters | {"context": adapters_of(self.timezone)}

    def prepared_cursor(self) -> Any:
        """A cursor for a statement with a constant text; see `cursors`."""
        self.close_if_health_check_failed()
        if self._has_nobody_to_tell:
            return self._directly(cursor_of(self.connection, self.timezone))
        return self._cursor(_PREPARED)

    def unawaited_cursor(self, then: Then | None = None) -> Any:
        """A cursor for a statement whose result is not needed yet; see `cursors`."""
        name = _Unawaited(then, at_once=not self.in_atomic_block or bool(self.savepoint_ids))
        if name.at_once:
            self.close_if_health_check_failed()
        if self._has_nobody_to_tell:
            return self._directly(name.of(cursor_of(self.connection, self.timezone)))
        return self._cursor(name)

    def settle(self) -> None:
        """Gives what arrived to whoever takes it; that may send further statements."""
        if self.connection is None:
            return
        kept = cursor_of(self.connection, self.timezone)
        while arrived := self._arrived(kept):
            for then, rows in arrived:
                then(rows)

    def _arrived(self, cursor: PreparedCursor) -> Any:
        try:
            return cursor.arrived()
        except Error:
            with self.wrap_database_errors:
                raise

    @property
    def _has_nobody_to_tell(self) -> bool:
        """Whether the connection is open and no wrapper observes its statements."""
        return self.connection is not None and not self.execute_wrappers and not self.queries_logged

    def _directly(self, cursor: PreparedCursor | UnawaitedCursor) -> "DirectCursor":
        if (request := deadline.current()) is not None:
            _refuse_late(request)
            request.connection = self.connection
        return DirectCursor(self, cursor)

    def create_cursor(self, name: str | _Unawaited | None = None) -> Any:
        kept = cursor_of(self.connection, self.timezone)
        if name is _PREPARED:
            return kept
        if isinstance(name, _Unawaited):
            return name.of(kept)
        kept.send_unawaited()
        return super().create_cursor(name)

    def _cursor(self, name: str | _Unawaited | None = None) -> Any:
        if (request := deadline.current()) is None:
            return super()._cursor(name)  # type: ignore[misc]  # left out by the stubs
        _refuse_late(request)
        cursor = super()._cursor(name)  # type: ignore[misc]
        request.connection = self.connection
        return cursor

    def _commit(self) -> None:
        if (request := deadline.current()) is not None:
            _refuse_late(request)
        if self.connection is not None:
            with debug_transaction(self, "COMMIT"), self.wrap_database_errors:
                cursor_of(self.connection, self.timezone).commit()

    def _rollback(self) -> None:
        self._forget_unawaited()
        super()._rollback()  # type: ignore[misc]  # left out by the stubs

    def _close(self) -> None:
        self._forget_unawaited()
        super()._close()  # type: ignore[misc]  # left out by the stubs

    def _forget_unawaited(self) -> None:
        if self.connection is not None:
            cursor_of(self.connection, self.timezone).forget_unawaited()

    def close_if_health_check_failed(self) -> None:
        if self.connection is None or not self.health_check_enabled or self.health_check_done:
            return
        checked_at, self._checked_at = self._checked_at, time.monotonic()
        if self._checked_at - checked_at < IDLE_SECONDS and not _is_readable(self.connection.pgconn):
            self.health_check_done = True
            return
        super().close_if_health_check_failed()


def _refuse_late(request: deadline.Deadline) -> None:
    if request.has_passed:
        raise OperationalError("the end of the request has come")


def _is_readable(connection: Any) -> bool:
    try:
        return is_readable(connection.socket)
    except Error:  # it has no socket any more
        return True
