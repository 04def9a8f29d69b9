"""Captures, voids and refunds, with the gateway up, down and half up."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from apps.payments.contract.commands import CapturePayment, RefundPayment, VoidPayment
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import GatewayStatus
from apps.payments.gateways.embedded.gateway import close_dispute
from apps.payments.gateways.guarded import ATTEMPTS
from apps.payments.models import EmbeddedCall, EmbeddedPayment, Method, Operation, Payment
from apps.payments.processing import pay, stale_payments
from apps.payments.processing.operations import LONGEST_WAIT, backoff, perform_due
from apps.payments.processing.pay import PaymentRequest
from apps.payments.processing.stale_payments import check_due
from apps.payments.tests.conftest import at_once, events, status_of
from dominos.kernel import clock
from dominos.kernel.errors import Unavailable

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def captured(shop, pay, command):
    """A captured order."""
    order = shop.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    return order


def refund(order, amount, key):
    return RefundPayment(order_id=order.order_id, amount=amount, currency="EUR", reason="cold", key=key)


def books(order):
    """What the gateway's books show of the order: (status, captured, refunded) of each payment."""
    rows = EmbeddedPayment.objects.filter(order_id=order.order_id).order_by("created_at")
    return [(row.status, row.captured, row.refunded) for row in rows]


def test_capture_once_however_often_it_is_wanted(captured, command):
    command(CapturePayment(order_id=captured.order_id, amount=2667, currency="EUR"))
    assert status_of(captured.order_id) is PaymentStatus.CAPTURED
    assert books(captured) == [("CAPTURED", 2667, 0)]
    assert [event["amount"] for event in events("payment_captured", captured.order_id)] == [2667]


def test_partial_capture_and_capture_above_the_authorisation(shop, pay, command):
    part, more = shop.order(), shop.order()
    pay(part.order_id)
    pay(more.order_id)
    command(CapturePayment(order_id=part.order_id, amount=2000, currency="EUR"))
    command(CapturePayment(order_id=more.order_id, amount=2668, currency="EUR"))
    assert books(part) == [("CAPTURED", 2000, 0)]
    assert books(more) == [("AUTHORIZED", 0, 0)]
    assert events("operation_refused", more.order_id)[0]["code"] == "above-authorized"


def test_several_refunds_never_above_what_was_captured(captured, command):
    """One refund per payment, limited by the order's total, is a known defect of peers."""
    command(refund(captured, 1000, "a"))
    assert status_of(captured.order_id) is PaymentStatus.PARTIALLY_REFUNDED
    command(refund(captured, 1000, "a"))
    command(refund(captured, 1000, "b"))
    command(refund(captured, 668, "c"))
    command(refund(captured, 667, "d"))
    assert status_of(captured.order_id) is PaymentStatus.REFUNDED
    assert books(captured) == [("CAPTURED", 2667, 2667)]
    refunds = events("payment_refunded", captured.order_id)
    assert [(e["amount"], e["reason"]) for e in refunds] == [(1000, "cold"), (1000, "cold"), (667, "cold")]
    assert [e["amount"] for e in events("operation_refused", captured.order_id)] == [668]


def test_refunds_wanted_at_once_share_what_is_left(captured, command):
    at_once(6, lambda index: command(refund(captured, 1000, f"k{index}")))
    assert books(captured) == [("CAPTURED", 2667, 2000)]
    assert Operation.objects.filter(status="REFUSED").count() == 4


@pytest.mark.parametrize("token", ["pm_card_visa", None])
def test_void_releases_the_authorisation(shop, pay, command, token):
    order = shop.order()
    pay(order.order_id, token)
    command(VoidPayment(order_id=order.order_id, reason="rejected"))
    assert status_of(order.order_id) is PaymentStatus.VOIDED
    assert [event["reason"] for event in events("payment_voided", order.order_id)] == ["rejected"]
    assert books(order) in ([], [("VOIDED", 0, 0)])
    assert pay(order.order_id).data["code"] == "order-not-payable"


