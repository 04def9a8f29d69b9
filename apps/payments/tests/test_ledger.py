"""The ledger: every movement of money is posted once, balanced, and stays."""

import pytest
from django.db import IntegrityError
from django.db.models import Sum
from hypothesis import given, settings

from apps.payments.contract.commands import VoidPayment
from apps.payments.domain.accounts import MONEY, Account
from apps.payments.domain.gateway import GatewayPayment, GatewayStatus
from apps.payments.domain.payment import Change, Step
from apps.payments.ledger.journal import post
from apps.payments.models import JournalEntry, Payment, Posting
from apps.payments.processing.gateway_sync import record
from apps.payments.tests.builders import AMOUNTS, build_refund, make_payment
from apps.payments.tests.builders import build_capture as capture
from apps.payments.tests.strategies import moves
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.unit_of_work import unit_of_work

database = pytest.mark.django_db(transaction=True)


def journal(order):
    """The kinds of the order's entries in order, with what each moved in the accounts that hold money."""
    entries = JournalEntry.objects.filter(order_id=order.order_id).order_by("id")
    return [
        (e.kind, e.postings.filter(account__in=MONEY).aggregate(total=Sum("amount"))["total"])
        for e in entries
    ]


@database
def test_each_movement_is_posted_once_however_often_it_is_wanted(world, pay, command):
    """Two refunds of the same amount are two movements; the same refund twice is one."""
    order = world.order()
    pay(order.order_id)
    assert journal(order) == []
    for message in (capture(order), build_refund(order, 1000, "a"), build_refund(order, 1000, "b")):
        command(message)
        command(message)
    assert journal(order) == [("CAPTURE", 2667), ("REFUND", -1000), ("REFUND", -1000)]


@database
def test_the_same_step_again_posts_nothing(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(capture(order))
    payment = Payment.objects.get(order_id=order.order_id)
    with unit_of_work("payments"):
        assert post(payment, Step(Change.CAPTURED, 2667)) is None
    assert journal(order) == [("CAPTURE", 2667)]


@database
def test_nothing_is_posted_for_what_was_never_captured(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(VoidPayment(order_id=order.order_id, reason="rejected"))
    assert not JournalEntry.objects.exists()


@database
def test_a_dispute_is_posted(world, pay, command):
    order = world.order()
    pay(order.order_id, "pm_card_createDispute")
    command(capture(order))
    assert journal(order) == [("CAPTURE", 2667), ("CHARGEBACK", -2667)]
    assert Posting.objects.get(account=Account.CHARGEBACKS).amount == 2667


@database
@pytest.mark.parametrize(
    ("service", "account"),
    [(ServiceMethod.DELIVERY, Account.CASH_IN_BAG), (ServiceMethod.CARRYOUT, Account.CASH_IN_TILL)],
)
def test_cash_lies_in_the_bag_or_in_the_till(world, pay, command, service, account):
    order = world.order(service=service)
    pay(order.order_id, None)
    command(capture(order))
    command(build_refund(order, 667, "a"))
    assert journal(order) == [("CASH_COLLECTION", 2667), ("REFUND", -667)]
    assert Posting.objects.filter(account=account, amount__gt=0).get().amount == 2667
    assert Posting.objects.filter(account=Account.CASH_IN_TILL, amount__lt=0).get().amount == -667


@database
def test_the_entry_ties_to_the_invoice(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(capture(order))
    invoice = Payment.objects.get(order_id=order.order_id).invoices.get()
    postings = {p.account: p.amount for p in Posting.objects.exclude(account=Account.CUSTOMER_RECEIVABLE)}
    assert postings[Account.TAX_PAYABLE] == -invoice.document["amounts"]["tax"]
    assert postings[Account.TIPS_PAYABLE] == -invoice.document["amounts"]["tip"]
    assert postings[Account.GATEWAY_CLEARING] == invoice.total


@database
@settings(max_examples=12, deadline=None)
@given(moves())
def test_the_books_hold_captured_minus_refunded(moved):
    """News in any order, some twice, some stale: the database takes each entry, and the sums are the payment's."""
    amounts, captured, sums = moved
    payment = make_payment(amounts)
    for refunded in (0, *sums):
        record(payment.id, news(payment, amounts.total, captured, refunded))
    payment.refresh_from_db()
    assert (payment.captured, payment.refunded) == (captured, max(sums, default=0))
    postings = Posting.objects.filter(entry__payment=payment)
    assert postings.aggregate(total=Sum("amount"))["total"] == 0
    held = postings.filter(account__in=MONEY).aggregate(total=Sum("amount"))["total"]
    assert held == captured - payment.refunded


def news(payment, authorized, captured, refunded):
    return GatewayPayment(
        reference="epay_1",
        payment_id=payment.id,
        status=GatewayStatus.CAPTURED,
        currency="EUR",
        authorized=authorized,
        captured=captured,
        refunded=refunded,
    )


@database
def test_a_sale_whose_amounts_were_never_kept_is_left_in_suspense(world):
    payment = make_payment(AMOUNTS)
    Payment.objects.filter(id=payment.id).update(order_amounts=None)
    record(payment.id, news(payment, 2667, 2667, 0))
    assert Posting.objects.get(account=Account.SUSPENSE).amount == -2667


@database
def test_a_refused_entry_takes_the_recording_with_it(world, pay, command, monkeypatch):
    """The entry and the payment's change are one transaction."""
    payment = make_payment(AMOUNTS)
    lines = ((Account.GATEWAY_CLEARING, 2667), (Account.REVENUE, -2666))
    monkeypatch.setattr("apps.payments.ledger.journal.lines_of", lambda *_, **__: lines)
    with pytest.raises(IntegrityError, match="does not balance"):
        record(payment.id, news(payment, 2667, 2667, 0))
    payment.refresh_from_db()
    assert (payment.status, payment.captured) == ("CREATED", 0)
    assert not JournalEntry.objects.exists()
