"""Every table says how long its rows are kept, in a way that can be kept to."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from dominos.kernel.retention import Erased, Forgotten, OwnWay, declared_in

TABLES = [table for app in settings.ALL_APPS for table in declared_in(app)]
SMALL = {"token_blacklist.OutstandingToken"}


def first_columns(model):
    """The columns that an index begins with; deleting by any other reads the whole table each time."""
    yield from (model._meta.pk_fields[0].name, model._meta.pk_fields[0].attname)
    yield from (field.name for field in model._meta.local_fields if field.db_index or field.unique)
    for index in model._meta.indexes:
        if index.fields:
            yield index.fields[0].removeprefix("-")
        elif isinstance(index.expressions[0], models.F):
            yield index.expressions[0].name


def is_indexed(model, since):
    field = model._meta.get_field(since)
    is_time = isinstance(field, models.DateTimeField | models.UUIDField)
    return is_time and (since in set(first_columns(model)) or model._meta.label in SMALL)


def may_be(model, name, value):
    field = model._meta.get_field(name)
    if getattr(field, "is_sealed", False) and value == "":
        return True  # as nothing is stored, whatever the column's values are
    return field.null if value is None else not field.is_relation and field.to_python(value) == value


def test_every_table_declares_how_long_its_rows_are_kept():
    declared = {model for model, retention in TABLES if retention is not None and retention.because}
    there = {m for m in apps.get_models(include_auto_created=True) if m._meta.app_label != "probe"}
    assert len(there) > 100
    assert {model._meta.label for model in there - declared} == set()


def test_what_is_due_is_found_without_reading_the_whole_table():
    due = {model: r.since for model, r in TABLES if isinstance(r, Forgotten)}
    due |= {model: model._meta.pk.name for model, r in TABLES if isinstance(r, Erased)}
    assert {model._meta.label for model, since in due.items() if not is_indexed(model, since)} == set()


def test_what_is_erased_may_be_stored():
    erased = [(model, *value) for model, r in TABLES if isinstance(r, Erased) for value in r.values.items()]
    assert [
        (model._meta.label, name) for model, name, value in erased if not may_be(model, name, value)
    ] == []


def test_who_deletes_in_a_way_of_their_own_is_there():
    ways = [retention.by for _, retention in TABLES if isinstance(retention, OwnWay)]
    assert ways and all(callable(import_string(way)) for way in ways)