@pytest.mark.parametrize("token", ["pm_card_visa", None])
def test_void_of_a_captured_payment_gives_the_money_back(shop, pay, command, token):
    order = shop.order()
    pay(order.order_id, token)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    command(VoidPayment(order_id=order.order_id, reason="never arrived"))
    assert status_of(order.order_id) is PaymentStatus.REFUNDED
    assert events("payment_refunded", order.order_id)[0]["amount"] == 2667


def test_cash_is_captured_and_refunded_without_a_gateway(shop, pay, command):
    order = shop.order()
    pay(order.order_id, None)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    command(refund(order, 667, "a"))
    command(refund(order, 2001, "b"))
    payment = Payment.objects.get(order_id=order.order_id)
    assert (payment.status, payment.captured, payment.refunded) == ("PARTIALLY_REFUNDED", 2667, 667)


def test_a_void_before_any_payment_wins_over_a_late_one(shop, pay, command):
    order = shop.order()
    command(VoidPayment(order_id=order.order_id, reason="expired"))
    assert len(events("payment_voided", order.order_id)) == 1
    assert pay(order.order_id).data["code"] == "order-not-payable"
    assert pay(order.order_id, None).data["code"] == "order-not-payable"
    assert not EmbeddedPayment.objects.exists()


def test_a_void_during_the_authorisation_wins(shop, pay, command, faulty):
    order = shop.order()
    voids = [VoidPayment(order_id=order.order_id, reason="expired")]

    def void_meanwhile(_):
        if voids:
            wish = voids.pop()
            at_once(1, lambda _: command(wish))

    faulty.before_reply = void_meanwhile
    answer = pay(order.order_id)
    assert (answer.status_code, answer.data["code"]) == (409, "order-not-payable")
    assert books(order) == [("VOIDED", 0, 0)]
    assert not events("payment_authorized", order.order_id)
    assert len(events("payment_voided", order.order_id)) == 1


def test_a_gateway_that_is_down_is_a_503_and_cash_is_taken(shop, pay, faulty):
    order = shop.order()
    faulty.lost_requests = 2
    answer = pay(order.order_id, key="k")
    assert (answer.status_code, answer.data["code"]) == (503, "unavailable")
    assert not events("payment_failed", order.order_id)
    assert pay(order.order_id, None).status_code == 201


def test_the_same_request_goes_through_once_the_gateway_is_back(shop, pay, faulty):
    order = shop.order()
    faulty.lost_requests = 2
    assert pay(order.order_id, key="k").status_code == 503
    assert pay(order.order_id, key="k").status_code == 201
    perform_due()
    reserved = [p.authorized for p in EmbeddedPayment.objects.filter(status="AUTHORIZED")]
    assert reserved == [2667]


def test_one_lost_reply_is_asked_for_again(shop, pay, faulty):
    order = shop.order()
    faulty.lost_replies = 1
    assert pay(order.order_id).status_code == 201
    assert books(order) == [("AUTHORIZED", 0, 0)]


def test_a_hold_we_gave_up_on_is_released(shop, pay, faulty):
    """Time-out after success: the customer is told 503, pays in cash, and nothing stays reserved."""
    order = shop.order()
    faulty.lost_replies = 2
    assert pay(order.order_id).status_code == 503
    assert pay(order.order_id, None).status_code == 201
    assert books(order) == [("VOIDED", 0, 0)]


def test_an_open_breaker_answers_at_once(shop, pay, faulty):
    faulty.lost_requests = 10
    answers = [pay(shop.order().order_id).status_code for _ in range(5)]
    assert answers == [503] * 5
    made = len(faulty.calls)
    assert pay(shop.order().order_id).status_code == 503
    assert len(faulty.calls) == made
    assert pay(shop.order().order_id, None).status_code == 201


def test_a_crash_before_the_reply_was_recorded_is_healed_by_the_sweeper(shop, pay, faulty):
    order = shop.order()

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
    assert books(order) == [("AUTHORIZED", 0, 0)]


def test_a_banks_decision_whose_webhook_never_came_is_found_by_the_sweeper(shop, pay, command):
    order = shop.order()
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


