"""Every form of the admin: no number in it is money or a percentage that people would have to count in hundredths.

Nothing here is a list of forms: model admins and their inlines come from the admin's registry.
"""

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.http import HttpRequest

from dominos.kernel.admin_amounts import AmountField, WithAmounts

pytestmark = pytest.mark.skipif(not settings.HAS_USERS, reason="the admin lives where the users are")

COUNTS = {
    *("position", "priority", "capacity", "max_toppings", "included_units", "max_uses"),
    *(
        "limit_total",
        "limit_per_customer",
        "schedule_days",
        "busy_minutes",
        "wait_low",
        "wait_high",
        "weekday",
    ),
    *("make_stations", "make_seconds", "oven_slots", "oven_seconds", "orders", "pizzas", "weekdays"),
    *("stars", "courier_stars", "calls_a_minute", "number", "points", "answer_seconds"),
}
"""Whole numbers of things, minutes and seconds; and places in a list."""
PERCENTS = {"half_percent", "tax_percent"}
"""Kept as they are typed: 25.5 is 25.5 %."""
MEASURES = {"default_amount", "lat", "lon", "focal_x", "focal_y"}
NUMBERS = COUNTS | PERCENTS | MEASURES
OF_FOOD = {"RecipeLine", "StockMovement"}
"""Whose `amount` is grams and pieces."""
WORDS = (
    "price",
    "fee",
    "amount",
    "total",
    "subtotal",
    "surcharge",
    "deposit",
    "minor",
    "coin",
    "limit_",
    "captured",
)


class Chief:
    """Somebody who may do everything."""

    pk = 1
    is_active = is_staff = is_superuser = is_authenticated = True
    is_anonymous = False

    def has_perm(self, permission, obj=None):
        return True

    has_module_perms = has_perm


def request_of_chief():
    request = HttpRequest()
    request.method, request.user = "GET", Chief()
    return request


def all_forms():
    """(where, its model admin or inline, its form class), for every form somebody can save, lists' included."""
    request = request_of_chief()
    for model_admin in admin.site._registry.values():
        if not type(model_admin).__module__.startswith("apps."):
            continue
        name = type(model_admin).__name__
        if model_admin.has_add_permission(request) or model_admin.has_change_permission(request):
            yield name, model_admin, model_admin.get_form(request)
        if model_admin.list_editable:
            yield f"{name} list", model_admin, model_admin.get_changelist_formset(request).form
        for inline in model_admin.get_inline_instances(request):
            if inline.has_change_permission(request):
                yield f"{name} {type(inline).__name__}", inline, inline.get_formset(request).form


FORMS = list(all_forms()) if settings.HAS_USERS else []
MODEL_ADMINS = list(admin.site._registry.values()) if settings.HAS_USERS else []


def is_number(field):
    base = field.base_field if isinstance(field, SimpleArrayField) else field
    return isinstance(base, forms.IntegerField | forms.DecimalField) and not isinstance(field, AmountField)


@pytest.mark.parametrize(("where", "owner", "form"), FORMS, ids=[where for where, *_ in FORMS])
def test_no_number_of_a_form_is_money_in_minor_units(where, owner, form):
    numbers = {name for name, field in form.base_fields.items() if is_number(field)}
    if owner.model.__name__ in OF_FOOD:
        numbers -= {"amount"}
    assert numbers <= NUMBERS, "money takes an AmountField, and what counts things belongs into COUNTS"
    unclear = [name for name, field in form.base_fields.items() if "minor" in str(field.help_text)]
    assert not unclear, "nobody types minor units"


@pytest.mark.parametrize(
    "model_admin", admin.site._registry.values() if FORMS else [], ids=lambda one: type(one).__name__
)
def test_money_that_is_only_read_is_read_with_its_currency(model_admin):
    request = request_of_chief()
    for owner in (model_admin, *model_admin.get_inline_instances(request)):
        if type(owner).__module__.startswith("apps."):
            columns = [*getattr(owner, "list_display", ()), *(owner.fields or ())]
            raw = [name for name in columns if any(word in str(name) for word in WORDS)]
            of_food = {"amount"} if owner.model.__name__ in OF_FOOD else set()
            assert set(raw) <= {*getattr(owner, "amounts", {}), *EXCEPTED, *of_food}, owner


EXCEPTED = {"included_units"}


def types_identifiers(field):
    return isinstance(getattr(field, "base_field", field), forms.UUIDField) and not field.widget.is_hidden


@pytest.mark.parametrize(("where", "owner", "form"), FORMS, ids=[where for where, *_ in FORMS])
def test_nobody_types_an_identifier(where, owner, form):
    typed = {name for name, field in form.base_fields.items() if types_identifiers(field)}
    assert typed == set(), "what is known by an identifier is chosen by its name"


def test_the_walk_finds_forms_with_amounts():
    assert sum(isinstance(owner, WithAmounts) for _, owner, _ in FORMS) > 8


def test_every_input_of_a_table_has_a_name_of_its_own():
    unnamed = [
        f"{where}: {name}"
        for where, owner, form in FORMS
        if isinstance(owner, admin.TabularInline) or where.endswith(" list")
        for name, field in form.base_fields.items()
        if (name in owner.list_editable if where.endswith(" list") else name != "DELETE")
        and "aria-label" not in field.widget.attrs
    ]
    assert unnamed == []
