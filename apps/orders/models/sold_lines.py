"""The lines of an order. What was sold is kept for years; the notes beside it are sealed and erased separately."""

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from dominos.kernel.sealed.fields import Sealed, SealedJSONField


class _Whole(DeferredAttribute):
    """Lines with their notes, which are opened when the lines are first read."""

    field: "LinesField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        name, notes = self.field.attname, self.field.notes
        if name not in instance.__dict__ or notes not in instance.__dict__:
            instance.refresh_from_db(fields=[name, notes])
        lines = instance.__dict__[name]
        if not isinstance(instance.__dict__[notes], Sealed):
            return lines
        opened = getattr(instance, notes)
        if opened:
            lines = [{**line, "note": opened.get(str(line["number"]), "")} for line in lines]
            instance.__dict__[self.field.attname] = lines
        return lines

    def __set__(self, instance: Any, lines: Any) -> None:
        instance.__dict__[self.field.attname] = lines
        instance.__dict__[self.field.notes] = {}


class LinesField(models.JSONField):
    """Lines, stored without their notes; those are in the column `notes`, which is saved with it."""

    descriptor_class = _Whole

    def __init__(self, *, notes: str = "line_notes", **options: Any) -> None:
        self.notes = notes
        super().__init__(**options)

    def pre_save(self, instance: Any, add: bool) -> Any:
        lines = instance.__dict__[self.attname]
        return [{**line, "note": ""} if line.get("note") else line for line in lines]


class LineNotesField(SealedJSONField):
    """The notes of the lines in the column `of`, by line number; written together with the lines."""

    def __init__(self, *, of: str = "lines", **options: Any) -> None:
        self.of = of
        fixed: dict[str, Any] = {"default": dict, "db_default": "", "blank": True, "editable": False}
        super().__init__(**fixed | options)

    def pre_save(self, instance: Any, add: bool) -> Any:
        if not isinstance(instance.__dict__.get(self.attname), Sealed):
            lines = instance.__dict__.get(self.of) or ()
            notes = {str(line["number"]): line["note"] for line in lines if line.get("note")}
            instance.__dict__[self.attname] = notes
        return super().pre_save(instance, add)
