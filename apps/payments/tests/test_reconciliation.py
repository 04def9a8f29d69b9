"""`manage.py reconcile`: silent about what agrees, loud about a single cent."""

from dataclasses import replace

import pytest
from django.db import connection, transaction

from apps.orders.contract.types import OrderStatus
from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import RefundScope
from apps.payments.domain.accounts import Account
from apps.payments.models import EmbeddedPayment, JournalEntry, OrderFacts, Payment, Posting
from apps.payments.tests.builders import AMOUNTS, reconciled
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trade(world, pay, command):
    """A day with a card sale refunded in part, a cash sale, a dispute, a decline and an open authorization."""
    orders = [world.order() for _ in range(5)]
    tokens = ["pm_card_visa", None, "pm_card_createDispute", "pm_card_visa_chargeDeclined", "pm_card_visa"]
    for order, token in zip(orders, tokens, strict=True):
        pay(order.order_id, token)
    for order in orders[:3]:
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
        world.orders.change(order.order_id, status=OrderStatus.COMPLETED)
    first = orders[0].order_id
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION, order_id=first, amount=500, currency="EUR", reason="cold", key="a"
        )
    )
    return orders


def test_a_day_that_agrees(trade):
    printed, complaint = reconciled()
    assert complaint == ""
    table = [line.split() for line in printed.splitlines()]
    assert ["card", "EUR", "captured", *["53.34", "EUR"] * 4] in table
    assert ["card", "EUR", "refunded", *["5.00", "EUR"] * 3, "-"] in table
    assert ["card", "EUR", "charged", "back", *["26.67", "EUR"] * 3, "-"] in table
    assert ["cash", "EUR", "captured", *["26.67", "EUR"] * 2, "-", "26.67", "EUR"] in table
    assert table[0][-2:] == ["5", "payments"]
    assert printed.endswith("0 differences\n")


def test_another_day_is_not_looked_at(trade):
    EmbeddedPayment.objects.filter(order_id=trade[0].order_id).update(refunded=501)
    printed, complaint = reconciled("2020-02-29")
    assert (complaint, printed.splitlines()[0]) == ("", "2020-02-29 (UTC): 0 payments")


def test_a_cent_more_refunded_at_the_gateway_is_found(trade):
    EmbeddedPayment.objects.filter(order_id=trade[0].order_id).update(refunded=501)
    printed, complaint = reconciled()
    assert complaint == "1 payments differ"
    payment = Payment.objects.get(order_id=trade[0].order_id)
    found = f"{payment.id} {payment.order_number}: gateway captured 2667, refunded 501, charged back 0 but payment"
    assert found in printed


def test_a_payment_that_lost_its_entry_is_found(trade):
    """Recorded without the ledger, as by hand in the database."""
    Payment.objects.filter(order_id=trade[4].order_id).update(captured=2667, status="CAPTURED")
    EmbeddedPayment.objects.filter(order_id=trade[4].order_id).update(captured=2667, status="CAPTURED")
    printed, complaint = reconciled()
    assert complaint == "1 payments differ"
    assert "ledger captured 0, refunded 0, charged back 0 but payment captured 2667" in printed


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"status": OrderStatus.CANCELLED}, "order CANCELLED is due 0 but captured 2667"),
        ({"status": OrderStatus.CANCELLED, "kept": 1000}, "order CANCELLED is due 1000 but captured 2667"),
        ({"status": OrderStatus.READY}, "order READY is due 0 but captured 2667"),
        ({"amounts": replace(AMOUNTS, total=2666)}, "order COMPLETED is due 2666 but captured 2667"),
        (None, "orders know no such order"),
    ],
)
def test_a_charge_that_orders_do_not_stand_for_is_found(trade, world, changes, found):
    if changes is None:
        del world.orders.orders[trade[1].order_id]
    else:
        world.orders.change(trade[1].order_id, **changes)
    printed, complaint = reconciled()
    assert complaint == "1 payments differ"
    assert found in printed


def test_a_hold_on_an_order_that_ended_and_an_order_nobody_paid_are_found(trade, world):
    world.orders.change(trade[4].order_id, status=OrderStatus.EXPIRED)
    OrderFacts.objects.create(order_id=new_id(), number="2026-11-22#99", status="COMPLETED", status_at=now())
    printed, complaint = reconciled()
    assert complaint == "2 payments differ"
    assert "order EXPIRED but the payment is AUTHORIZED" in printed
    assert "2026-11-22#99: completed without a payment" in printed


def test_a_charge_returned_whole_is_no_difference(trade, world, command):
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=trade[1].order_id,
            amount=2667,
            currency="EUR",
            reason="cold",
            key="b",
        )
    )
    world.orders.change(trade[1].order_id, status=OrderStatus.CANCELLED)
    assert reconciled()[1] == ""


def test_an_entry_too_many_is_found(trade):
    payment = Payment.objects.get(order_id=trade[1].order_id)
    with transaction.atomic():
        entry = JournalEntry.objects.create(
            key=str(new_id()),
            kind="REFUND",
            payment=payment,
            order_id=payment.order_id,
            currency="EUR",
            size=2,
        )
        lines = ((Account.REFUNDS, 1), (Account.CASH_IN_BAG, -1))
        Posting.objects.bulk_create(Posting(entry=entry, account=a, amount=n) for a, n in lines)
    printed, complaint = reconciled()
    assert complaint == "1 payments differ"
    assert "ledger captured 2667, refunded 1, charged back 0" in printed


def test_money_still_held_for_an_attempt_that_ended_is_found(trade):
    EmbeddedPayment.objects.filter(order_id=trade[3].order_id).update(status="AUTHORIZED", authorized=2667)
    printed, complaint = reconciled()
    assert complaint == "1 payments differ"
    assert "payment FAILED but the gateway holds it AUTHORIZED" in printed


def test_a_gateway_that_does_not_know_the_payment_is_a_difference(trade):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payments.payments_payment SET reference = 'epay_0' WHERE captured > refunded")
    printed, complaint = reconciled()
    assert complaint == "2 payments differ"
    assert "the gateway knows no such payment" in printed


def test_a_gateway_that_is_down_is_a_difference(world, pay, command, faulty):
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    world.orders.change(order.order_id, status=OrderStatus.COMPLETED)
    faulty.lost_requests = 2
    printed, complaint = reconciled()
    assert complaint == "1 payments differ"
    assert "the gateway does not answer" in printed
    assert reconciled()[1] == ""
