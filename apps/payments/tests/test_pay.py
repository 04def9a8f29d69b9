"""Paying an order over REST."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import connection

from apps.payments.contract.types import PaymentStatus
from apps.payments.models import EmbeddedPayment, Payment
from apps.payments.tests.builders import events, status_of
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_card_is_authorized(world, pay):
    order = world.order()
    answer = pay(order.order_id)
    assert answer.status_code == 201, answer.data
    assert (answer.data["status"], answer.data["authorized"]) == ("AUTHORIZED", 2667)
    assert answer.data["notice"] == "test, no money moved"
    assert events("payment_authorized", order.order_id) == [
        {
            "order_id": str(order.order_id),
            "payment_id": answer.data["id"],
            "amount": 2667,
            "currency": "EUR",
            "method": "card",
            "credit": 0,
        }
    ]


def test_cash_is_taken_up_to_the_limit_without_a_gateway(world, pay):
    order = world.order()
    answer = pay(order.order_id, None)
    assert (answer.status_code, answer.data["status"], answer.data["method"]) == (201, "AUTHORIZED", "cash")
    assert events("payment_authorized", order.order_id)[0]["method"] == "cash"
    assert not EmbeddedPayment.objects.exists()


def test_what_is_left_at_the_door_is_not_paid_in_cash(world, pay):
    order = world.order(contactless=True)
    answer = pay(order.order_id, None)
    assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, "method.type")
    assert not Payment.objects.exists()


def test_cash_above_the_limit_is_refused_without_a_trace(world, pay):
    order = world.order()
    world.orders.change(order.order_id, amounts=replace(order.amounts, total=8_001))
    answer = pay(order.order_id, None)
    assert (answer.status_code, answer.data["code"], answer.data["limit"]) == (
        422,
        "cash-limit-exceeded",
        8_000,
    )
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_no_such_token", "invalid_payment_method"),
    ],
)
def test_a_declined_card_is_a_402_that_replays(world, pay, token, code):
    order = world.order()
    first = pay(order.order_id, token, key="k")
    again = pay(order.order_id, token, key="k")
    assert (first.status_code, first.data["code"], first.data["decline_code"]) == (402, "card-declined", code)
    assert first.headers["Content-Type"] == "application/problem+json"
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (402, "true")
    assert [event["code"] for event in events("payment_failed", order.order_id)] == [code]
    assert not events("payment_authorized", order.order_id)


def test_another_card_may_follow_a_declined_one(world, pay):
    order = world.order()
    pay(order.order_id, "pm_card_visa_chargeDeclined")
    assert pay(order.order_id).status_code == 201
    assert status_of(order.order_id) is PaymentStatus.AUTHORIZED


def test_a_second_tab_never_charges_twice(world, pay):
    order = world.order()
    assert pay(order.order_id).status_code == 201
    second = pay(order.order_id)
    assert (second.status_code, second.data["code"]) == (409, "already-paid")
    assert EmbeddedPayment.objects.count() == 1


def test_twenty_repeats_at_once_authorize_once(world, pay):
    order = world.order()
    answers = at_once(20, lambda _: pay(order.order_id, key="the-same"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data["id"] for answer in answers}) == 1
    assert EmbeddedPayment.objects.count() == 1
    assert len(events("payment_authorized", order.order_id)) == 1


def test_twenty_rivals_at_once_authorize_once(world, pay):
    order = world.order()
    answers = at_once(20, lambda _: pay(order.order_id))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert EmbeddedPayment.objects.count() == 1


def test_a_repeat_after_the_order_moved_on_gets_the_first_answer(world, pay):
    order = world.order()
    first = pay(order.order_id, key="k")
    world.orders.change(order.order_id, is_payable=False)
    assert pay(order.order_id, key="k").data == first.data


def test_bad_requests_have_clear_answers_and_leave_nothing(world, pay):
    order, closed = world.order(), world.order(is_payable=False)
    assert pay(new_id()).status_code == 404
    assert pay(order.order_id, as_id=new_id()).status_code == 404
    assert pay(closed.order_id).data["code"] == "order-not-payable"
    body = {"order_id": str(order.order_id), "method": {"type": "card", "token": "pm_card_visa"}}
    customer = client(principal(Role.CUSTOMER, id=world.customer_id))
    assert customer.post("/api/v1/payments", body).data["code"] == "idempotency-key-required"
    courier = client(principal(Role.COURIER))
    assert courier.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY="k").status_code == 403
    assert client().post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY="k").status_code == 401
    for method in (
        {"type": "card"},
        {"type": "cash", "token": "pm_card_visa"},
        {"type": "gold"},
        {"type": "card", "token": "pm card"},
        {"type": "card", "token": "pm_card_visa", "amount": 1},
    ):
        answer = customer.post(
            "/api/v1/payments", {**body, "method": method}, HTTP_IDEMPOTENCY_KEY=str(new_id())
        )
        assert answer.status_code == 400, method
    assert not Payment.objects.exists()
    assert not apps.get_model("payments", "IdempotencyRecord").objects.exists()


@pytest.mark.parametrize(
    ("method", "field"),
    [
        ({"type": "card", "token": "4242424242424242"}, "method.token"),
        ({"type": "card", "token": "4242 4242-4242 4242"}, "method.token"),
        ({"type": "4000056655665556"}, "method.type"),
        ({"type": "card", "number": 378282246310005}, "method.number"),
        ({"type": "card", "4242424242424242": ""}, "method.body"),
    ],
)
def test_a_card_number_is_refused_and_kept_nowhere(world, pay, method, field, caplog):
    order = world.order()
    customer = client(principal(Role.CUSTOMER, id=world.customer_id))
    answer = customer.post(
        "/api/v1/payments",
        {"order_id": str(order.order_id), "method": method},
        HTTP_IDEMPOTENCY_KEY=str(new_id()),
    )
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.data["errors"]] == [(field, "card-number")]
    digits = ("42424242", "40000566", "37828224", "4242 4242")
    seen = answer.content.decode() + caplog.text + everything_stored()
    assert not any(run in seen for run in digits)


def everything_stored():
    """All rows of all tables of the app, as text."""
    rows = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("payments").get_models():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_a_payment_is_shown_to_its_customer_its_store_and_support_only(world, pay):
    order = world.order()
    url = f"/api/v1/payments/{pay(order.order_id).data['id']}"
    insiders = [
        principal(Role.CUSTOMER, id=world.customer_id),
        principal(Role.STORE_STAFF, stores=(world.store.id,)),
        principal(Role.SUPPORT),
    ]
    outsiders = [principal(Role.CUSTOMER), principal(Role.STORE_MANAGER, stores=(new_id(),))]
    assert [client(caller).get(url).status_code for caller in insiders] == [200, 200, 200]
    assert [client(caller).get(url).status_code for caller in outsiders] == [404, 404]
    assert client(principal(Role.COURIER)).get(url).status_code == 403
    assert client().get(url).status_code == 401


def test_statements_of_paying(world, pay, django_assert_num_queries, settings):
    """Transaction statements included. One of a card's is the embedded gateway's own, none with a remote one."""
    settings.DISPATCH = "celery"  # what other apps do about it is not this request's
    card, cash = world.order(), world.order()
    with django_assert_num_queries(10):
        pay(card.order_id)
    with django_assert_num_queries(6):
        pay(cash.order_id, None)


@pytest.mark.parametrize(("token", "amount"), [(None, 2665), ("pm_card_visa", 2667)])
def test_coins_pay_a_rounded_total_and_cards_the_exact_one(world, pay, token, amount):
    for rounding in (0, -2):
        order = world.order()
        quoted = replace(order.amounts, rounding=rounding, total=2667 + rounding)
        world.orders.change(order.order_id, amounts=quoted, cash_coin=5)
        assert pay(order.order_id, token).status_code == 201
        payment = Payment.objects.get(order_id=order.order_id)
        assert (payment.amount, payment.order_amounts["total"]) == (amount, amount)
        assert payment.order_amounts["rounding"] == amount - 2667
