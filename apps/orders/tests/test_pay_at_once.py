"""Placing and paying in one request: the order is there whatever becomes of the payment, and there is one."""

from dataclasses import replace

import pytest

from apps.orders.models import Order, OrderSaga
from apps.orders.queries.summaries import get_summary
from apps.orders.quotes import pay_at_once
from apps.orders.tests.builders import deliver, refreshed, saga_of, sent
from apps.payments.contract.errors import CardDeclined, CardGatewayDown, CashLimitExceeded, TooManyDeclines
from apps.payments.contract.events import PaymentAuthorized
from apps.payments.contract.types import PaymentStatus
from dominos.kernel.auth import Role
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CARD = {"type": "card", "token": "pm_card_visa"}


def buy(world, payment=CARD, key="", quote=None):
    return world.post_order((quote or world.quote())["id"], key=key, payment=payment)


def test_a_paid_order_is_at_its_store_when_it_is_answered(world):
    answer = buy(world)
    order = Order.objects.get()
    body = answer.json()
    assert (answer.status_code, body["status"], order.status) == (201, "PLACED", "PLACED")
    assert body["payment"]["outcome"] == "AUTHORIZED"
    assert (body["pay_until"], body["id"]) == (None, str(order.id))
    ((order_id, choice, _),) = world.payments.choices
    assert (order_id, choice.method, choice.token) == (order.id, "card", "pm_card_visa")
    assert sent(order).count("orders.order_placed") == 1


def test_the_news_of_the_payment_changes_nothing_any_more(world):
    buy(world)
    order, result = Order.objects.get(), world.payments.outcome
    deliver(
        PaymentAuthorized(
            order_id=order.id,
            payment_id=result.payment_id,
            amount=result.authorized,
            currency="EUR",
            method="card",
        )
    )
    assert (refreshed(order).sequence, sent(order).count("orders.order_placed")) == (1, 1)


def test_without_a_payment_nothing_is_asked(world):
    assert world.post_order(world.quote()["id"]).json()["payment"] is None
    assert not world.payments.choices


def test_the_customer_may_have_to_act_first(world):
    world.payments.outcome = replace(
        world.payments.outcome,
        status=PaymentStatus.REQUIRES_ACTION,
        action_type="redirect",
        action_url="https://bank.example/3ds",
    )
    body = buy(world).json()
    assert (body["status"], body["payment"]["outcome"]) == ("PENDING_PAYMENT", "REQUIRES_ACTION")
    assert body["payment"]["next_action"] == {"type": "redirect", "url": "https://bank.example/3ds"}


@pytest.mark.parametrize(
    ("error", "outcome", "problem"),
    [
        (CardDeclined(decline_code="insufficient_funds"), "DECLINED", "card-declined"),
        (TooManyDeclines(scope="client", wait_seconds=60), "REFUSED", "too-many-declines"),
        (CashLimitExceeded(limit=1, currency="EUR"), "REFUSED", "cash-limit-exceeded"),
        (CardGatewayDown(reason="no_answer"), "REFUSED", "card-gateway-down"),
        (Unavailable(), "UNKNOWN", "unavailable"),
    ],
)
def test_an_order_that_could_not_be_paid_exists_and_can_be_paid_again(world, error, outcome, problem):
    world.payments.outcome = error
    answer = buy(world)
    body, order = answer.json(), Order.objects.get()
    assert (answer.status_code, body["status"], body["pay_until"] is None) == (201, "PENDING_PAYMENT", False)
    told = body["payment"]
    assert (told["outcome"], told["problem"]) == (outcome, problem)
    assert told["decline_code"] == ("insufficient_funds" if outcome == "DECLINED" else "")
    world.pay(order)
    assert refreshed(order).status == "PLACED"


def test_the_same_request_again_has_the_same_answer_and_no_second_effect(world):
    quote, key = world.quote(), str(new_id())
    first, second = buy(world, key=key, quote=quote), buy(world, key=key, quote=quote)
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (Order.objects.count(), len(world.payments.choices)) == (1, 1)
    other = buy(world, quote=quote)
    assert (other.status_code, other.json()["code"]) == (409, "quote-used")


