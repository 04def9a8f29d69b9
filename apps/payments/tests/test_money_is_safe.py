"""What payments never does: refund too much, charge twice, believe a client's amount, leave money held."""

import pytest

from apps.payments.contract.commands import AdjustAuthorization, CapturePayment, VoidPayment
from apps.payments.domain.gateway import GatewayStatus
from apps.payments.models import EmbeddedPayment, Payment
from apps.payments.tests.builders import AMOUNTS, build_refund, events
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def test_refunds_are_limited_by_what_was_captured_not_by_the_orders_total(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2000, currency="EUR"))
    for key, amount in (("a", 1500), ("b", 501), ("c", 500), ("d", 1)):
        command(build_refund(order, amount, key))
    assert Payment.objects.get().refunded == 2000
    assert [event["amount"] for event in events("operation_refused", order.order_id)] == [501, 1]


def test_a_new_form_with_a_new_key_charges_no_second_time(world, pay):
    order = world.order()
    answers = [pay(order.order_id, key=str(new_id())) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert [row.authorized for row in EmbeddedPayment.objects.all()] == [AMOUNTS.total]


@pytest.mark.parametrize("field", ["amount", "tax", "delivery_fee", "total", "currency"])
def test_amounts_are_the_orders_never_the_clients(world, field):
    order = world.order()
    body = {"order_id": str(order.order_id), "method": {"type": "cash"}, field: 1}
    api = client(principal(Role.CUSTOMER, id=world.customer_id))
    answer = api.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, field)
    assert not Payment.objects.exists()


def test_a_refund_says_what_it_takes_back_so_that_what_was_granted_can_follow(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    command(build_refund(order, 500, "a"))
    (told,) = events("payment_refunded", order.order_id)
    assert (told["amount"], told["key"], bool(told["refund_id"])) == (500, "a", True)


@pytest.mark.parametrize(
    "before", ["nothing", "authorized", "asked", "raised", "captured", "cash", "cash taken"]
)
def test_every_compensation_leaves_nothing_held(world, pay, command, before):
    order = world.order()
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
    command(VoidPayment(order_id=order.order_id, reason="cancelled"))
    payment = Payment.objects.get(order_id=order.order_id)
    assert payment.status in ("VOIDED", "REFUNDED")
    assert payment.captured == payment.refunded
    held = EmbeddedPayment.objects.exclude(status__in=[GatewayStatus.VOIDED, GatewayStatus.FAILED])
    assert [row.captured - row.refunded for row in held] in ([], [0])
