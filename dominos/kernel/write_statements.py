"""The texts of INSERT, UPDATE and upsert statements for a model's table, each built once."""

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model

type Column = Field[Any, Any]


def insert_text(model: type[Model], source: str = "") -> str:
    """INSERT of a row of all columns with `row_values`: of the values, or of a SELECT of them from `source`."""
    columns = model._meta.concrete_fields
    holes = ", ".join(f"%s::{column.db_type(connection)}" if source else "%s" for column in columns)
    values = f"SELECT {holes} FROM {source}" if source else f"VALUES ({holes})"  # noqa: S608
    return f'INSERT INTO "{model._meta.db_table}" ({_listed(columns)}) {values}'


def documents_text(model: type[Model], names: Iterable[str]) -> str:
    """INSERT of these columns of all rows in a JSON list of objects."""
    columns = [column_of(model, name) for name in names]
    listed = _listed(columns)
    typed = ", ".join(f'"{column.column}" {column.db_type(connection)}' for column in columns)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({listed})'  # noqa: S608 - names of ours
        f" SELECT {listed} FROM jsonb_to_recordset(%s) AS came ({typed})"
    )


@cache
def update_text(model: type[Model], names: tuple[str, ...], where: tuple[str, ...]) -> str:
    """UPDATE of these columns of the row with this key and these values, to be given in this order."""
    changes = ", ".join(f'"{column.column}" = %s' for column in columns_of(model, names))
    expected = (model._meta.pk, *(column_of(model, name) for name in where))
    conditions = " AND ".join(f'"{column.column}" = %s' for column in expected)
    return f'UPDATE "{model._meta.db_table}" SET {changes} WHERE {conditions}'  # noqa: S608 - names of ours


@cache
def insert_new_text(model: type[Model]) -> str:
    return f"{insert_text(model)} ON CONFLICT DO NOTHING"


@cache
def insert_together_text(models: tuple[type[Model], ...]) -> str:
    *first, last = map(insert_text, models)
    return f"WITH {', '.join(f'i{n} AS ({text})' for n, text in enumerate(first))} {last}" if first else last


@cache
def insert_all_new_text(model: type[Model], names: tuple[str, ...]) -> str:
    return f"{documents_text(model, names)} ON CONFLICT DO NOTHING"


@cache
def upsert_text(model: type[Model], facts: tuple[str, ...], newer: str, counted: str) -> str:
    columns = [model._meta.pk, *columns_of(model, facts)]
    holes = ", ".join(["%s"] * len(columns))
    before = {"": ""} if not counted else dict.fromkeys(facts, "{column} + ") | {counted: "{column} || "}
    changes = ", ".join(
        f'"{column.column}" = '
        + before.get(column.attname, "").format(column=f't."{column.column}"')
        + f'EXCLUDED."{column.column}"'
        for column in columns[1:]
    )
    condition = f' WHERE t."{newer}" < EXCLUDED."{newer}"' if newer else ""
    condition = f' WHERE NOT t."{counted}" @> EXCLUDED."{counted}"' if counted else condition
    return (
        f'INSERT INTO "{model._meta.db_table}" AS t ({_listed(columns)}) VALUES ({holes})'  # noqa: S608
        f" ON CONFLICT ({_listed(columns[:1])}) DO UPDATE SET {changes}{condition}"
        f" RETURNING {_listed(model._meta.concrete_fields, of='t.')}"
    )


def column_of(model: type[Model], name: str) -> Column:
    return cast(Column, model._meta.get_field(name))


@cache
def columns_of(model: type[Model], names: tuple[str, ...]) -> tuple[Column, ...]:
    if names:
        return tuple(column_of(model, name) for name in names)
    return tuple(column for column in model._meta.concrete_fields if not column.primary_key)


def _listed(columns: Iterable[Column], of: str = "") -> str:
    return ", ".join(f'{of}"{column.column}"' for column in columns)
