"""Writes rows with statements that are built once: several tables in one statement, updates, upserts.

See `prepared_reads` for the reason: the ORM builds a statement for each call, and sends one for each table.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import Field, Model, Value
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault
from psycopg.types.json import Jsonb
from pydantic_core import from_json, to_json

from dominos.kernel.postgres.cursors import Rows, prepared_cursor, unawaited_cursor
from dominos.kernel.prepared_reads import is_document, stored
from dominos.kernel.write_statements import (
    Column,
    column_of,
    columns_of,
    insert_all_new_text,
    insert_new_text,
    insert_together_text,
    update_text,
    upsert_text,
)


def new[M: Model](model: type[M], **facts: Any) -> M:
    """An unsaved instance, made in a third of the time of the model's constructor.

    FieldDoesNotExist for unknown columns or relations.
    """
    constants, makers = _defaults(model)
    row = model.__new__(model)
    row._state = ModelState()
    values = row.__dict__
    values.update(constants)
    values.update({name: make() for name, make in makers.items() if name not in facts})
    for name, value in facts.items():
        if name in values or name in makers:
            values[name] = value
        else:
            setattr(row, model._meta.get_field(name).name, value)
    return row


def insert(*rows: Model, awaited: bool = True) -> None:
    """Inserts the rows, of any models, in one statement. A row may reference another one of them.

    If nothing can conflict with the rows, the result need not be awaited: see `unawaited_cursor`.
    """
    with prepared_cursor() if awaited else unawaited_cursor() as cursor:
        values = list(chain.from_iterable(map(row_values, rows)))
        cursor.execute(insert_together_text(tuple(map(type, rows))), values)


def insert_new(row: Model) -> bool:
    """Inserts the row unless it conflicts with an existing one; waits for concurrent inserts. Returns whether it was
    inserted.
    """
    with prepared_cursor() as cursor:
        values = row_values(row)
        cursor.execute(insert_new_text(type(row)), values)
        return bool(cursor.rowcount)


def insert_all_new(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows, given as columns, except those that conflict with existing ones.

    All rows have the same columns.

    Omitted columns have their database defaults. One statement is prepared for any number of rows; at least one is
    needed.
    """
    with prepared_cursor() as cursor:
        cursor.execute(insert_all_new_text(model, tuple(rows[0])), [to_json(rows).decode()])


def update(row: Model, *names: str, where: Mapping[str, Any] | None = None) -> bool:
    """Saves the row's columns (all if none is named) if it still has the values of `where`. Returns whether it had."""
    expected = {row._meta.pk.name: row.pk, **(where or {})}
    with prepared_cursor() as cursor:
        cursor.execute(
            update_text(type(row), names, tuple(where or ())),
            [*column_values(row, *names), *_all_prepared(type(row), expected)],
        )
        return bool(cursor.rowcount)


def update_unawaited(row: Model, *names: str) -> None:
    """Like `update`, without waiting for the result: see `unawaited_cursor`."""
    with unawaited_cursor() as cursor:
        cursor.execute(
            update_text(type(row), names, ()),
            [*column_values(row, *names), *_all_prepared(type(row), {row._meta.pk.name: row.pk})],
        )


def upsert_unawaited(model: type[Model], key: Any, facts: Mapping[str, Any]) -> None:
    """Like `upsert`, without waiting for the result: see `unawaited_cursor`."""
    with unawaited_cursor() as cursor:
        cursor.execute(*_upserting(model, key, facts, "", ""))


def upsert[M: Model](
    model: type[M], key: Any, facts: Mapping[str, Any], *, newer: str = "", counted: str = ""
) -> M | None:
    """Inserts or updates the row with the key, setting the columns in `facts`. Returns the resulting row.

    With `newer`, one of the columns, a row with the same or a greater value is left unchanged. With `counted`, one of
    the columns and an array, all others are numbers and are added, and a row that already contains its elements is left
    unchanged. Returns None for an unchanged row.
    """
    with prepared_cursor() as cursor:
        cursor.execute(*_upserting(model, key, facts, newer, counted))
        found = cursor.fetchone()
    return None if found is None else _stored(model, found)


