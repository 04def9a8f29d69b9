"""Blind indexes: keyed digests beside sealed columns, by which one finds what one knows already, and nothing else."""

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import BaseExpression
from django.db.models.lookups import In

from dominos.kernel.sealed.fields import Sealed
from dominos.kernel.sealed.platform_keys import MARK, marks
from dominos.kernel.unit_of_work import unit_of_work

MAX_WORDS = 20
"""Of a name that are looked up."""
BATCH = 1000
"""Rows that are marked anew in one transaction."""


class _BesideSealed(models.Field[Any, Any]):
    """Computed from the column `of` whenever a row is saved with it; an unread value has the mark that it had."""

    of: str
    is_blind_index = True

    def pre_save(self, instance: Any, add: bool) -> Any:
        value = instance.__dict__.get(self.of)
        if not isinstance(value, Sealed):
            is_default = isinstance(value, BaseExpression)
            setattr(instance, self.attname, self.marked("" if is_default else value))
        return getattr(instance, self.attname)

    def marked(self, value: Any) -> Any:
        """What stands in the column for a value, under today's key."""
        raise NotImplementedError

    @property
    def _column(self) -> str:
        return f"{self.model._meta.label_lower}.{self.of}"


class BlindIndexField(_BesideSealed, models.CharField[Any, Any]):
    """Equality of the column `of`, of values that are equal once `by` has written them."""

    def __init__(self, *, of: str = "", by: Callable[[str], str] = str, **options: Any) -> None:
        self.of, self.by = of, by
        fixed: dict[str, Any] = {"max_length": MARK, "editable": False, "blank": True, "db_default": ""}
        super().__init__(**fixed | options)

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if self.of:
            cls._meta.get_field(self.of).blind_index = self

    def marked(self, value: Any) -> str:
        return self.marks_of(value)[0] if value else ""

    def is_one_of(self, alias: str, value: str) -> In:
        """The condition that a row has the value."""
        return In(self.get_col(alias), self.marks_of(value))

    def marks_of(self, value: str) -> list[str]:
        """What stands for the value in the column, under whichever key it was marked."""
        return marks(self.by(value), self._column)


class BlindWordsField(_BesideSealed, ArrayField[Any, Any]):
    """The words of the column `of`, one by one, as `by` writes them; none of their parts."""

    def __init__(self, *, of: str = "", by: Callable[[str], list[str]] = str.split, **options: Any) -> None:
        self.of, self.by = of, by
        fixed: dict[str, Any] = {
            "base_field": models.CharField(max_length=MARK),
            "editable": False,
            "default": list,
            "db_default": [],
        }
        super().__init__(**fixed | options)

    def marked(self, value: Any) -> list[str]:
        return sorted({marks(word, self._column)[0] for word in self._words(value or "")})

    def having(self, text: str) -> Q:
        """The condition that a row has all words of the text, under whichever key they were marked."""
        words = self._words(text)
        under_each = zip(*(marks(word, self._column) for word in words), strict=True)
        conditions: Iterator[Q] = (Q(**{f"{self.attname}__contains": list(each)}) for each in under_each)
        return reduce(or_, conditions, Q()) if words else Q(pk=None)

    def marks_of(self, words: Iterable[str]) -> list[str]:
        """What stands for these words in the column, under whichever key they were marked."""
        return [mark for word in words for mark in marks(word, self._column)]

    def _words(self, text: str) -> list[str]:
        return self.by(text)[:MAX_WORDS]


class WithIndexes(models.Model):
    """Mixed into a model with blind indexes: they follow their columns where only these are saved."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Any = None, **options: Any) -> None:
        if update_fields is not None:
            update_fields = {
                *update_fields,
                *(each.attname for each in indexes(type(self)) if each.of in update_fields),
            }
        super().save(*args, update_fields=update_fields, **options)


def indexes(model: Any) -> list[Any]:
    """A model's blind indexes."""
    return [column for column in model._meta.concrete_fields if getattr(column, "is_blind_index", False)]


def mark_anew(model: Any) -> int:
    """Marks all rows of a table under today's key; how many. Who changes a row meanwhile waits, or is read."""
    names, reached, done = [column.attname for column in indexes(model)], UUID(int=0), 0
    rows = model._base_manager.select_for_update().order_by("pk")
    while names:
        with unit_of_work(model._meta.app_label):
            batch = list(rows.filter(pk__gt=reached)[:BATCH])
            for row in batch:
                for column in indexes(model):
                    getattr(row, column.of)  # opens it
                row.save(update_fields=names)
        if not batch:
            break
        reached, done = batch[-1].pk, done + len(batch)
    return done
