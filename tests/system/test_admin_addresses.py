"""What stands in the address of an admin's page: whatever it is, no page fails."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from dominos.apps_enabled import enabled_apps

pytestmark = pytest.mark.skipif(not settings.HAS_USERS, reason="the admin lives where the users are")
NUL, LAST, FIRST = "%00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00%2B14:00"
QUERIES = (
    "q=%00",
    f"q={'x' * 5_000}",
    "q=%ED%A0%80",
    "o=1.-2.99999",
    "p=999999999999999999999",
    "_facets=True",
    "e=1",
)
KEYS = ("abc", NUL, "9" * 400, "_00", "x" * 3_000)
ELSEWHERE = (
    *(
        "/%00",
        "/board/%00",
        "/board/?x=%00",
        "/track/%00",
        "/verify-email/?token=%00",
        "/courier/%ff",
        "/%E2%82",
    ),
    *("/admin/r/abc/abc/", "/admin/r/1/%00/", "/admin/autocomplete/?term=%00", "/admin/login/?next=%00"),
    *(f"/admin/search/?q={wanted}" for wanted in ("%00", "%ED%A0%80", "x" * 5_000, "17", "a@example.com")),
    *("/static/%00", "/static/../../x", "/api/schema/?format=%00"),
)


def queries_of(model_admin):
    """Hostile values of everything that the admin of a model reads from its list's address."""
    yield from QUERIES
    if by := model_admin.date_hierarchy:
        yield f"{by}__year=9999&{by}__month=12&{by}__day=31"
        yield f"{by}__year=1&{by}__month=1&{by}__day=1"
        yield f"{by}__year=0"
    for one in model_admin.list_filter:
        name = one if isinstance(one, str) else one[0] if isinstance(one, tuple) else one.parameter_name
        yield from (f"{name}__exact={value}" for value in (NUL, "9" * 400))
        yield from (f"{name}__gte={value}" for value in (LAST, FIRST))


@pytest.fixture
def browser(django_user_model, monkeypatch):
    """Without the list of all models beside each page, half of its work: no address changes that one."""
    monkeypatch.setattr(admin.site, "get_app_list", lambda *_, **__: [])
    chief = django_user_model.objects.create_superuser("chief@example.com", "x")
    found = Client(raise_request_exception=False)
    found.force_login(chief)
    return found


def failures(browser, urls):
    return [url[:200] for url in urls if browser.get(url).status_code >= 500]


@pytest.mark.django_db
@pytest.mark.parametrize("app", enabled_apps())
def test_no_list_and_no_page_of_an_object_fails(browser, app):
    urls = []
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == app:
            place = reverse(f"admin:{app}_{model._meta.model_name}_changelist")
            urls += [f"{place}?{query}" for query in queries_of(model_admin)]
            urls += [f"{place}{key}/change/" for key in KEYS]
    assert failures(browser, urls) == []


@pytest.mark.django_db
def test_no_other_page_fails(browser):
    assert failures(browser, ELSEWHERE) == []
