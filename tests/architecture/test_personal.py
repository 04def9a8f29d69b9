"""Every table that names people says whose it is and what they get of it, or why nothing."""

import re
from pathlib import Path

from django.apps import apps
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    DurationField,
    ForeignKey,
    IntegerField,
    UUIDField,
)

from apps.users.models import LIBRARY_PEOPLE
from apps.users.use_cases.export_words import COLUMNS, TABLES
from dominos.kernel.personal import BRIEF, BRIEFLY, NotPersonal, Personal
from dominos.kernel.sealed.keys import sealed_names

NAMING = {
    "actor_id",
    "by",
    "caller",
    "carrier_id",
    "courier_id",
    "customer_id",
    "envelope",
    "holder",
    "mail_owner_id",
    "order_id",
    "subject",
    "user_id",
}
"""Columns that lead to a person, or hold what is known of one."""
TYPED = ("address", "email", "mailbox", "phone", "recipient")
"""What else somebody is known by."""
OF_STORES = {"stores.store", "geo.street", "geo.address", "geo.city"}


def tables():
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.app_label != "probe"]


def declared(model):
    return getattr(model, "personal", None) or LIBRARY_PEOPLE.get(model._meta.label)


def names_people(model):
    if model._meta.label_lower in OF_STORES:
        return False
    for field in model._meta.local_concrete_fields:
        column = field.attname
        if column in NAMING or column.endswith("_by") or any(word in column for word in TYPED):
            return True
        if isinstance(field, ForeignKey) and isinstance(declared(field.related_model), Personal):
            return True
    return False


def columns(model):
    return {name for f in model._meta.local_concrete_fields for name in (f.name, f.attname)}


def test_every_table_that_names_people_is_exported_or_says_why_not():
    naming = [model for model in tables() if names_people(model)]
    assert len(naming) > 60
    assert [model._meta.label for model in naming if declared(model) is None] == []
    assert all(each.because for model in naming if isinstance(each := declared(model), NotPersonal))


def test_what_is_declared_are_columns():
    for model in tables():
        personal = declared(model)
        if isinstance(personal, Personal):
            named = {*personal.kept_back, *personal.erased, *personal.parts, *filter(None, [personal.photo])}
            assert named <= columns(model), model._meta.label
            model._base_manager.filter(**{f"{personal.of}__in": []})  # or no way leads there


SAYS_NOTHING = {
    UUIDField: "an identifier",
    ForeignKey: "an identifier",
    BooleanField: "one of two",
    DateTimeField: "when something was done",
    DateField: "the day of something",
    IntegerField: "a number of ours: an amount, a count, an order's number",
    DurationField: "how long something took",
}
"""Kinds of columns that tell nobody who somebody is, or what they wrote."""


def is_open(column):
    """Whether a column could say something of its person to whoever holds a copy of the table."""
    return not (
        isinstance(column, tuple(SAYS_NOTHING)) or column.choices or getattr(column, "is_sealed", False)
    )


def test_every_column_of_people_is_sealed_or_says_why_not():
    unexplained, needless = [], []
    for model in tables():
        personal = declared(model)
        if not isinstance(personal, Personal) or personal.kept_by_law:
            continue
        names = {column.attname for column in model._meta.concrete_fields if is_open(column)}
        is_brief = personal.unsealed == BRIEFLY and model.retention.after <= BRIEF
        told = names if is_brief else set(personal.unsealed)
        unexplained += [f"{model._meta.label}.{name}" for name in sorted(names - told)]
        needless += [f"{model._meta.label}.{name}" for name in sorted(told - names)]
    assert unexplained == [] and needless == []


def test_what_is_sealed_is_read_from_its_own_row():
    """Through a relation, `values` would give what the database has."""
    found = []
    for config in apps.get_app_configs():
        links = [
            field
            for model in config.get_models()
            for field in model._meta.get_fields()
            if field.related_model
        ]
        if ways := {f"{link.name}__{name}" for link in links for name in sealed_names(link.related_model)}:
            through = re.compile(rf'"(?:{"|".join(ways)})"')
            for file in Path(config.path).rglob("*.py"):
                if file.parent.name not in ("tests", "migrations"):
                    found += [f"{file}: {way}" for way in through.findall(file.read_text())]
    assert found == []


def test_every_exported_table_has_a_name_that_people_read():
    exported = [model for model in tables() if isinstance(declared(model), Personal)]
    assert {model._meta.label_lower for model in exported} == set(TABLES)
    assert set(COLUMNS) <= set().union(*map(columns, exported))
    sealed = {name for model in exported for name in sealed_names(model)}
    told_otherwise = {name for model in exported for name in declared(model).kept_back}
    assert sealed - told_otherwise <= set(COLUMNS)
