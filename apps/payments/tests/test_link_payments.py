"""Paying by the tracking link: what its holder may do, and what stays the customer's."""

from dataclasses import replace

import pytest

from apps.payments.models import Payment
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db(transaction=True)
CARD = {"type": "card", "token": "pm_card_visa"}


def linked(world):
    """An order that waits for its payment, and has a link."""
    order = world.order()
    world.orders.links[f"link-{order.number}".replace("#", "-")] = order.order_id
    return order


def url(order):
    return f"/api/v1/track/link-{order.number.replace('#', '-')}/payments"


def post(order, method, path=""):
    return client().post(url(order) + path, {"method": method}, HTTP_IDEMPOTENCY_KEY=str(new_id()))


def test_a_card_pays_after_another_was_refused(world):
    order = linked(world)
    ways = client().get(url(order)).json()
    assert (ways["is_payable"], ways["by_card"], ways["last_failure"]) == (True, order.amounts.total, "")
    assert "pm_card_visa" in ways["test_tokens"]
    rounded = replace(order.amounts, rounding=-2, total=order.amounts.total - 2)
    world.orders.change(order.order_id, amounts=rounded, cash_coin=5)
    again = client().get(url(order)).json()
    assert (again["by_card"], again["in_cash"]) == (order.amounts.total, rounded.total)
    world.orders.change(order.order_id, amounts=order.amounts)
    refused = post(order, {"type": "card", "token": "pm_card_visa_chargeDeclined"})
    assert (refused.status_code, refused.json()["decline_code"]) == (402, "card_declined")
    assert client().get(url(order)).json()["last_failure"] == "card_declined"
    paid = post(order, CARD)
    assert (paid.status_code, paid.json()["status"]) == (201, "AUTHORIZED")
    payment = Payment.objects.get(pk=paid.json()["id"])
    assert (payment.order_id, payment.customer_id) == (order.order_id, order.customer_id)
    assert post(order, CARD).status_code == 409


def test_cash_is_promised_within_the_limit(world):
    order = linked(world)
    assert client().get(url(order)).json()["in_cash"] is not None
    assert post(order, {"type": "cash"}).status_code == 201


def test_a_guests_cash_is_promised_once_their_telephone_is_proved_whoever_holds_the_link(world, pay):
    order, phone = linked(world), "+358 40 1234567"
    world.orders.change(order.order_id, is_guest=True, phone_to_prove=phone)
    assert client().get(url(order)).json()["in_cash"] is None
    for refused in (post(order, {"type": "cash"}), pay(order.order_id, None)):
        assert (refused.status_code, refused.json()["code"]) == (403, "phone-not-proved")
    assert not Payment.objects.exists()
    world.people.proved.add((order.customer_id, phone))
    assert client().get(url(order)).json()["in_cash"] is not None
    assert post(order, {"type": "cash"}).status_code == 201


def test_saved_cards_and_bad_links_pay_nothing(world):
    order = linked(world)
    for method in (
        {"type": "card", "saved": str(new_id())},
        {"type": "card"},
        {"type": "cash", "token": "x"},
    ):
        assert post(order, method).status_code == 400
    assert client().post(url(order), {"method": CARD}).json()["code"] == "idempotency-key-required"
    unknown = "/api/v1/track/nonsense/payments"
    assert client().get(unknown).status_code == 404
    assert client().post(unknown, {"method": CARD}, HTTP_IDEMPOTENCY_KEY="k").status_code == 404


def test_three_d_secure_is_confirmed_for_this_order_alone(world):
    order, other = linked(world), linked(world)
    asked = post(order, {"type": "card", "token": "pm_card_threeDSecure2Required"})
    assert (asked.status_code, bool(asked.json()["next_action"]["url"])) == (202, True)
    confirm = f"/{asked.json()['id']}/confirm"
    assert client().post(url(other) + confirm, HTTP_IDEMPOTENCY_KEY=str(new_id())).status_code == 404
    assert client().post(url(order) + confirm, HTTP_IDEMPOTENCY_KEY=str(new_id())).status_code == 202


def test_a_real_gateways_form_stands_on_a_page_of_its_own_that_alone_loads_its_script(world, monkeypatch):
    order = world.order()
    world.orders.links["link"] = order.order_id
    assert client().get("/api/v1/track/link/payments").json()["card_form"] == ""
    assert client().get("/payments/card-form/").status_code == 404
    monkeypatch.setenv("PAYMENTS_GATEWAY", "stripe")
    assert client().get("/api/v1/track/link/payments").json()["card_form"] == "", "there is no key"
    monkeypatch.setenv("STRIPE_PUBLISHABLE_KEY", "pk_test_x")
    ways = client().get("/api/v1/track/link/payments").json()
    assert (ways["card_form"], ways["test_tokens"]) == ("/payments/card-form/", [])
    page = client().get(ways["card_form"])
    policy = page["Content-Security-Policy"].split("; ")
    assert {"script-src 'self' https://js.stripe.com", "frame-ancestors 'self'"} <= set(policy)
    assert (page["X-Frame-Options"], page["Referrer-Policy"]) == ("SAMEORIGIN", "no-referrer")
    assert 'content="pk_test_x"' in page.content.decode()
