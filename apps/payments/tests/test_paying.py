"""Paying an order over REST."""


import pytest

from apps.payments.contract.commands import CapturePayment
from apps.payments.contract.types import PaymentStatus
from apps.payments.models import Invoice
from apps.payments.tests.conftest import events, status_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_card_is_authorised_captured_and_invoiced(shop, pay, command):
    order = shop.order()
    answer = pay(order.order_id)
    assert answer.status_code == 201, answer.data
    assert answer.data["status"] == "AUTHORIZED"
    assert answer.data["authorized"] == order.amounts.total
    assert answer.data["notice"] == "test, no money moved"
    assert events("payment_authorized", order.order_id) == [
        {
            "order_id": str(order.order_id),
            "payment_id": answer.data["id"],
            "amount": 2667,
            "currency": "EUR",
            "method": "card",
        }
    ]
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert status_of(order.order_id) is PaymentStatus.CAPTURED
    assert [event["amount"] for event in events("payment_captured", order.order_id)] == [2667]
    invoice = Invoice.objects.get(order_id=order.order_id)
    assert events("invoice_issued", order.order_id)[0]["number"] == invoice.number