def upsert_then[M: Model](
    model: type[M], key: Any, facts: Mapping[str, Any], then: Callable[[M], None], *, newer: str = ""
) -> None:
    """Like `upsert`, without waiting: `then` gets the row, unless it was left unchanged (see `unawaited_cursor`)."""

    def take(rows: Rows) -> None:
        for row in rows:
            then(_stored(model, row))

    with unawaited_cursor(take) as cursor:
        cursor.execute(*_upserting(model, key, facts, newer, ""))


def _upserting(
    model: type[Model], key: Any, facts: Mapping[str, Any], newer: str, counted: str
) -> tuple[str, list[Any]]:
    text = upsert_text(model, tuple(facts), newer, counted)
    return text, _all_prepared(model, {model._meta.pk.name: key, **facts})


def _stored[M: Model](model: type[M], row: Sequence[Any]) -> M:
    return stored(model, _names(model), _read(model, row))


def row_values(row: Model) -> list[Any]:
    """The parameters of `insert_text` for the row; sets its defaults and marks it as stored."""
    values = []
    for name, makes_values, plain, column in _taken(type(row)):
        value = column.pre_save(row, add=True) if makes_values else getattr(row, name)
        if value is not None and type(value) is not plain:
            if isinstance(value, DatabaseDefault):
                value = _constant(value)
                setattr(row, name, value)
            value = _prepared(column, value)
        values.append(value)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return values


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """Defaults of omitted columns: constants, and functions that make one per row."""
    constants: dict[str, Any] = {}
    makers: dict[str, Callable[[], Any]] = {}
    for column in model._meta.concrete_fields:
        if column.has_default() and callable(column.default):
            makers[column.attname] = column.default
        else:
            constants[column.attname] = column.get_default()
    return constants, makers


@cache
def _taken(model: type[Model]) -> list[tuple[str, bool, type | None, Column]]:
    """For each column: its name, whether it computes its value on save, the type that is sent unchanged, and the
    column.
    """
    return [
        (column.attname, _makes_values(column), _SENT_AS_IT_IS.get(type(_pointed_at(column))), column)
        for column in model._meta.concrete_fields
    ]


def _pointed_at(column: Any) -> Column:
    """The column itself, or the referenced column of a foreign key."""
    return _pointed_at(column.target_field) if column.is_relation else cast(Column, column)


def _makes_values(column: Column) -> bool:
    return type(column).pre_save is not Field.pre_save


def column_values(row: Model, *names: str) -> list[Any]:
    """The row's columns (all but the key if none is named), as parameters of `update_text`."""
    return [_prepared(column, column.pre_save(row, add=False)) for column in columns_of(type(row), names)]


def _constant(default: Any) -> Any:
    """The value of a constant database default."""
    assert isinstance(default.expression, Value), "a default that the database computes has to be given"
    return default.expression.value


def _all_prepared(model: type[Model], values: Mapping[str, Any]) -> list[Any]:
    return [_prepared(column_of(model, name), value) for name, value in values.items()]


_SENT_AS_IT_IS: Mapping[type[Column], type] = {
    models.UUIDField: UUID,
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.DateField: date,
    models.FloatField: float,
}


def _prepared(column: Column, value: Any) -> Any:
    """The value for the driver. Most values need no conversion, which Django finds out in five calls."""
    kind, sent = type(value), _SENT_AS_IT_IS.get(type(column))
    if value is None or kind is sent:
        return value
    if sent is str and issubclass(kind, str):  # a member of an enum, say
        return str.__str__(value)
    if kind is datetime and type(column) is models.DateTimeField and value.tzinfo is not None:
        return value
    if kind in (dict, list) and is_document(column) and getattr(column, "encoder", None) is None:
        return Jsonb(value)
    return column.get_db_prep_save(value, connection)


@cache
def _names(model: type[Model]) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields]


def _read(model: type[Model], row: Sequence[Any]) -> list[Any]:
    return [
        value if value is None or read is None else read(value)
        for value, read in zip(row, _readers(model), strict=True)
    ]


@cache
def _readers(model: type[Model]) -> list[Callable[[Any], Any] | None]:
    """The converters from column values to field values, None where none is needed."""
    return [_reader(column) for column in model._meta.concrete_fields]


def _reader(column: Any) -> Callable[[Any], Any] | None:
    if is_document(column):
        return from_json
    read = getattr(column, "from_db_value", None)
    return None if read is None else lambda value: read(value, None, connection)
