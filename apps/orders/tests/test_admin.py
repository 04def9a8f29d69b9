"""The admin shows orders and moves them by the same actions, as support."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.orders.models import OrderHistory
from apps.orders.tests.builders import refreshed, saga_of
from dominos.kernel.admin_amounts import shown

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.HAS_USERS, reason="the admin lives where the users are"),
]


@pytest.fixture
def admin(django_user_model):
    user = django_user_model.objects.create_superuser("root@example.org", "a long enough secret")
    browser = Client()
    browser.force_login(user)
    return browser, user


def act(browser, order, **data):
    return browser.post(reverse("admin:orders_order_act", args=[order.id]), data, follow=True)


def test_buttons_follow_the_table(world, admin):
    browser, user = admin
    order = world.bump(world.paid(), "accept", "start")
    page = browser.get(reverse("admin:orders_order_change", args=[order.id])).content.decode()
    assert 'value="cancel"' in page
    assert 'value="accept"' not in page
    assert "_save" not in page
    refused = act(browser, order, action="cancel", confirmed="yes")
    assert "Say why" in refused.content.decode()
    assert refreshed(order).status == "PREPARING"
    done = act(browser, order, action="cancel", reason="burnt", confirmed="yes")
    assert "CANCELLED" in done.content.decode()
    row = OrderHistory.objects.get(order=order, status="CANCELLED")
    assert (row.actor, row.actor_id, row.reason) == ("support", user.pk, "burnt")


def test_lists_are_read_only(world, admin):
    browser, _ = admin
    order = world.paid()
    assert order.number in browser.get(reverse("admin:orders_order_changelist")).content.decode()
    assert browser.get(reverse("admin:orders_order_add")).status_code == 403
    assert browser.post(reverse("admin:orders_order_delete", args=[order.id])).status_code == 403
    assert browser.get(reverse("admin:orders_quote_changelist")).status_code == 200
    assert browser.get(reverse("admin:orders_order_act", args=[order.id])).status_code == 405


def test_every_row_of_support_has_its_button_and_cancelling_its_price(world, admin):
    browser, _ = admin
    order = world.ready()
    world.assign(order)
    world.pick_up(order)
    url = reverse("admin:orders_order_change", args=[order.id])
    page = browser.get(url)
    assert page.context["may"] == page.context["ending"] == ["cancel"]
    asked = act(browser, order, action="cancel", reason="lost").context
    whole, nothing, food = (shown(amount, "EUR") for amount in (order.total, 0, order.food))
    assert [(row["back"], row["kept"]) for row in asked["outcomes"]] == [
        (whole, nothing),
        (nothing, whole),
        (food, shown(order.total - order.food, "EUR")),
    ]
    assert refreshed(order).status == "OUT_FOR_DELIVERY"
    world.fail(order)
    asked = act(browser, order, action="return_to_store").context
    assert [row["value"] for row in asked["outcomes"]] == ["customer", "customer food", "store"]
    assert browser.get(url).context["may"] == ["return_to_store", "redeliver", "remake"]
    assert "READY" in act(browser, order, action="redeliver").content.decode()
    placed = world.paid()
    may = browser.get(reverse("admin:orders_order_change", args=[placed.id])).context["may"]
    assert may == ["cancel"], "a change of the basket needs a quote, which a form has not"


@pytest.mark.parametrize(("outcome", "share"), [("", 0), ("store", 0), ("customer", 1), ("customer food", 0)])
def test_what_is_kept_is_what_was_confirmed(world, admin, outcome, share):
    order = world.bump(world.paid(), "accept", "start")
    act(admin[0], order, action="cancel", reason="burnt", outcome=outcome, confirmed="yes")
    assert saga_of(order).kept == share * order.food


def test_search(world, admin):
    browser, _ = admin
    order, other = world.paid(), world.paid()
    for term in (order.number, f"#{order.number.split('#')[1]}", str(order.id)):
        found = browser.get(reverse("admin:orders_order_changelist"), {"q": term}).context["cl"].result_list
        assert list(found) == [order], term
    found = browser.get(reverse("admin:orders_order_changelist"), {"q": world.store.code}).context["cl"]
    assert set(found.result_list) == {order, other}


@pytest.mark.parametrize("action", ["eat", "accept", ""])
def test_what_support_may_not(world, admin, action):
    order = world.paid()
    assert act(admin[0], order, action=action).status_code == 200
    assert refreshed(order).sequence == 1
