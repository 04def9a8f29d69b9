"""A gateway that is down, slow or loses replies: nothing is charged twice, nothing is forgotten."""

from contextlib import suppress

import pytest

from apps.payments.contract.commands import CapturePayment
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import PaymentMethod
from apps.payments.gateways.embedded.bank import close_dispute
from apps.payments.gateways.guarded import ATTEMPTS
from apps.payments.models import EmbeddedCall, EmbeddedPayment
from apps.payments.processing import pay, stale_payments
from apps.payments.processing.attempts import PaymentRequest
from apps.payments.processing.operations import perform_due
from apps.payments.processing.stale_payments import check_due
from apps.payments.tests.builders import build_refund, events, gateway_books, status_of
from dominos.kernel import clock
from dominos.kernel.errors import Unavailable

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_gateway_that_is_down_is_a_503_and_cash_is_taken(world, pay, faulty):
    order = world.order()
    faulty.lost_requests = 2
    answer = pay(order.order_id, key="k")
    assert (answer.status_code, answer.data["code"]) == (503, "card-gateway-down")
    assert not events("payment_failed", order.order_id)
    assert pay(order.order_id, None).status_code == 201


def test_the_same_request_goes_through_once_the_gateway_is_back(world, pay, faulty):
    order = world.order()
    faulty.lost_requests = 2
    assert pay(order.order_id, key="k").status_code == 503
    assert pay(order.order_id, key="k").status_code == 201
    perform_due()
    reserved = [p.authorized for p in EmbeddedPayment.objects.filter(status="AUTHORIZED")]
    assert reserved == [2667]


def test_one_lost_reply_is_asked_for_again(world, pay, faulty):
    order = world.order()
    faulty.lost_replies = 1
    assert pay(order.order_id).status_code == 201
    assert gateway_books(order) == [("AUTHORIZED", 0, 0)]


def test_a_hold_we_gave_up_on_is_released(world, pay, faulty):
    """Time-out after success: the customer is told 503, pays in cash, and nothing stays reserved."""
    order = world.order()
    faulty.lost_replies = 2
    assert pay(order.order_id).status_code == 503
    assert pay(order.order_id, None).status_code == 201
    assert gateway_books(order) == [("VOIDED", 0, 0)]


def test_an_open_breaker_answers_at_once(world, pay, faulty):
    faulty.lost_requests = 10
    answers = [pay(world.order().order_id).status_code for _ in range(5)]
    assert answers == [503] * 5
    made = len(faulty.calls)
    assert pay(world.order().order_id).status_code == 503
    assert len(faulty.calls) == made
    assert pay(world.order().order_id, None).status_code == 201


def test_a_crash_before_the_reply_was_recorded_is_healed_by_the_sweeper(world, pay, faulty):
    order = world.order()

    def crash(_):
        raise KeyboardInterrupt

    faulty.before_reply = crash
    with pytest.raises(KeyboardInterrupt):
        pay(order.order_id)
    faulty.before_reply = lambda _: None
    assert pay(order.order_id).data["code"] == "payment-in-progress"
    with clock.stopped() as stopped:
        stopped.advance(minutes=2)
        assert check_due() == 1
    assert status_of(order.order_id) is PaymentStatus.AUTHORIZED
    assert gateway_books(order) == [("AUTHORIZED", 0, 0)]


def test_a_banks_decision_whose_webhook_never_came_is_found_by_the_sweeper(world, pay, command):
    order = world.order()
    pay(order.order_id, "pm_card_createDispute")
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert status_of(order.order_id) is PaymentStatus.CHARGEBACK
    close_dispute(EmbeddedPayment.objects.get(order_id=order.order_id).reference, is_won=True)
    with clock.stopped() as stopped:
        stopped.advance(hours=25)
        assert check_due() == 1
        assert status_of(order.order_id) is PaymentStatus.CAPTURED
        stopped.advance(hours=25)
        assert check_due() == 0


def test_the_sweeper_drains_what_is_due_within_its_time(world, pay, monkeypatch):
    for _ in range(5):
        pay(world.order().order_id)
    monkeypatch.setattr("apps.payments.processing.stale_payments.BATCH", 2)
    with clock.stopped() as stopped:
        stopped.advance(hours=7)
        with monkeypatch.context() as slow:
            ask = stale_payments._retrieved
            slow.setattr(
                stale_payments, "_retrieved", lambda payment: stopped.advance(seconds=15) and ask(payment)
            )
            assert check_due() == 2, "the next beat takes the others"
        assert check_due() == 3
        assert check_due() == 0


def test_a_press_that_reached_nobody_does_not_forget_the_one_before(world, faulty):
    order = world.order()
    press = PaymentRequest(
        order_id=order.order_id,
        customer_id=world.customer_id,
        method=PaymentMethod.CARD,
        token="pm_card_visa",
        key="once",
    )

    def press_again(seen):
        faulty.before_reply, faulty.unsent_requests = lambda seen: None, ATTEMPTS
        with pytest.raises(Unavailable):
            pay.pay(press)

    faulty.before_reply, faulty.lost_replies = press_again, ATTEMPTS
    with suppress(Unavailable):  # or the second one has called it off by now
        pay.pay(press)
    with clock.stopped() as stopped:
        stopped.advance(hours=1)
        perform_due()
    assert [status for status, *_ in gateway_books(order)] == ["VOIDED"]


def test_a_capture_waits_for_the_gateway_and_happens_once(world, pay, command, faulty):
    order = world.order()
    pay(order.order_id)
    faulty.lost_replies = 2
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert status_of(order.order_id) is PaymentStatus.AUTHORIZED
    assert perform_due() == 0
    with clock.stopped() as stopped:
        stopped.advance(hours=1)
        assert perform_due() == 1
    assert status_of(order.order_id) is PaymentStatus.CAPTURED
    assert gateway_books(order) == [("CAPTURED", 2667, 0)]


def test_a_refund_is_not_repeated_once_the_gateway_forgot_its_key(world, pay, command, faulty):
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    faulty.lost_replies = 2
    command(build_refund(order, 500, "a"))
    EmbeddedCall.objects.all().delete()
    with clock.stopped() as stopped:
        stopped.advance(hours=25)
        perform_due()
    assert gateway_books(order) == [("CAPTURED", 2667, 500)]
    assert [event["amount"] for event in events("payment_refunded", order.order_id)] == [500]
