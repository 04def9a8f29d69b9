"""Columns that are sealed under the key of the row's person, whom the model's `personal` names.

In Python a row has its values as ever, opened when they are first read. In the database they are AES-GCM in base64,
with the table, the column and the row's key as what they belong to: copied into another row they open nothing. What is
empty says nothing and stays empty. Where the key is destroyed a value reads as empty, and saving the row keeps it.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import reduce
from typing import Any

from django.core import checks
from django.db import models
from django.db.models.expressions import BaseExpression
from django.db.models.lookups import IsNull, Lookup
from django.db.models.query_utils import DeferredAttribute
from pydantic_core import from_json, to_json

from dominos.kernel.sealed import keys
from dominos.kernel.sealed.platform_keys import decrypt, encrypt


class Sealed(str):
    """A value as the database has it."""

    __slots__ = ()


class _Opened(DeferredAttribute):
    """Opens a value when it is first read."""

    field: "_SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        return self.field.opened(instance, value) if isinstance(value, Sealed) else value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _SealedExact(Lookup[Any]):
    """Equality, by the column's blind index."""

    lookup_name = "exact"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column: Any = self.lhs
        if self.rhs == "" or self.rhs in column.target.empty_values:
            sql, parameters = self.process_lhs(compiler, connection)
            return f"{sql} = ''", parameters
        index = getattr(column.target, "blind_index", None)
        if index is None:
            raise TypeError(f"{column.target} has no blind index to be looked up by")
        return index.is_one_of(column.alias, self.rhs).as_sql(compiler, connection)


class _SealedField(models.Field[Any, Any]):
    """Mixed in before the field that it seals."""

    is_sealed = True
    descriptor_class = _Opened
    empty: Any = ""
    """What is read where nothing is known, unless the column has a default or is NULL."""

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        """What Django checks, and that the model's rows are `SealedRows`."""
        found = super().check(**options)
        if not isinstance(self.model._default_manager.get_queryset(), SealedRows):
            found.append(checks.Error("Rows of sealed columns are SealedRows.", obj=self, id="kernel.E005"))
        return found

    def get_internal_type(self) -> str:
        return "TextField"

    def db_type(self, connection: Any) -> str:
        return "text"

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": _SealedExact, "isnull": IsNull}.get(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return Sealed(value) if value else self._nothing(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return value if isinstance(value, BaseExpression) else self.get_db_prep_value(value, connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        if value in self.empty_values:
            return ""
        raise TypeError(f"{self} is sealed under the key of its row's person: save the row")

    def pre_save(self, instance: Any, add: bool) -> Any:
        value = instance.__dict__.get(self.attname)
        if isinstance(value, Sealed | BaseExpression) or value in self.empty_values:
            return value
        key = keys.find_or_make(self.model._meta.app_label, holder_of(instance))
        return Sealed(b64encode(encrypt(key, self.written(value), self._place(instance))).decode("ascii"))

    def opened(self, instance: Any, value: Sealed) -> Any:
        """What was sealed; as if nothing had been where the key is destroyed."""
        others = getattr(instance._state, "holders", ())
        key = keys.find(self.model._meta.app_label, holder_of(instance), others)
        if key is None:
            return self._nothing("")
        instance.__dict__[self.attname] = self.read(decrypt(key, b64decode(value), self._place(instance)))
        return instance.__dict__[self.attname]

    def written(self, value: Any) -> bytes:
        """The value in bytes."""
        return to_json(self.get_prep_value(value))

    def read(self, content: bytes) -> Any:
        """What `written` gave."""
        return from_json(content, cache_strings="none")  # what is of people is kept by nobody

    def _nothing(self, value: str | None) -> Any:
        if value is None:
            return None
        if self.has_default():
            return self.get_default()
        return None if self.null else self.empty

    def _place(self, instance: Any) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}:{instance.pk}"


class SealedCharField(_SealedField, models.CharField[Any, Any]):
    """A line."""


class SealedEmailField(_SealedField, models.EmailField[Any, Any]):
    """A mail address."""


class SealedTextField(_SealedField, models.TextField[Any, Any]):
    """A text."""


class SealedFloatField(_SealedField, models.FloatField[Any, Any]):
    """A number."""

    empty = 0.0


class SealedJSONField(_SealedField, models.JSONField):
    """A document."""


class SealedBinaryField(_SealedField, models.BinaryField[Any, Any]):
    """A file."""

    empty = b""

    def written(self, value: Any) -> bytes:
        return bytes(value)

    def read(self, content: bytes) -> bytes:
        return content


class SealedRows[M: models.Model](models.QuerySet[M]):
    """Rows that are read together: their keys are, too, once one is opened. Rows open what is sealed, values do not."""

    def _values(self, *fields: Any, **expressions: Any) -> Any:
        columns = {field.name: field for field in self.model._meta.concrete_fields}
        sealed = [name for name in fields or columns if getattr(columns.get(name), "is_sealed", False)]
        if sealed:
            raise TypeError(f"{self.model.__name__}: {', '.join(sealed)} are sealed: read rows only")
        return super()._values(*fields, **expressions)  # type: ignore[misc]

    def _fetch_all(self) -> None:
        is_read_now = self._result_cache is None
        super()._fetch_all()
        rows: list[Any] = self._result_cache or []
        if is_read_now and len(rows) > 1 and isinstance(rows[0], self.model):
            read_together(rows)


def read_together(rows: Sequence[Any]) -> None:
    """The keys of these rows are found by one statement once the first of them is needed."""
    model: Any = type(rows[0]) if rows else None
    names = [name for name in keys.sealed_names(model) if name in rows[0].__dict__] if rows else []
    sealed = [row for row in rows if any(isinstance(row.__dict__[name], Sealed) for name in names)]
    holders = [holder_of(row) for row in sealed]
    for row in sealed:
        row._state.holders = holders


def holder_of(row: Any) -> Any:
    """Under whose key the row is sealed: its person's, or its order's."""
    return reduce(getattr, row.personal.sealed_by.split("__"), row)
