"""Every table that names people says whose it is and what they get of it, or why nothing."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

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
from pydantic import TypeAdapter

from apps.users.models import LIBRARY_PEOPLE
from apps.users.use_cases.export_labels import COLUMNS, TABLES
from dominos.apps_enabled import ROOT
from dominos.kernel.messaging.messages import known_messages
from dominos.kernel.messaging.redaction import blanks
from dominos.kernel.personal import AT_WORK, BRIEF, BRIEFLY, NotPersonal, Personal
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


SAYS_NOBODY = {
    "code": "one of a list, or a store's",
    "key": "told apart by it",
    "kind": "one of a list",
    "cause": "one of a list",
    "proof": "one of a list",
    "fault": "one of a list",
    "method": "one of a list",
    "action": "one of a list",
    "app": "one of ours",
    "provider": "one of those that people sign in by",
    "locale": "one of a list",
    "currency": "one of a list",
    "timezone": "a store's",
    "menu_version": "a digest",
    "number": "of an order, an invoice or a credit note: counted",
    "store_name": "a store's",
    "courier_name": AT_WORK,
}
"""Texts and numbers of messages, by their name."""
SAY_NOBODY = {
    ("stores.store_saved", "name"): "a store's",
    ("stores.store_saved", "lat"): "a store's",
    ("stores.store_saved", "lon"): "a store's",
    ("users.staff_changed", "name"): AT_WORK,
    ("reviews.review_moderated", "reason"): "one of a list",
    (
        "payments.payment_refunded",
        "reason",
    ): "told by the board's figures, which are made anew from it, for years",
}


def test_what_a_message_says_of_people_is_taken_out_of_it_or_it_says_why_not():
    unexplained, seen = [], set()
    for (type, _), kind in known_messages().items():
        if type.startswith("probe."):
            continue
        hints = get_type_hints(kind)
        for name in (field.name for field in fields(kind) if hints[field.name] in (str, float)):
            seen |= {name, (type, name)}
            if name not in kind.personal and not {name, (type, name)} & (
                SAYS_NOBODY.keys() | SAY_NOBODY.keys()
            ):
                unexplained.append(f"{type}.{name}")
    assert unexplained == []
    assert (SAYS_NOBODY.keys() | SAY_NOBODY.keys()) - seen == set()


def test_a_message_without_what_it_said_of_people_is_read_as_before():
    ours = {key: kind for key, kind in known_messages().items() if not key[0].startswith("probe.")}
    kinds = {key: kind for key, kind in ours.items() if kind.personal}
    assert len(kinds) > 10
    for (type, version), kind in kinds.items():
        sample = ROOT / "apps" / type.split(".")[0] / "contract/samples" / f"{type}.v{version}.json"
        blank = TypeAdapter(kind).validate_python(json.loads(sample.read_text()) | blanks()[type])
        assert {getattr(blank, name) for name in kind.personal} <= {"", 0.0}
