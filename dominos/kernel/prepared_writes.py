"""Rows written by statements that are built once: several tables in one, or what is known of a row that may be new.

See `prepared` for why: the ORM builds a statement anew at each call, and sends one for each table.
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

from dominos.kernel.postgres.cursors import prepared_cursor, unawaited_cursor
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
    """A row that is not stored yet, as the model's constructor makes it in three times as long.

    FieldDoesNotExist for what is none of its columns or relations.
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
    """Inserts the rows, of whichever models, in one statement. A row may refer to another one of them.

    Of rows that nothing can stand in the way of it need not be awaited that they are stored: see `unawaited_cursor`.
    """
    with prepared_cursor() if awaited else unawaited_cursor() as cursor:
        values = list(chain.from_iterable(map(row_values, rows)))
        cursor.execute(insert_together_text(tuple(map(type, rows))), values)


def insert_new(row: Model) -> bool:
    """Inserts the row unless one like it is there; a rival's insert is waited for. Whether it was."""
    with prepared_cursor() as cursor:
        values = row_values(row)
        cursor.execute(insert_new_text(type(row)), values)
        return bool(cursor.rowcount)


def insert_all_new(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows, by column, but those like which one is there. All have the same columns, at least one row has.

    What they leave out is as the database puts it. One text is prepared, however many rows there are.
    """
    with prepared_cursor() as cursor:
        cursor.execute(insert_all_new_text(model, tuple(rows[0])), [to_json(rows).decode()])


def update(row: Model, *names: str, where: Mapping[str, Any] | None = None) -> bool:
    """Saves the row's columns, all if none is named, where it still has these values. Whether there was such a row."""
    expected = {row._meta.pk.name: row.pk, **(where or {})}
    with prepared_cursor() as cursor:
        cursor.execute(
            update_text(type(row), names, tuple(where or ())),
            [*column_values(row, *names), *_all_prepared(type(row), expected)],
        )
        return bool(cursor.rowcount)


def update_unawaited(row: Model, *names: str) -> None:
    """Saves the row's columns, all if none is named, as `update` does: see `unawaited_cursor`."""
    with unawaited_cursor() as cursor:
        cursor.execute(
            update_text(type(row), names, ()),
            [*column_values(row, *names), *_all_prepared(type(row), {row._meta.pk.name: row.pk})],
        )


def upsert_unawaited(model: type[Model], key: Any, facts: Mapping[str, Any]) -> None:
    """Writes the facts of the row with the key, which may be new, as `upsert` does: see `unawaited_cursor`."""
    with unawaited_cursor() as cursor:
        values = _all_prepared(model, {model._meta.pk.name: key, **facts})
        cursor.execute(upsert_text(model, tuple(facts), "", ""), values)


def upsert[M: Model](
    model: type[M], key: Any, facts: Mapping[str, Any], *, newer: str = "", counted: str = ""
) -> M | None:
    """Writes the facts, by column, of the row with the key, which may be new. Gives the row as it is then.

    With `newer`, a column of the facts, a row whose value is the same or greater is left as it is. With `counted`,
    a column of the facts that is an array, all others are numbers to be added, and a row that has those elements
    already is left as it is. None is given for one that is left.
    """
    with prepared_cursor() as cursor:
        cursor.execute(
            upsert_text(model, tuple(facts), newer, counted),
            _all_prepared(model, {model._meta.pk.name: key, **facts}),
        )
        found = cursor.fetchone()
    return None if found is None else stored(model, _names(model), _read(model, found))


def row_values(row: Model) -> list[Any]:
    """What `insert_text` takes of the row, which has all its defaults from now on and counts as stored."""
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
    """What columns have that are not given: those for all rows, and what makes those of one row."""
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
    """The columns: the name of each, whether it makes its values, and the type of which they are sent as they are."""
    return [
        (column.attname, _makes_values(column), _SENT_AS_IT_IS.get(type(_pointed_at(column))), column)
        for column in model._meta.concrete_fields
    ]


def _pointed_at(column: Any) -> Column:
    """The column itself, or the one of another table whose values it has."""
    return _pointed_at(column.target_field) if column.is_relation else cast(Column, column)


def _makes_values(column: Column) -> bool:
    return type(column).pre_save is not Field.pre_save


def column_values(row: Model, *names: str) -> list[Any]:
    """The row's columns, all but the key if none is named, as `update_text` takes them."""
    return [_prepared(column, column.pre_save(row, add=False)) for column in columns_of(type(row), names)]


def _constant(default: Any) -> Any:
    """What the database would put there by itself."""
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
    """As the driver takes it. Most values are what their columns hold, which Django finds out in five calls."""
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
    """What makes of a column's value that of its field, where it is not the same."""
    return [_reader(column) for column in model._meta.concrete_fields]


def _reader(column: Any) -> Callable[[Any], Any] | None:
    if is_document(column):
        return from_json
    read = getattr(column, "from_db_value", None)
    return None if read is None else lambda value: read(value, None, connection)
