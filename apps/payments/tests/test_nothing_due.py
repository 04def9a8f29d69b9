"""Orders that cost nothing: placed so, or revised down to it. Released, invoiced, settled."""

from dataclasses import replace

import pytest

from apps.payments.contract.commands import AdjustAuthorization, CapturePayment, VoidPayment
from apps.payments.invoices.pdf.invoice import render_invoice
from apps.payments.ledger.orders import ask_orders, differences
from apps.payments.models import EmbeddedPayment, Invoice, JournalEntry, Payment
from apps.payments.processing.operations import perform_due
from apps.payments.tests.builders import AMOUNTS, events

pytestmark = pytest.mark.django_db(transaction=True)
FREE = replace(
    AMOUNTS, food=1777, discount=1777, delivery_fee=0, tax=0, tip=0, total=0, tax_lines=(), savings=1777
)


def capture(order):
    return CapturePayment(order_id=order.order_id, amount=0, currency="EUR")


def captured(order):
    return [event["amount"] for event in events("payment_captured", order.order_id)]


def test_an_order_without_a_payment_is_settled_and_invoiced(world, command):
    order = world.order(amounts=FREE)
    command(capture(order))
    command(capture(order))
    payment = Payment.objects.get(order_id=order.order_id)
    assert (payment.status, payment.method, payment.captured) == ("CAPTURED", "none", 0)
    assert captured(order) == [0]
    invoice = Invoice.objects.get(order_id=order.order_id)
    assert (invoice.total, invoice.document["payment"]["method"]) == (0, "none")
    assert render_invoice(invoice.document).startswith(b"%PDF")
    assert not JournalEntry.objects.filter(payment=payment).exists()


@pytest.mark.parametrize("token", ["pm_card_visa", None])
def test_a_payment_of_an_order_revised_down_to_nothing_is_released(world, pay, command, token):
    order = world.order()
    pay(order.order_id, token)
    command(AdjustAuthorization(order_id=order.order_id, revision=1, amount=0, currency="EUR", amounts=FREE))
    world.orders.change(order.order_id, amounts=FREE, status="COMPLETED")
    command(capture(order))
    perform_due()
    payment = Payment.objects.get(order_id=order.order_id)
    assert (payment.status, payment.captured, captured(order)) == ("CAPTURED", 0, [0])
    assert not events("payment_voided", order.order_id)
    assert Invoice.objects.get(order_id=order.order_id).total == 0
    held = EmbeddedPayment.objects.filter(order_id=order.order_id).values_list("status", flat=True)
    assert set(held) <= {"VOIDED"}
    assert differences(payment, ask_orders([order.order_id])[order.order_id]) == []


def test_what_nobody_paid_can_be_voided(world, command):
    order = world.order(amounts=FREE)
    command(VoidPayment(order_id=order.order_id, reason="cancelled"))
    command(capture(order))
    assert (captured(order), len(events("payment_voided", order.order_id))) == ([], 1)


def test_what_waits_for_its_payer_when_a_free_order_is_settled_is_given_up(world, pay, command):
    """A change of it was to be paid, and was not."""
    order = world.order()
    pay(order.order_id, "pm_card_threeDSecure2Required")
    world.orders.change(order.order_id, amounts=FREE, status="COMPLETED")
    command(capture(order))
    perform_due()
    assert set(Payment.objects.filter(order_id=order.order_id).values_list("status", "method")) == {
        ("FAILED", "card"),
        ("CAPTURED", "none"),
    }
    assert captured(order) == [0]