def test_the_sweeper_drains_what_is_due_within_its_time(shop, pay, monkeypatch):
    for _ in range(5):
        pay(shop.order().order_id)
    monkeypatch.setattr("apps.payments.processing.stale_payments.BATCH", 2)
    with clock.stopped() as stopped:
        stopped.advance(hours=7)
        with monkeypatch.context() as slow:
            ask = stale_payments._asked
            slow.setattr(
                stale_payments, "_asked", lambda payment: stopped.advance(seconds=15) and ask(payment)
            )
            assert check_due() == 2, "the next beat takes the others"
        assert check_due() == 3
        assert check_due() == 0


def test_a_press_that_reached_nobody_does_not_forget_the_one_before(shop, faulty):
    order = shop.order()
    press = PaymentRequest(
        order_id=order.order_id,
        customer_id=shop.customer_id,
        method=Method.CARD,
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
    assert [status for status, *_ in books(order)] == ["VOIDED"]


def test_a_capture_waits_for_the_gateway_and_happens_once(shop, pay, command, faulty):
    order = shop.order()
    pay(order.order_id)
    faulty.lost_replies = 2
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert status_of(order.order_id) is PaymentStatus.AUTHORIZED
    assert perform_due() == 0
    with clock.stopped() as stopped:
        stopped.advance(hours=1)
        assert perform_due() == 1
    assert status_of(order.order_id) is PaymentStatus.CAPTURED
    assert books(order) == [("CAPTURED", 2667, 0)]


def test_a_refund_is_not_repeated_once_the_gateway_forgot_its_key(shop, pay, command, faulty):
    order = shop.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    faulty.lost_replies = 2
    command(refund(order, 500, "a"))
    EmbeddedCall.objects.all().delete()
    with clock.stopped() as stopped:
        stopped.advance(hours=25)
        perform_due()
    assert books(order) == [("CAPTURED", 2667, 500)]
    assert [event["amount"] for event in events("payment_refunded", order.order_id)] == [500]


def test_workers_share_what_is_due(shop, pay, command, monkeypatch, faulty):
    monkeypatch.setenv("PAYMENTS_DISPATCH", "celery")
    orders = [shop.order() for _ in range(6)]
    for order in orders:
        pay(order.order_id)
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert sum(at_once(4, lambda _: perform_due())) == 6
    assert faulty.calls.count("capture") == 6
    assert {status_of(order.order_id) for order in orders} == {PaymentStatus.CAPTURED}


def test_a_dispute_charges_back(shop, pay, command):
    order = shop.order()
    pay(order.order_id, "pm_card_createDispute")
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert status_of(order.order_id) is PaymentStatus.CHARGEBACK
    assert events("payment_charged_back", order.order_id)[0]["amount"] == 2667
    command(refund(order, 1, "a"))
    assert EmbeddedPayment.objects.get().status == GatewayStatus.CAPTURED
    assert events("operation_refused", order.order_id)


@given(st.integers(0, 10_000))
def test_the_wait_between_attempts_is_bounded(attempts):
    assert timedelta() < backoff(attempts) <= LONGEST_WAIT * 1.2


def test_a_command_wakes_a_worker_through_the_broker(shop, pay, command, monkeypatch):
    monkeypatch.setenv("PAYMENTS_DISPATCH", "celery")
    order = shop.order()
    pay(order.order_id, None)
    before = waiting()
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert [task for task in waiting()[len(before) :] if task.startswith("payments.")] == ["payments.perform"]
    assert status_of(order.order_id) is PaymentStatus.AUTHORIZED
    current_app.tasks["payments.perform"]()
    assert status_of(order.order_id) is PaymentStatus.CAPTURED


def waiting():
    """The names of the tasks in the app's queue, oldest first."""
    key = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] + "dominos.payments"
    with current_app.connection_for_read() as broker:
        messages = broker.default_channel.client.lrange(key, 0, -1)
    return [json.loads(message)["headers"]["task"] for message in reversed(messages)]
