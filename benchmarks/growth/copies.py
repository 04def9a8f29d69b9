"""Many orders of the past, made inside PostgreSQL from the rows that a few real ones left in every table.

Whatever belongs to an order is found by its keys: rows that name one, rows that name those, and so on. Each copy gets
keys of its own that lie as far back as its times and dates do, so that it looks like an order of that day. What is
sealed would open nothing in another row, and is left empty.
"""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from psycopg import sql

from dominos.kernel.retention import Forgotten, declared_in, in_force

COPIES_OF_CUSTOMER = 20
AT_ONCE = 4
SESSION = """
    SET session_replication_role = replica;
    SET synchronous_commit = off;
    SET work_mem = '64MB';
    SET maintenance_work_mem = '256MB';
    SET max_parallel_maintenance_workers = 0;
    CREATE FUNCTION pg_temp.copied(original uuid, n bigint, days bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
        SELECT (lpad(to_hex(
            ('x' || left(replace(original::text, '-', ''), 12))::bit(48)::bigint - days * 86400000
        ), 12, '0') || '7' || substr(md5(original::text || n), 1, 3) || '8' || substr(md5(n || original::text), 1, 15)
        )::uuid $$;
    CREATE FUNCTION pg_temp.person(original uuid, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
        SELECT md5(original::text || n)::uuid $$"""
COLUMNS = """
    SELECT namespace.nspname, class.relname, attribute.attname, format_type(attribute.atttypid, attribute.atttypmod)
    FROM pg_attribute AS attribute JOIN pg_class AS class ON class.oid = attribute.attrelid
    JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
    WHERE class.relkind = 'r' AND NOT class.relispartition AND attribute.attnum > 0 AND NOT attribute.attisdropped
        AND namespace.nspname = ANY(%s) ORDER BY class.relname, attribute.attnum"""
UNIQUE = """
    SELECT (SELECT array_agg(attribute.attname) FROM pg_attribute AS attribute
        WHERE attribute.attrelid = index.indrelid AND attribute.attnum = ANY(index.indkey))
    FROM pg_index AS index WHERE index.indisunique AND index.indrelid = %s::regclass"""

# Made anew behind the rows: a million entries sorted take less than one by one. Unique ones say what has to differ.
INDEXES = """
    SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
    FROM pg_index AS index WHERE index.indrelid = %s::regclass AND NOT index.indisunique"""


@dataclass
class Table:
    """A table with the rows of the pattern that are in it, as text by column."""

    schema: str
    name: str
    types: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str | None]] = field(default_factory=list)

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)

    def columns_of(self, kind: str) -> list[str]:
        """The columns of a type."""
        return [name for name, type in self.types.items() if type == kind]


@dataclass
class Pattern:
    """The rows of one order; `keys` are all identifiers that are its own."""

    order: UUID
    number: str
    customer: str
    keys: set[str]
    text_keys: set[str]
    tables: list[Table]


def pattern_of(connection: psycopg.Connection, schemas: Sequence[str], order: UUID) -> Pattern:
    """Everything that belongs to an order."""
    tables = _tables(connection, schemas)
    ((quote, number, customer),) = connection.execute(
        "SELECT quote_id::text, number, customer_id::text FROM orders_order WHERE id = %s", [order]
    ).fetchall()
    keys, known = {str(order), quote}, 0
    while len(keys) > known:
        known = len(keys)
        for table in tables:
            table.rows = _rows(connection, table, keys)
            keys |= {row["id"] for row in table.rows if table.types.get("id") == "uuid" and row["id"]}
    text_keys = {
        row["reference"]
        for table in tables
        if table.name.startswith("payments_embedded")
        for row in table.rows
        if row.get("reference")
    }
    filled = [table for table in tables if table.rows]
    return Pattern(order, number, customer, keys, {key for key in text_keys if key}, filled)


def _tables(connection: psycopg.Connection, schemas: Sequence[str]) -> list[Table]:
    from dominos.kernel.sealed.router import KEYS  # needs settings, which come later here

    found: dict[str, Table] = {}
    for schema, name, column, kind in connection.execute(COLUMNS, [list(schemas)]).fetchall():
        found.setdefault(name, Table(schema, name)).types[column] = kind
    return [table for table in found.values() if table.columns_of("uuid") and not table.name.endswith(KEYS)]


def _rows(connection: psycopg.Connection, table: Table, keys: Collection[str]) -> list[dict[str, str | None]]:
    named = sql.SQL(" OR ").join(
        sql.SQL("{} = ANY(%(keys)s::uuid[])").format(sql.Identifier(name))
        for name in table.columns_of("uuid")
    )
    shown = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in table.types)
    query = sql.SQL("SELECT {} FROM {} WHERE {}").format(shown, table.identifier, named)
    rows = connection.execute(query, {"keys": list(keys)}).fetchall()
    return [dict(zip(table.types, row, strict=True)) for row in rows]


