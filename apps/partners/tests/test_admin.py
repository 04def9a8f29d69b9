"""The admin makes keys and shows each once."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from apps.partners.models import ApiKey, Partner
from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "admin:partners_apikey_changelist"


@pytest.fixture
def admin():
    browser = Client()
    browser.force_login(get_user_model().objects.create_superuser("boss@example.com", "Pizza-1234-boss"))
    return browser


def key_in(answer):
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    return re.search(r"dpk_[\w-]+", answer.content.decode())[0]


def status_of(key):
    return client().post("/api/v1/partners/token", {"key": key}).status_code


def test_a_key_is_shown_once_rotated_and_revoked(admin):
    partner = Partner.objects.create(name="Marketplace")
    form = {"partner": partner.id, "name": "orders", "scopes": ["webhooks"], "calls_a_minute": 60}
    refused = admin.post(reverse("admin:partners_apikey_add"), form | {"calls_a_minute": 0})
    assert set(refused.context["adminform"].errors) == {"calls_a_minute"}
    key = key_in(admin.post(reverse("admin:partners_apikey_add"), form))
    assert status_of(key) == 200
    made = ApiKey.objects.get()
    for page in (reverse(LIST), reverse("admin:partners_apikey_change", args=[made.id])):
        assert key not in admin.get(page).content.decode()
    chosen = {"action": "rotate", "confirmed": "yes", "_selected_action": [made.id]}
    following = key_in(admin.post(reverse(LIST), chosen))
    assert (status_of(key), status_of(following)) == (200, 200)
    ApiKey.objects.filter(id=made.id).update(ends_at=now())
    admin.post(reverse(LIST), chosen)
    assert ApiKey.objects.count() == 2, "what has ended is not made good by the next one"
    everyone = [row.id for row in ApiKey.objects.all()]
    admin.post(reverse(LIST), {"action": "revoke", "confirmed": "yes", "_selected_action": everyone})
    assert (status_of(key), status_of(following)) == (401, 401)


def test_a_partner_that_is_switched_off_has_no_keys(admin):
    partner = Partner.objects.create(name="Marketplace")
    form = {"partner": partner.id, "name": "orders", "scopes": ["webhooks"], "calls_a_minute": 60}
    key = key_in(admin.post(reverse("admin:partners_apikey_add"), form))
    admin.post(
        reverse("admin:partners_partner_change", args=[partner.id]),
        {"name": "Marketplace", "commission": "12.5", "answer_seconds": 240},
    )
    assert not Partner.objects.get().is_active
    assert status_of(key) == 401 and ApiKey.objects.get().revoked_at


def test_a_partners_stores_are_chosen_by_their_names(admin, stand_in):
    store = a_store()
    stand_in(StoresService, FakeStoresService([store]))
    add = reverse("admin:partners_partner_add")
    assert store.name in admin.get(add).content.decode()
    typed = {"name": "Wolt", "commission": "10", "answer_seconds": "180", "is_active": "on"}
    assert admin.post(add, typed | {"store_ids": [str(new_id())]}).status_code == 200
    assert admin.post(add, typed | {"store_ids": [str(store.id)]}).status_code == 302
    assert Partner.objects.get(name="Wolt").store_ids == [store.id]
