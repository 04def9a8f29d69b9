"""Every table that names people says whose it is and what they get of it, or why nothing."""

from django.apps import apps
from django.db.models import ForeignKey

from apps.users.models import LIBRARY_PEOPLE
from dominos.kernel.personal import NotPersonal, Personal

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