@dataclass(frozen=True, slots=True)
class Growth:
    """How many orders, and how many of them a day."""

    orders: int
    a_day: int


def grow(
    url: str, labels: Sequence[str], patterns: Sequence[Pattern], growth: Growth
) -> Iterator[tuple[str, int]]:
    """Makes the orders of the past, some tables at a time; gives each table with the rows added to it."""
    lasting = dict(_days_kept(labels))

    def fill(name: str) -> tuple[str, int]:
        days = lasting.get(name)
        orders = growth.orders if days is None else min(growth.orders, int(days * growth.a_day))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SESSION)
            parts = [(number, len(patterns), orders, growth.a_day) for number in range(len(patterns))]
            connection.execute("SELECT set_config('search_path', %s, false)", [", ".join(labels)])
            with _indexed_afterwards(connection, name):
                added = sum(
                    _fill(connection, pattern, name, *part)
                    for pattern, part in zip(patterns, parts, strict=True)
                )
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(name)))
            return name, added

    names = sorted({table.name for pattern in patterns for table in pattern.tables})
    with ThreadPoolExecutor(AT_ONCE) as tables:
        yield from tables.map(fill, names)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")


@contextmanager
def _indexed_afterwards(connection: psycopg.Connection, table: str) -> Iterator[None]:
    indexes = connection.execute(INDEXES, [table]).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        connection.execute(definition)


def _days_kept(labels: Sequence[str]) -> Iterator[tuple[str, float]]:
    """How long the rows of tables last that are deleted some day."""
    for app in labels:
        for model, declared in declared_in(app):
            found = in_force(model, declared)
            if isinstance(found, Forgotten):
                yield model._meta.db_table, found.after.total_seconds() / 86400


def _fill(
    connection: psycopg.Connection,
    pattern: Pattern,
    name: str,
    first: int,
    step: int,
    orders: int,
    a_day: int,
) -> int:
    table = next((table for table in pattern.tables if table.name == name), None)
    if table is None:
        return 0
    unique = [
        set(columns) for (columns,) in connection.execute(UNIQUE, [f"{table.schema}.{name}"]).fetchall()
    ]
    added, sealed = 0, _sealed(name)
    for row in table.rows:
        values = [
            sql.Literal("" if row[column] else row[column])
            if column in sealed
            else _value(pattern, table, unique, row, column)
            for column in table.types
        ]
        statement = sql.SQL(
            "INSERT INTO {} ({}) SELECT {} FROM (SELECT n, 1 + n / {} AS days FROM"
            " generate_series({}::bigint, {}, {}) AS n) AS copies"
        ).format(
            table.identifier,
            sql.SQL(", ").join(map(sql.Identifier, table.types)),
            sql.SQL(", ").join(values),
            *map(sql.Literal, (a_day, first, orders - 1, step)),
        )
        added += connection.execute(statement).rowcount
    return added


def _sealed(table: str) -> list[str]:
    """Its columns that are sealed."""
    from dominos.kernel.sealed.keys import sealed_names  # needs settings, which come later here

    models = [model for model in apps.get_models() if model._meta.db_table == table]
    return [name for model in models for name in sealed_names(model)]


def _value(
    pattern: Pattern, table: Table, unique: Sequence[set[str]], row: dict[str, str | None], column: str
) -> sql.Composable:
    text, kind = row[column], table.types[column]
    literal = sql.SQL("{}::" + kind).format(sql.Literal(text))  # type: ignore[arg-type] - types of the catalogue
    if text is None:
        return sql.SQL("NULL")
    if kind == "uuid" and text == pattern.customer:
        return sql.SQL("pg_temp.person({}, n / {})").format(literal, sql.Literal(COPIES_OF_CUSTOMER))
    if kind == "uuid" and text in pattern.keys:
        return sql.SQL("pg_temp.copied({}, n, days)").format(literal)
    if kind.startswith("timestamp"):
        return sql.SQL("{} - days * interval '1 day'").format(literal)
    if kind == "date":
        return sql.SQL("({} - days::int)").format(literal)
    if text == pattern.number:
        day = pattern.number.partition("#")[0]
        return sql.SQL("(({}::date - days::int)::text || '#' || (1000 + n))").format(sql.Literal(day))
    if kind.startswith("character") and (
        text in pattern.text_keys or _must_differ(table, unique, pattern, row, column)
    ):
        return sql.SQL("left({0}, 4) || md5({0} || n)").format(sql.Literal(text))
    if kind in ("integer", "bigint") and _must_differ(table, unique, pattern, row, column):
        return sql.SQL("({} + 1000 + n)").format(literal)
    return literal


def _must_differ(
    table: Table, unique: Sequence[set[str]], pattern: Pattern, row: dict[str, Any], column: str
) -> bool:
    """Whether the column is in a unique index that holds nothing else which differs from copy to copy."""
    own = pattern.keys | pattern.text_keys | {pattern.number}
    differing = {name for name in table.types if row[name] in own}
    return any(column in columns and not columns & differing for columns in unique)
