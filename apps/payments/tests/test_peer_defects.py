"""Defects of well-known peers that concern money, by their number in the list of peers' defects."""

import pytest

from apps.payments.contract.commands import AdjustAuthorization, CapturePayment, RefundPayment, VoidPayment
from apps.payments.domain.gateway import GatewayStatus
from apps.payments.models import EmbeddedPayment, Payment
from apps.payments.tests.conftest import events
from apps.payments.tests.shop import AMOUNTS
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def refund(order, amount, key):
    return RefundPayment(order_id=order.order_id, amount=amount, currency="EUR", reason="cold", key=key)


def test_defect_6_refunds_are_limited_by_what_was_captured_not_by_the_orders_total(shop, pay, command):
    order = shop.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2000, currency="EUR"))
    for key, amount in (("a", 1500), ("b", 501), ("c", 500), ("d", 1)):
        command(refund(order, amount, key))
    assert Payment.objects.get().refunded == 2000
    assert [event["amount"] for event in events("operation_refused", order.order_id)] == [501, 1]


def test_defect_7_a_new_form_with_a_new_key_charges_no_second_time(shop, pay):
    order = shop.order()
    answers = [pay(order.order_id, key=str(new_id())) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert [row.authorized for row in EmbeddedPayment.objects.all()] == [AMOUNTS.total]


@pytest.mark.parametrize("field", ["amount", "tax", "delivery_fee", "total", "currency"])
def test_defect_8_amounts_are_the_orders_never_the_clients(shop, field):
    order = shop.order()
    body = {"order_id": str(order.order_id), "method": {"type": "cash"}, field: 1}
    api = client(principal(Role.CUSTOMER, id=shop.customer_id))
    answer = api.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, field)
    assert not Payment.objects.exists()


def test_defect_12_a_refund_says_what_it_takes_back_so_that_what_was_granted_can_follow(shop, pay, command):
    order = shop.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    command(refund(order, 500, "a"))
    (told,) = events("payment_refunded", order.order_id)
    assert (told["amount"], told["key"], bool(told["refund_id"])) == (500, "a", True)


@pytest.mark.parametrize(
    "before", ["nothing", "authorised", "asked", "raised", "captured", "cash", "cash taken"]
)
def test_defect_13_every_compensation_leaves_nothing_held(shop, pay, command, before):
    order = shop.order()
    if before != "nothing":
        tokens = {"asked": "pm_card_threeDSecure2Required", "cash": None, "cash taken": None}
        pay(order.order_id, tokens.get(before, "pm_card_visa"))
    if before == "raised":
        command(
            AdjustAuthorization(
                order_id=order.order_id, revision=1, amount=3000, currency="EUR", amounts=AMOUNTS
            )
        )
    if before in ("captured", "cash taken"):
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    command(VoidPayment(order_id=order.order_id, reason="called off"))
    payment = Payment.objects.get(order_id=order.order_id)
    assert payment.status in ("VOIDED", "REFUNDED")
    assert payment.captured == payment.refunded
    held = EmbeddedPayment.objects.exclude(status__in=[GatewayStatus.VOIDED, GatewayStatus.FAILED])
    assert [row.captured - row.refunded for row in held] in ([], [0])
