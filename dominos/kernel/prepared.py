"""One row, asked for by its key or added, by a statement that is built once.

The ORM builds a statement anew at each call. For a wide model that takes several times as long as the database
needs to answer, and an order passes here a dozen times in its life.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import DatabaseDefault
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError


class Prepared[M: Model]:
    """`rows()` where the column `by` is the key, with the related rows it selects and what it annotates."""

    def __init__(self, rows: Callable[[], QuerySet[M]], by: str = "pk") -> None:
        self._rows, self._by = rows, by
        self._statement: _Statement | None = None

    def get(self, key: Any) -> M | None:
        """The row, locked if `rows()` says so; None where there is none."""
        if self._statement is None:
            self._statement = _Statement(self._rows().filter(**{self._by: key}))
        found: M | None = self._statement.first(key)
        return found


class _Statement:
    """What the ORM's `ModelIterable` finds out for each query, kept."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.is_locking = rows.query.select_for_update
        self.compiler: SQLCompiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, (*self.others, _) = self.compiler.as_sql()
        select, info = self.compiler.select, self.compiler.klass_info
        self.converters = self.compiler.get_converters([column for column, *_ in select])
        self.model, fields = info["model"], info["select_fields"]
        self.columns = slice(fields[0], fields[-1] + 1)
        self.names = [column.target.attname for column, *_ in select[self.columns]]
        self.annotations = self.compiler.annotation_col_map
        self.related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # stubs of Django 6

    def first(self, key: Any) -> Any:
        if self.is_locking and not connection.in_atomic_block:
            raise TransactionManagementError("rows are locked inside a transaction only")
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [*self.others, key])
            found = self.compiler.apply_converters(cursor.fetchmany(1), self.converters)
        for row in found:
            instance = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
            for populator in self.related:
                populator.populate(row, instance)
            for name, position in self.annotations.items():
                setattr(instance, name, row[position])
            return instance
        return None


class PreparedInsert[M: Model]:
    """Adds rows of a model; no signals are sent."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._statements: dict[tuple[str, ...], str] = {}

    def add(self, row: M) -> M:
        """Inserts the row, which then has what the database filled in."""
        fields = self._model._meta.local_concrete_fields
        given = [(field, field.pre_save(row, True)) for field in fields]
        filled = [field for field, value in given if isinstance(value, DatabaseDefault)]
        values = [
            field.get_db_prep_save(value, connection)
            for field, value in given
            if not isinstance(value, DatabaseDefault)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._statement(filled), values)
            found = cursor.fetchone() if filled else ()
        for field, value in zip(filled, found, strict=True):
            setattr(row, field.attname, _read(field, value))
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return row

    def _statement(self, filled: Sequence[Any]) -> str:
        """The statement that leaves these columns to the database."""
        names = tuple(field.column for field in filled)
        if names not in self._statements:
            meta, quoted = self._model._meta, connection.ops.quote_name
            columns = [field.column for field in meta.local_concrete_fields if field.column not in names]
            returned = f" RETURNING {', '.join(map(quoted, names))}" if names else ""
            values = ", ".join(["%s"] * len(columns))
            into = f"{quoted(meta.db_table)} ({', '.join(map(quoted, columns))})"
            self._statements[names] = f"INSERT INTO {into} VALUES ({values}){returned}"  # noqa: S608
        return self._statements[names]


def _read(field: Any, value: Any) -> Any:
    """What the database has, as the model has it."""
    read = getattr(field, "from_db_value", None)
    return value if read is None else read(value, None, connection)
