"""Revised orders: dearer ones need more reserved, cheaper ones are captured for less."""

from dataclasses import replace

import pytest

from apps.payments.contract.commands import AdjustAuthorization, CapturePayment, VoidPayment
from apps.payments.models import EmbeddedPayment, Invoice, Operation, Payment, Posting
from apps.payments.processing.operations import perform_due
from apps.payments.tests.builders import AMOUNTS, LINES, events
from dominos.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
DEARER = replace(AMOUNTS, food=2777, tax=364, total=3167)
CHEAPER = replace(AMOUNTS, food=1777, tax=241, total=2167)


def adjusted(order, amounts, revision=1, currency="EUR"):
    return AdjustAuthorization(
        order_id=order.order_id, revision=revision, amount=amounts.total, currency=currency, amounts=amounts
    )


def answers(order):
    """What was answered, in order of revision."""
    yes = [("yes", e["revision"], e["amount"]) for e in events("authorization_adjusted", order.order_id)]
    return yes + [("no", e["revision"], e["code"]) for e in events("authorization_refused", order.order_id)]


def books(order):
    return EmbeddedPayment.objects.filter(order_id=order.order_id).values_list("authorized", flat=True).get()


@pytest.fixture
def paid(world, pay):
    order = world.order()
    pay(order.order_id)
    return order


def test_a_dearer_order_reserves_more_and_its_invoice_and_entry_follow(world, paid, command):
    command(adjusted(paid, DEARER))
    assert answers(paid) == [("yes", 1, 3167)]
    assert books(paid) == 3167
    assert len(events("payment_authorized", paid.order_id)) == 1
    lines = (replace(LINES[0], unit_price=2277, total=2277), LINES[1])
    world.orders.change(paid.order_id, amounts=DEARER, lines=lines)
    command(CapturePayment(order_id=paid.order_id, amount=3167, currency="EUR"))
    invoice = Invoice.objects.get(order_id=paid.order_id)
    assert (invoice.total, invoice.document["lines"][0]["total"]) == (3167, 2277)
    assert Posting.objects.get(account="TAX_PAYABLE").amount == -364


def test_a_cheaper_order_asks_the_gateway_nothing_and_is_captured_for_less(world, pay, command, faulty):
    order = world.order()
    pay(order.order_id)
    command(adjusted(order, CHEAPER))
    assert answers(order) == [("yes", 1, 2167)]
    assert faulty.calls == ["authorize"]
    command(CapturePayment(order_id=order.order_id, amount=2167, currency="EUR"))
    assert (books(order), Payment.objects.get().captured) == (2667, 2167)
    assert Posting.objects.get(account="TAX_PAYABLE").amount == -241


def test_a_declined_increment_leaves_everything_as_it_was(world, pay, command):
    order = world.order()
    pay(order.order_id, "pm_card_incrementDeclined")
    for _ in range(2):
        command(adjusted(order, DEARER))
    assert answers(order) == [("no", 1, "insufficient_funds")] * 2
    payment = Payment.objects.get()
    assert (payment.amount, payment.authorized, payment.revision) == (2667, 2667, 0)
    command(adjusted(order, CHEAPER, revision=2))
    assert answers(order)[0] == ("yes", 2, 2167)


def test_the_same_revision_again_is_answered_again_and_an_old_one_is_not(paid, command):
    for revision, amounts in ((1, DEARER), (1, DEARER), (2, CHEAPER), (1, DEARER)):
        command(adjusted(paid, amounts, revision))
    assert answers(paid) == [("yes", 1, 3167), ("yes", 1, 3167), ("yes", 2, 2167)]
    assert Payment.objects.get().amount == 2167


def test_a_lost_reply_is_fetched_with_the_same_key(world, pay, command, faulty):
    order = world.order()
    pay(order.order_id)
    faulty.lost_replies = 2
    command(adjusted(order, DEARER))
    assert (answers(order), books(order)) == ([], 3167)
    with clock.stopped() as stopped:
        stopped.advance(hours=1)
        assert perform_due() == 1
    assert answers(order) == [("yes", 1, 3167)]


def test_cash_follows_up_to_the_stores_limit(world, pay, command):
    order = world.order()
    pay(order.order_id, None)
    command(adjusted(order, DEARER))
    beyond = replace(AMOUNTS, food=2277 + world.store.cash_limit, total=2667 + world.store.cash_limit)
    command(adjusted(order, beyond, revision=2))
    assert answers(order) == [("yes", 1, 3167), ("no", 2, "cash-limit-exceeded")]
    payment = Payment.objects.get()
    assert (payment.amount, payment.authorized) == (3167, 3167)


@pytest.mark.parametrize(
    ("currency", "is_void", "code"), [("SEK", False, "currency-differs"), ("EUR", True, "not-authorized")]
)
def test_what_cannot_be_adjusted(paid, command, currency, is_void, code):
    if is_void:
        command(VoidPayment(order_id=paid.order_id, reason="rejected"))
    command(adjusted(paid, DEARER, currency=currency))
    assert answers(paid) == [("no", 1, code)]
    assert not Operation.objects.filter(kind="ADJUST").exists()
