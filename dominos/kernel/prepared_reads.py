"""Reads rows by their key with a statement that is built once.

The ORM builds a statement for each call, which for a wide model takes several times as long as its execution, and an
order is read a dozen times in its life.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import JSONField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import Col
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from pydantic_core import from_json

from dominos.kernel.postgres.cursors import prepared_cursor


class Prepared[M: Model]:
    """`rows()` filtered by key in the column `by`, with its selected relations and annotations."""

    def __init__(self, rows: Callable[[], QuerySet[M]], by: str = "pk") -> None:
        self._rows, self._by = rows, by
        self._statement: _Statement | None = None
        self._statement_of_all: _Statement | None = None

    def get(self, key: Any) -> M | None:
        """The row, locked if `rows()` says so; None if there is none."""
        if self._statement is None:
            self._statement = _Statement(self._rows().filter(**{self._by: key}))
        return next(self._statement.found(key), None)

    def get_all(self, keys: Iterable[Any]) -> dict[Any, M]:
        """The rows by key, locked in the order of their keys if `rows()` says so; without those there are none of."""
        if self._statement_of_all is None:
            rows = self._rows().filter(**{self._by: next(iter(keys))}).order_by(self._by)
            self._statement_of_all = _Statement(rows, of_all=True)
        return {getattr(row, self._by): row for row in self._statement_of_all.found(list(keys))}


class _Statement:
    """What the ORM's `ModelIterable` derives for each query, cached."""

    def __init__(self, rows: QuerySet[Any], *, of_all: bool = False) -> None:
        self.is_locking = rows.query.select_for_update
        self.compiler: SQLCompiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, (*self.others, _) = self.compiler.as_sql()
        if of_all:
            start, _, end = self.sql.rpartition(" = %s")
            self.sql = f"{start} = ANY(%s){end}"
        select, info = self.compiler.select, self.compiler.klass_info
        columns = [column for column, *_ in select]
        self.documents = [n for n, column in enumerate(columns) if is_document(column)]
        self.converters = self.compiler.get_converters(columns)
        for position in self.documents:
            del self.converters[position]
        self.model, fields = info["model"], info["select_fields"]
        self.columns = slice(fields[0], fields[-1] + 1)
        self.names = [column.target.attname for column, *_ in select[self.columns]]
        self.annotations = self.compiler.annotation_col_map
        self.related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # stubs of Django 6

    def found(self, key: Any) -> Iterator[Any]:
        """The rows with the key, or with one of the keys."""
        if self.is_locking and not connection.in_atomic_block:
            raise TransactionManagementError("rows are locked inside a transaction only")
        with prepared_cursor() as cursor:
            cursor.execute(self.sql, [*self.others, key])
            found = cursor.fetchall()
        for row in (
            self.compiler.apply_converters(found, self.converters) if self.converters else map(list, found)
        ):
            for position in self.documents:
                if (text := row[position]) is not None:
                    row[position] = from_json(cast(str, text))
            instance = stored(self.model, self.names, row[self.columns])
            for populator in self.related:
                populator.populate(row, instance)
            for name, position in self.annotations.items():
                setattr(instance, name, row[position])
            yield instance


def is_document(column: Any) -> bool:
    """Whether the column contains plain JSON, which is parsed here in half of Django's time."""
    field = column.target if isinstance(column, Col) else column
    return isinstance(field, JSONField) and field.decoder is None and not hasattr(field, "is_sealed")


def stored[M: Model](model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    """An instance of a stored row with these values, like `from_db` in a third of its time: defaults and signals of the
    constructor are skipped.
    """
    made = model.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    made.__dict__.update(zip(names, values, strict=True))
    return made