def test_the_same_request_at_the_same_moment_has_one_effect(world):
    quote, key = world.quote(), str(new_id())
    answers = at_once(4, lambda _: buy(world, key=key, quote=quote))
    order = Order.objects.get()
    assert [(answer.status_code, answer.json()["id"]) for answer in answers] == [(201, str(order.id))] * 4
    assert {answer.json()["payment"]["outcome"] for answer in answers} == {"AUTHORIZED"}
    assert {choice[::2] for choice in world.payments.choices} == {(order.id, key)}
    assert (refreshed(order).sequence, sent(order).count("orders.order_placed")) == (1, 1)


def test_a_request_that_was_broken_off_after_placing_goes_on_with_its_order(world, monkeypatch):
    quote, key = world.quote(), str(new_id())

    def killed(*_):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(pay_at_once, "_pay", killed)
        with pytest.raises(SystemExit):
            buy(world, key=key, quote=quote)
    order = Order.objects.get()
    assert saga_of(order).payment_id is None, "stored before anybody was asked for money"
    body = buy(world, key=key, quote=quote).json()
    assert (body["id"], body["status"], Order.objects.count()) == (str(order.id), "PLACED", 1)
    assert [choice[2] for choice in world.payments.choices] == [key]


@pytest.mark.parametrize(
    ("payment", "field"),
    [
        ({"type": "card"}, "payment.token"),
        ({"type": "cash", "token": "pm_card_visa"}, "payment.token"),
        ({"type": "card", "token": "4242424242424242"}, "payment.token"),
        ({"type": "cheque"}, "payment.type"),
    ],
)
def test_what_is_no_way_to_pay_places_nothing(world, payment, field):
    answer = buy(world, payment=payment)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not Order.objects.exists()


def test_a_guest_promises_cash_with_a_telephone_that_is_proved_and_before_that_nothing_is_placed(
    world, monkeypatch, settings
):
    guest, cash = principal(Role.GUEST), {"type": "cash"}
    contact = {"name": "Eve", "phone": "040 1234567", "email": "eve@example.org"}

    def buy(**how):
        return world.post_order(world.quote(guest)["id"], by=guest, contact=contact, **how)

    refused = buy(payment=cash)
    assert (refused.status_code, refused.json()["code"]) == (403, "phone-not-proved")
    assert refused.json()["phone"] == "+358401234567", "as it is dialled at a store in Finland"
    assert not Order.objects.exists() and not world.payments.choices
    world.users.proved.add((guest.id, "+358401234567"))
    assert buy(payment=cash).status_code == 201
    order = Order.objects.get()
    assert get_summary(order.id).phone_to_prove == "+358401234567"

    OrderSaga.objects.filter(order=order).update(payment_method="cash")
    url = f"/api/v1/orders/{order.id}/details"
    *others, same = (
        client(guest).patch(url, {"contact_phone": phone})
        for phone in ("+358 40 7654321", "+46 40 1234567", "0401234567")
    )
    for other in others:
        assert (other.status_code, other.json()["errors"][0]["field"]) == (400, "contact_phone")
    assert same.status_code == 200

    world.users.proved.clear()
    settings.SENDS_SMS = False
    assert world.quote(guest)["guests_may_pay_in_cash"] is False, "no code could be sent"
    monkeypatch.setenv("GUEST_CASH_NEEDS_CODE", "0")
    assert world.quote(guest)["guests_may_pay_in_cash"] is True
    assert get_summary(order.id).phone_to_prove == ""
    assert buy(payment=cash).json()["of"] == "customer", "one at a time, where nobody proves anything"
    Order.objects.update(channel="partner")
    monkeypatch.delenv("GUEST_CASH_NEEDS_CODE")
    assert get_summary(order.id).phone_to_prove == "", "old clients know of no codes"


@pytest.mark.parametrize("kind", ["card", "cash"])
def test_what_costs_nothing_is_placed_and_no_payment_is_asked_for(world, kind):
    world.menu.deals["FREE"] = 10_000
    basket = {
        "service": "CARRYOUT",
        "address": None,
        "tip": 0,
        "deals": ["FREE"],
        "store_id": str(world.store.id),
    }
    quote = world.quote(**basket, lines=[{"variant": "14HT", "quantity": 1}])
    payment = {"type": kind, **({"token": "pm_card_visa"} if kind == "card" else {})}
    placed = world.post_order(quote["id"], payment=payment).json()
    assert (placed["status"], placed["payment"]["outcome"]) == ("PLACED", "NOTHING_DUE")
    assert world.payments.choices == []
