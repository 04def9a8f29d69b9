"""The ledger: every movement of money is posted once, balanced, and stays."""

import json
from dataclasses import asdict
from itertools import pairwise

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.orders.contract.types import Amounts, TaxLine
from apps.payments.contract.commands import CapturePayment, RefundPayment, VoidPayment
from apps.payments.contract.types import RefundComponents
from apps.payments.domain.accounts import MONEY, Account, EntryKind, lines_of
from apps.payments.domain.gateway import GatewayPayment, GatewayStatus
from apps.payments.domain.payment import Change, Step
from apps.payments.domain.splitting import Left, read_amounts, refund_parts, sale_parts
from apps.payments.ledger.journal import post
from apps.payments.models import JournalEntry, Payment, Posting
from apps.payments.processing.gateway_sync import record
from apps.payments.tests.shop import AMOUNTS
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import unit_of_work

database = pytest.mark.django_db(transaction=True)
CENTS = st.integers(0, 50_000)


@st.composite
def sales(draw):
    """The amounts of an order, its tax included in prices, or added, or some of each."""
    food, fee, tip = draw(CENTS), draw(CENTS), draw(CENTS)
    discount = draw(st.integers(0, food))
    taxed = food - discount + fee
    included, added = draw(st.integers(0, taxed // 4)), draw(st.integers(0, taxed // 4))
    total = taxed + added + tip
    return Amounts(
        food=food,
        discount=discount,
        delivery_fee=fee,
        tax=included + added,
        tax_added=added,
        tip=tip,
        total=total,
    )


@st.composite
def moves(draw):
    """A sale, how much of it is captured, and the refunded sum after each refund, repetitions included."""
    amounts = draw(sales().filter(lambda sold: sold.total))
    captured = draw(st.integers(1, amounts.total) | st.just(amounts.total))
    sums = draw(st.lists(st.integers(0, captured), max_size=6))
    return amounts, captured, [*sums, *sums[:1]]


@given(moves(), st.booleans(), st.randoms(use_true_random=False))
def test_any_sequence_balances_and_full_refunds_undo_the_tax_and_the_tip(moved, is_full, random):
    """Refunds in proportion and by components in any mixture."""
    amounts, captured, sums = moved
    marks = sorted({0, *sums, *([captured] if is_full else [])})
    money = Account.GATEWAY_CLEARING
    entries = [lines_of(EntryKind.CAPTURE, sale_parts(amounts, before=0, after=captured), money=money)]
    for before, after in pairwise(marks):
        balance = balances(line for entry in entries for line in entry)
        tax, tip = -balance.get(Account.TAX_PAYABLE, 0), -balance.get(Account.TIPS_PAYABLE, 0)
        left = Left(whole=captured - before, tax=tax, tip=tip)
        assert 0 <= tax + tip <= left.whole
        components = random.choice([None, named(after - before, random)])
        parts = refund_parts(left, after - before, components)
        entries.append(lines_of(EntryKind.REFUND, parts, money=money))
    assert all(sum(amount for _, amount in entry) == 0 for entry in entries)
    balance = balances(line for entry in entries for line in entry)
    assert balance.get(Account.GATEWAY_CLEARING, 0) == captured - marks[-1]
    assert balance.get(Account.CUSTOMER_RECEIVABLE, 0) == 0
    if is_full:
        assert balance.get(Account.TAX_PAYABLE, 0) == balance.get(Account.TIPS_PAYABLE, 0) == 0


def named(amount, random):
    """Components of a refund, as somebody may name them."""
    tip = random.randint(0, amount)
    return RefundComponents(food=amount - tip, tip=tip, tax=random.randint(0, amount - tip))


def balances(lines):
    """The balance of each account."""
    sums = {}
    for account, amount in lines:
        sums[account] = sums.get(account, 0) + amount
    return sums


def test_the_lines_of_a_sale():
    """20.77 of food and delivery net of tax: 303 of 2467 is tax, of the fee 48, of the discount 24."""
    parts = sale_parts(AMOUNTS, before=0, after=2667)
    lines = lines_of(EntryKind.CAPTURE, parts, money=Account.GATEWAY_CLEARING)
    assert balances(lines) == {
        Account.CUSTOMER_RECEIVABLE: 0,
        Account.GATEWAY_CLEARING: 2667,
        Account.PROMOTIONS: 176,
        Account.REVENUE: -1998,
        Account.DELIVERY_FEES: -342,
        Account.TAX_PAYABLE: -303,
        Account.TIPS_PAYABLE: -200,
    }


def test_fees_by_their_tax_lines():
    """Tax included: 12.40 of delivery at 24 % is 10.00 and 2.40; the deposit is untaxed; the food takes the rest."""
    amounts = Amounts(
        food=2280,
        discount=1140,
        delivery_fee=1240,
        small_order_fee=124,
        deposit=40,
        rounding=1,
        tip=100,
        tax=140 + 240 + 24,
        tax_added=0,
        total=2645,
        tax_lines=(
            TaxLine(tax_class="food", percent="14", base=1000, tax=140),
            TaxLine(tax_class="delivery", percent="24", base=1000, tax=240),
            TaxLine(tax_class="small_order", percent="24", base=100, tax=24),
        ),
    )
    kept = read_amounts(json.loads(json.dumps(asdict(amounts))))
    assert kept == amounts
    parts = sale_parts(kept, before=0, after=2645)
    assert balances(lines_of(EntryKind.CAPTURE, parts, money=Account.GATEWAY_CLEARING)) == {
        Account.CUSTOMER_RECEIVABLE: 0,
        Account.GATEWAY_CLEARING: 2645,
        Account.PROMOTIONS: 1000,
        Account.REVENUE: -2000,
        Account.DELIVERY_FEES: -1000,
        Account.SMALL_ORDER_FEES: -100,
        Account.DEPOSITS: -40,
        Account.ROUNDING: -1,
        Account.TAX_PAYABLE: -404,
        Account.TIPS_PAYABLE: -100,
    }


def capture(order, amount=2667):
    return CapturePayment(order_id=order.order_id, amount=amount, currency="EUR")


def refund(order, amount, key):
    return RefundPayment(order_id=order.order_id, amount=amount, currency="EUR", reason="cold", key=key)


def journal(order):
    """The kinds of the order's entries in order, with what each moved in the accounts that hold money."""
    entries = JournalEntry.objects.filter(order_id=order.order_id).order_by("id")
    return [
        (e.kind, e.postings.filter(account__in=MONEY).aggregate(total=Sum("amount"))["total"])
        for e in entries
    ]


@database
def test_each_movement_is_posted_once_however_often_it_is_wanted(shop, pay, command):
    """Two refunds of the same amount are two movements; the same refund twice is one."""
    order = shop.order()
    pay(order.order_id)
    assert journal(order) == []
    for message in (capture(order), refund(order, 1000, "a"), refund(order, 1000, "b")):
        command(message)
        command(message)
    assert journal(order) == [("CAPTURE", 2667), ("REFUND", -1000), ("REFUND", -1000)]


@database
def test_the_same_step_again_posts_nothing(shop, pay, command):
    order = shop.order()
    pay(order.order_id)
    command(capture(order))
    payment = Payment.objects.get(order_id=order.order_id)
    with unit_of_work("payments"):
        assert post(payment, Step(Change.CAPTURED, 2667)) is None
    assert journal(order) == [("CAPTURE", 2667)]


@database
def test_nothing_is_posted_for_what_was_never_captured(shop, pay, command):
    order = shop.order()
    pay(order.order_id)
    command(VoidPayment(order_id=order.order_id, reason="rejected"))
    assert not JournalEntry.objects.exists()


@database
def test_a_dispute_is_posted(shop, pay, command):
    order = shop.order()
    pay(order.order_id, "pm_card_createDispute")
    command(capture(order))
    assert journal(order) == [("CAPTURE", 2667), ("CHARGEBACK", -2667)]
    assert Posting.objects.get(account=Account.CHARGEBACKS).amount == 2667


@database
@pytest.mark.parametrize(
    ("service", "account"),
    [(ServiceMethod.DELIVERY, Account.CASH_IN_BAG), (ServiceMethod.CARRYOUT, Account.CASH_IN_TILL)],
)
def test_cash_lies_in_the_bag_or_in_the_till(shop, pay, command, service, account):
    order = shop.order(service=service)
    pay(order.order_id, None)
    command(capture(order))
    command(refund(order, 667, "a"))
    assert journal(order) == [("CASH_COLLECTION", 2667), ("REFUND", -667)]
    assert Posting.objects.filter(account=account, amount__gt=0).get().amount == 2667
    assert Posting.objects.filter(account=Account.CASH_IN_TILL, amount__lt=0).get().amount == -667


@database
def test_the_entry_ties_to_the_invoice(shop, pay, command):
    order = shop.order()
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
    payment = new_payment(amounts)
    for refunded in (0, *sums):
        record(payment.id, news(payment, amounts.total, captured, refunded))
    payment.refresh_from_db()
    assert (payment.captured, payment.refunded) == (captured, max(sums, default=0))
    postings = Posting.objects.filter(entry__payment=payment)
    assert postings.aggregate(total=Sum("amount"))["total"] == 0
    held = postings.filter(account__in=MONEY).aggregate(total=Sum("amount"))["total"]
    assert held == captured - payment.refunded


def new_payment(amounts):
    return Payment.objects.create(
        order_id=new_id(),
        method="card",
        service="DELIVERY",
        currency="EUR",
        amount=amounts.total,
        order_amounts=asdict(amounts),
    )


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
def test_a_sale_whose_amounts_were_never_kept_is_left_in_suspense(shop):
    payment = new_payment(AMOUNTS)
    Payment.objects.filter(id=payment.id).update(order_amounts=None)
    record(payment.id, news(payment, 2667, 2667, 0))
    assert Posting.objects.get(account=Account.SUSPENSE).amount == -2667


@database
def test_a_refused_entry_takes_the_recording_with_it(shop, pay, command, monkeypatch):
    """The entry and the payment's change are one transaction."""
    payment = new_payment(AMOUNTS)
    lines = ((Account.GATEWAY_CLEARING, 2667), (Account.REVENUE, -2666))
    monkeypatch.setattr("apps.payments.ledger.journal.lines_of", lambda *_, **__: lines)
    with pytest.raises(IntegrityError, match="does not balance"):
        record(payment.id, news(payment, 2667, 2667, 0))
    payment.refresh_from_db()
    assert (payment.status, payment.captured) == ("CREATED", 0)
    assert not JournalEntry.objects.exists()


ENTRY = """INSERT INTO payments.payments_journalentry (id, key, kind, payment_id, order_id, currency, size, posted_at)
    VALUES (%s, %s, 'CAPTURE', %s, %s, 'EUR', %s, now())"""
POSTING = "INSERT INTO payments.payments_posting (id, entry_id, account, amount) VALUES (%s, %s, %s, %s)"


def insert(payment, size, *amounts, entry_id=None):
    """Writes by SQL alone what no code here would."""
    with transaction.atomic(), connection.cursor() as cursor:
        if entry_id is None:
            entry_id = new_id()
            cursor.execute(ENTRY, [entry_id, str(entry_id), payment.id, payment.order_id, size])
        for amount in amounts:
            cursor.execute(POSTING, [new_id(), entry_id, "REVENUE", amount])
    return entry_id


@database
@pytest.mark.parametrize(
    ("size", "amounts"), [(2, (100, -99)), (1, (100,)), (0, ()), (3, (100, -100)), (2, (100, -50, -50))]
)
def test_the_database_refuses_an_entry_that_is_not_whole(size, amounts):
    payment = new_payment(AMOUNTS)
    with pytest.raises(IntegrityError, match="does not balance"):
        insert(payment, size, *amounts)
    assert not JournalEntry.objects.exists()


@database
def test_the_database_lets_nobody_add_to_a_committed_entry():
    payment = new_payment(AMOUNTS)
    entry_id = insert(payment, 2, 100, -100)
    with pytest.raises(IntegrityError, match="does not balance"):
        insert(payment, 2, 5, -5, entry_id=entry_id)
    assert Posting.objects.count() == 2


@database
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments.payments_posting SET amount = 0 - amount",
        "DELETE FROM payments.payments_posting",
        "UPDATE payments.payments_journalentry SET currency = 'USD'",
        "DELETE FROM payments.payments_journalentry",
        "TRUNCATE payments.payments_posting",
        "TRUNCATE payments.payments_journalentry CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_delete(statement):
    insert(new_payment(AMOUNTS), 2, 100, -100)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Posting.objects.aggregate(total=Sum("amount"))["total"] == 0
    assert JournalEntry.objects.count() == 1
