"""Refunds that come back from the customer's bank: owed, told, and made again."""

import pytest
from django.core.management import CommandError, call_command

from apps.orders.contract.types import OrderStatus
from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import PaymentStatus, RefundScope
from apps.payments.models import CreditNote, EmbeddedEvent, EmbeddedPayment, Operation, Payment
from apps.payments.processing.operations import perform_due
from apps.payments.processing.stale_payments import check_due
from apps.payments.tests.builders import WEBHOOK_SECRET, balances, events, post_webhook, reconciled, status_of
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
REFUNDS = "/api/v1/payments/refunds"


@pytest.fixture
def refunded(world, pay, command, monkeypatch):
    """A completed order of which 500 was refunded."""
    monkeypatch.setenv("GATEWAY_WEBHOOK_SECRET", WEBHOOK_SECRET)
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    world.orders.change(order.order_id, status=OrderStatus.COMPLETED)
    refund(command, order, 500)
    return order


def refund(command, order, amount, key="a"):
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=order.order_id,
            amount=amount,
            currency="EUR",
            reason="cold",
            key=key,
        )
    )


def come_back(order):
    """The bank sends the newest refund back; its webhook comes twice."""
    call_command("fail_refund", str(order.order_id))
    for _ in range(2):
        assert post_webhook(EmbeddedEvent.objects.latest("id").body.encode()).status_code == 200


def test_what_came_back_is_owed_and_goes_out_again_with_one_credit_note(refunded, world):
    before = balances()
    come_back(refunded)
    assert status_of(refunded.order_id) is PaymentStatus.CAPTURED
    owed = balances()
    assert owed["REFUNDS_DUE"] == -500
    assert owed["GATEWAY_CLEARING"] == before["GATEWAY_CLEARING"] + 500
    assert [event["amount"] for event in events("refund_failed", refunded.order_id)] == [500]
    assert reconciled()[1] == ""
    manager = client(principal(Role.STORE_MANAGER, stores=(world.store.id,)))
    failed = manager.get(f"{REFUNDS}?status=FAILED").data["results"]
    assert [(row["amount"], row["code"]) for row in failed] == [(500, "refund-failed")]
    again = f"{REFUNDS}/{failed[0]['id']}/retry"
    assert client(principal(Role.STORE_STAFF, stores=(world.store.id,))).post(again, {}).status_code == 403
    assert manager.post(again, {}).status_code == 200
    assert manager.post(again, {}).data["code"] == "refund-not-failed"
    assert balances() == before
    assert status_of(refunded.order_id) is PaymentStatus.PARTIALLY_REFUNDED
    assert len(events("refund_retried", refunded.order_id)) == 1
    assert len(events("payment_refunded", refunded.order_id)) == CreditNote.objects.count() == 1
    assert reconciled()[1] == ""


def test_what_is_owed_cannot_be_refunded_to_somebody_twice(refunded, command):
    come_back(refunded)
    refund(command, refunded, 2667, "b")
    assert events("operation_refused", refunded.order_id)[0]["code"] == "above-captured"
    refund(command, refunded, 2167, "c")
    assert balances()["REFUNDS_DUE"] == -500
    assert "TAX_PAYABLE" not in balances(), "the refund of all that is left undoes the tax"
    assert reconciled()[1] == ""


def test_it_may_come_back_again_and_again(refunded, world):
    for _ in range(3):
        come_back(refunded)
        wanted = Operation.objects.get(kind="REFUND")
        answer = client(principal(Role.SUPPORT)).post(f"{REFUNDS}/{wanted.id}/retry", {})
        assert answer.status_code == 200
    payment = Payment.objects.get()
    assert (payment.refunded, payment.refund_failed) == (500, 1500)
    assert "REFUNDS_DUE" not in balances()
    assert reconciled()[1] == ""


def test_without_a_webhook_the_sweeper_finds_it_within_thirty_days(refunded):
    with clock.stopped() as stopped:
        stopped.advance(days=3)
        assert check_due() == 1
        call_command("fail_refund", str(refunded.order_id))
        stopped.advance(days=3)
        assert check_due() == 1
        assert status_of(refunded.order_id) is PaymentStatus.CAPTURED


def test_nobody_asks_for_ever(refunded):
    with clock.stopped() as stopped:
        stopped.advance(days=31)
        assert check_due() == 1
        assert Payment.objects.get().check_at is None


def test_what_came_back_of_a_refund_begun_at_the_gateway_is_repeated_like_any_other(refunded):
    Operation.objects.update(amount=499)
    come_back(refunded)
    wanted = Operation.objects.get(status="FAILED")
    assert wanted.amount == 500
    assert client(principal(Role.SUPPORT)).post(f"{REFUNDS}/{wanted.id}/retry", {}).status_code == 200
    assert "REFUNDS_DUE" not in balances()


def test_a_repetition_the_gateway_refuses_stays_one_that_failed(refunded):
    come_back(refunded)
    wanted = Operation.objects.get(kind="REFUND")
    EmbeddedPayment.objects.update(dispute="LOST", disputed=2667, dispute_lost=2667)
    assert client(principal(Role.SUPPORT)).post(f"{REFUNDS}/{wanted.id}/retry", {}).status_code == 200
    with clock.stopped() as stopped:
        # The books had changed: it is looked at once more, then given up.
        stopped.advance(minutes=1)
        perform_due()
    assert Operation.objects.get(kind="REFUND").status == "FAILED"
    assert not events("operation_refused", refunded.order_id)


def test_an_order_without_a_refund_has_none_that_fails():
    with pytest.raises(CommandError, match="no refund"):
        call_command("fail_refund", str(new_id()))
