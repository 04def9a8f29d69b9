"""Stores in the admin: what is saved there is told like any other change."""

from datetime import time

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from apps.stores.models import ServiceHours
from apps.stores.queries import states
from apps.stores.tests.builders import CARRYOUT, DELIVERY, build_daily_hours, build_offer, make_store

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.HAS_USERS, reason="people sign in to the admin where the users are"),
]


@pytest.fixture
def browser():
    from django.contrib.auth import get_user_model

    from dominos.kernel.ids import new_id

    person = get_user_model().objects.create_superuser(f"{new_id()}@example.com", name="Ada")
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


def told():
    outbox = apps.get_model("stores", "OutboxMessage")
    return [message.type.split(".")[1] for message in outbox.objects.order_by("id")]


def form_of(browser, store_id):
    page = browser.get(f"/admin/stores/store/{store_id}/change/")
    assert page.status_code == 200
    form = page.context["adminform"].form
    fields = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    fields |= {"languages": "en"}
    formsets = [each.formset for each in page.context["inline_admin_formsets"]]
    data = {name: "" if value is None else value for name, value in fields.items() if value is not False}
    for formset in formsets:
        data |= {f"{formset.prefix}-{key}": value for key, value in formset.management_form.initial.items()}
        for form in formset.initial_forms:
            named = {name: form.initial.get(name) for name in form.fields}
            named |= {"id": form.instance.pk, "store": store_id}
            data |= {
                form.add_prefix(name): value for name, value in named.items() if value not in (None, False)
            }
    return data


def test_the_list_can_be_searched(browser):
    store = make_store()
    assert store.profile.code in browser.get("/admin/stores/store/?q=Kalevan").content.decode()
    assert store.profile.code not in browser.get("/admin/stores/store/?q=nowhere").content.decode()


def test_saving_tells_what_changed_and_only_that(browser):
    store = make_store(build_offer(CARRYOUT), build_offer(DELIVERY, build_daily_hours(time(10), time(22))))
    store_id = store.profile.id
    data, url = form_of(browser, store_id), f"/admin/stores/store/{store_id}/change/"
    assert browser.post(url, data).status_code == 302
    assert states.get_state(store_id) == store
    assert told() == ["store_saved"]

    assert browser.post(url, data | {"name": "Renamed"}).status_code == 302
    assert states.get_state(store_id).profile.name == "Renamed"
    assert told() == ["store_saved", "store_saved"]

    ServiceHours.objects.filter(store=store_id, service=DELIVERY).delete()
    assert browser.post(url, form_of(browser, store_id) | {"busy_minutes": 10}).status_code == 302
    assert told()[2:] == ["store_saved", "store_availability_changed"]


def test_a_refused_form_tells_nothing(browser):
    store = make_store()
    data = form_of(browser, store.profile.id) | {"timezone": "Mars/Olympus"}
    answer = browser.post(f"/admin/stores/store/{store.profile.id}/change/", data)
    assert "is no IANA time zone" in answer.content.decode()
    assert told() == ["store_saved"]


def test_stores_are_closed_and_reopened_from_the_list(browser):
    stores = [make_store().profile for _ in range(2)]
    ids = [store.id for store in stores]
    chosen = {"action": "close_by_hand", "_selected_action": ids}
    question = browser.post("/admin/stores/store/", chosen)
    assert all(store.name in question.content.decode() for store in stores)
    assert "2 are chosen. No new orders are taken" in question.content.decode()
    assert not states.get_state(ids[0]).force_closed, "it is asked first"
    for action, closed in (("close_by_hand", True), ("reopen", False)):
        answer = {"confirmed": "yes"} if closed else {}
        browser.post("/admin/stores/store/", {**chosen, "action": action, **answer})
        assert {states.get_state(store_id).force_closed for store_id in ids} == {closed}
    assert told().count("store_availability_changed") == 4
