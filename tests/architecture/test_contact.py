"""Whatever takes or stores a telephone number or a part of an address goes by the one definition of it."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver
from rest_framework.fields import CharField, DictField, ListField

from dominos.kernel import contact
from dominos.kernel.edge.contact_fields import FIELDS, EmailField, NameField, WordsField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.reasons import MAX_REASON

LENGTHS = {
    "phone": contact.PHONE,
    "contact_phone": contact.PHONE,
    "contact_name": contact.NAME,
    "contact_email": contact.EMAIL,
    "recipient": contact.NAME,
    "street": contact.STREET,
    "house_number": contact.HOUSE_NUMBER,
    "postcode": contact.POSTCODE,
    "city": contact.CITY,
    "locality": contact.CITY,
    "courier_name": contact.NAME,
    "explanation": MAX_REASON,
    "release_reason": MAX_REASON,
}
CODES = {"reviews.Moderation", "ReasonSerializer"}
"""In which a reason is one of a list."""
NAMES_OF_PEOPLE = {"RegistrationSerializer", "ProfileChangeSerializer", "ContactSerializer"}
CODES_AND_SECRETS = {
    *(
        "access",
        "binder",
        "challenge",
        "code",
        "credit",
        "cursor",
        "current_password",
        "dayparts",
        "deals",
        "email",
    ),
    *(
        "endpoint",
        "host",
        "number",
        "key",
        "passkey",
        "password",
        "products",
        "q",
        "refresh",
        "replacements",
        "state",
        "timezone",
        "type",
        "url",
        "without",
    ),
    *("token", "tracking_token", "wording"),
}
LOOKED_FOR = {"SearchSerializer"}
"""Requests in which a part of a number or a name is looked for."""


def serializers() -> Iterator[type[StrictSerializer]]:
    get_resolver().url_patterns  # noqa: B018 - loads every view and what it takes
    waiting = [StrictSerializer]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        yield from (kind for kind in found if kind.__module__.startswith("apps."))


def test_every_field_of_a_request_goes_by_the_definition():
    seen = set()
    for kind in serializers():
        if kind.__name__ in LOOKED_FOR:
            continue
        for name, field in kind().fields.items():
            wanted = NameField if name == "name" and kind.__name__ in NAMES_OF_PEOPLE else FIELDS.get(name)
            if wanted is not None:
                seen.add((kind.__name__, name))
                assert type(field) is wanted, f"{kind.__name__}.{name}"
                assert field.max_length == wanted.length, f"{kind.__name__}.{name}"
    assert {name for _, name in seen} == {*FIELDS, "name"}


def test_no_text_that_people_write_takes_the_number_of_a_card():
    """Whatever else is a plain text is a code, a secret or something to look for, and is not kept as it is typed."""
    plain = {
        name
        for kind in serializers()
        if kind.__name__ not in LOOKED_FOR
        for name, field in kind().fields.items()
        if type(_innermost(field)) is CharField
    }
    assert plain == CODES_AND_SECRETS


def _innermost(field):
    return _innermost(field.child) if isinstance(field, ListField | DictField) else field


def test_every_mail_address_is_stored_in_one_way():
    """But for those that are compared alone: by `email_address`, and when an order is looked for by `email_key`."""
    taken = {
        f"{kind.__name__}.{name}": type(field)
        for kind in serializers()
        if kind.__name__ not in {*LOOKED_FOR, "CredentialsSerializer"}
        for name, field in kind().fields.items()
        if "email" in name
    }
    assert len(taken) >= 4
    assert set(taken.values()) == {EmailField}, taken


@pytest.mark.parametrize("name", sorted(LENGTHS))
def test_every_column_has_the_length_of_the_definition(name):
    columns = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name == name and isinstance(field, models.CharField)
    ]
    assert columns
    assert {field.max_length for field in columns} == {LENGTHS[name]}


def test_a_reason_fits_wherever_it_goes():
    """It is typed in one app and stored by others, whose message would never be handled if it were too long there."""
    typed = {
        kind.__name__: field
        for kind in serializers()
        if kind.__name__ not in CODES
        for name, field in kind().fields.items()
        if name == "reason"
    }
    assert len(typed) > 5
    assert {(type(field), field.max_length) for field in typed.values()} == {(WordsField, MAX_REASON)}
    kept = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name == "reason" and isinstance(field, models.CharField) and model._meta.label not in CODES
    ]
    of_apps = {"orders", "payments", "delivery", "dashboard", "users"}
    assert {field.model._meta.app_label for field in kept} == of_apps
    assert {field.max_length for field in kept} == {MAX_REASON}
