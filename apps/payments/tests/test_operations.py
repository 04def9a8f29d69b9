"""Captures, voids and refunds, with the gateway up, down and half up."""

import json
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings

from apps.payments.contract.commands import CapturePayment, CheckAuthorization, VoidPayment
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import GatewayStatus
from apps.payments.models import EmbeddedPayment, Operation, Payment
from apps.payments.processing.operations import perform_due
from apps.payments.processing.stale_payments import check_due
from apps.payments.tests.builders import build_refund, events, gateway_books, status_of
from dominos.kernel.clock import now
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def captured(world, pay, command):
    """A captured order."""
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    return order


def test_capture_once_however_often_it_is_wanted(captured, command):
    command(CapturePayment(order_id=captured.order_id, amount=2667, currency="EUR"))
    assert status_of(captured.order_id) is PaymentStatus.CAPTURED
    assert gateway_books(captured) == [("CAPTURED", 2667, 0)]
    assert [event["amount"] for event in events("payment_captured", captured.order_id)] == [2667]


def test_partial_capture_and_capture_above_the_authorization(world, pay, command):
    part, more = world.order(), world.order()
    pay(part.order_id)
    pay(more.order_id)
    command(CapturePayment(order_id=part.order_id, amount=2000, currency="EUR"))
    command(CapturePayment(order_id=more.order_id, amount=2668, currency="EUR"))
    assert gateway_books(part) == [("CAPTURED", 2000, 0)]
    assert gateway_books(more) == [("AUTHORIZED", 0, 0)]
    assert events("operation_refused", more.order_id)[0]["code"] == "above-authorized"


def test_what_the_bank_refused_is_asked_again_when_somebody_says_so(world, pay, command):
    order = world.order()
    pay(order.order_id)
    held = EmbeddedPayment.objects.filter(order_id=order.order_id)
    held.update(authorized=2000)

    def capture(again):
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR", again=again))

    capture(again=0)
    assert len(events("operation_refused", order.order_id)) == 1
    held.update(authorized=2667)
    capture(again=0)
    assert gateway_books(order) == [("AUTHORIZED", 0, 0)], "a repeated command changes nothing"
    capture(again=1)
    capture(again=1)
    assert gateway_books(order) == [("CAPTURED", 2667, 0)]
    assert status_of(order.order_id) is PaymentStatus.CAPTURED
    assert len(events("payment_captured", order.order_id)) == 1


@pytest.mark.parametrize("what", [CapturePayment, VoidPayment])
def test_what_is_on_its_way_is_hurried_and_not_asked_twice(world, pay, command, faulty, what):
    order = world.order()
    pay(order.order_id)
    terms = {"amount": 2667, "currency": "EUR"} if what is CapturePayment else {"reason": "r" * MAX_REASON}
    faulty.lost_requests = 2
    command(what(order_id=order.order_id, **terms))
    Operation.objects.update(due_at=now() + timedelta(hours=1))
    faulty.lost_requests = 0
    command(what(order_id=order.order_id, **terms, again=1))
    assert Operation.objects.count() == 1
    assert status_of(order.order_id) in (PaymentStatus.CAPTURED, PaymentStatus.VOIDED)


def test_what_was_not_released_is_released_when_asked_again(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(VoidPayment(order_id=order.order_id, reason="cancelled"))
    Operation.objects.update(status="REFUSED")
    Payment.objects.update(status=PaymentStatus.AUTHORIZED)
    EmbeddedPayment.objects.update(status=GatewayStatus.AUTHORIZED)
    command(VoidPayment(order_id=order.order_id, reason="cancelled", again=1))
    assert gateway_books(order) == [("VOIDED", 0, 0)]
    assert status_of(order.order_id) is PaymentStatus.VOIDED


def test_several_refunds_never_above_what_was_captured(captured, command):
    """Refunds are limited by what was captured, not by their number or the order's total."""
    command(build_refund(captured, 1000, "a"))
    assert status_of(captured.order_id) is PaymentStatus.PARTIALLY_REFUNDED
    command(build_refund(captured, 1000, "a"))
    command(build_refund(captured, 1000, "b"))
    command(build_refund(captured, 668, "c"))
    command(build_refund(captured, 667, "d"))
    assert status_of(captured.order_id) is PaymentStatus.REFUNDED
    assert gateway_books(captured) == [("CAPTURED", 2667, 2667)]
    refunds = events("payment_refunded", captured.order_id)
    assert [(e["amount"], e["reason"]) for e in refunds] == [(1000, "cold"), (1000, "cold"), (667, "cold")]
    assert [e["amount"] for e in events("operation_refused", captured.order_id)] == [668]


def test_refunds_wanted_at_once_share_what_is_left(captured, command):
    at_once(6, lambda index: command(build_refund(captured, 1000, f"k{index}")))
    assert gateway_books(captured) == [("CAPTURED", 2667, 2000)]
    assert Operation.objects.filter(status="REFUSED").count() == 4


@pytest.mark.parametrize("token", ["pm_card_visa", None])
def test_void_releases_the_authorization(world, pay, command, token):
    order = world.order()
    pay(order.order_id, token)
    command(VoidPayment(order_id=order.order_id, reason="rejected"))
    assert status_of(order.order_id) is PaymentStatus.VOIDED
    assert [event["reason"] for event in events("payment_voided", order.order_id)] == ["rejected"]
    assert gateway_books(order) in ([], [("VOIDED", 0, 0)])
    assert pay(order.order_id).data["code"] == "order-not-payable"


@pytest.mark.parametrize("token", ["pm_card_visa", None])
def test_void_of_a_captured_payment_gives_the_money_back(world, pay, command, token):
    order = world.order()
    pay(order.order_id, token)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    command(VoidPayment(order_id=order.order_id, reason="never arrived"))
    assert status_of(order.order_id) is PaymentStatus.REFUNDED
    assert events("payment_refunded", order.order_id)[0]["amount"] == 2667


def test_cash_is_captured_and_refunded_without_a_gateway(world, pay, command):
    order = world.order()
    pay(order.order_id, None)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    command(build_refund(order, 667, "a"))
    command(build_refund(order, 2001, "b"))
    payment = Payment.objects.get(order_id=order.order_id)
    assert (payment.status, payment.captured, payment.refunded) == ("PARTIALLY_REFUNDED", 2667, 667)


def test_a_void_before_any_payment_wins_over_a_late_one(world, pay, command):
    order = world.order()
    command(VoidPayment(order_id=order.order_id, reason="expired"))
    assert len(events("payment_voided", order.order_id)) == 1
    assert pay(order.order_id).data["code"] == "order-not-payable"
    assert pay(order.order_id, None).data["code"] == "order-not-payable"
    assert not EmbeddedPayment.objects.exists()


def test_a_void_during_the_authorization_wins(world, pay, command, faulty):
    order = world.order()
    voids = [VoidPayment(order_id=order.order_id, reason="expired")]

    def void_meanwhile(_):
        if voids:
            wanted = voids.pop()
            at_once(1, lambda _: command(wanted))

    faulty.before_reply = void_meanwhile
    answer = pay(order.order_id)
    assert (answer.status_code, answer.data["code"]) == (409, "order-not-payable")
    assert gateway_books(order) == [("VOIDED", 0, 0)]
    assert not events("payment_authorized", order.order_id)
    assert len(events("payment_voided", order.order_id)) == 1


def test_workers_share_what_is_due(world, pay, command, settings, faulty):
    settings.DISPATCH = "celery"
    orders = [world.order() for _ in range(6)]
    for order in orders:
        pay(order.order_id)
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert sum(at_once(4, lambda _: perform_due())) == 6
    assert faulty.calls.count("capture") == 6
    assert {status_of(order.order_id) for order in orders} == {PaymentStatus.CAPTURED}


def test_a_dispute_charges_back(world, pay, command):
    order = world.order()
    pay(order.order_id, "pm_card_createDispute")
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    assert status_of(order.order_id) is PaymentStatus.CHARGEBACK
    assert events("payment_charged_back", order.order_id)[0]["amount"] == 2667
    command(build_refund(order, 1, "a"))
    assert EmbeddedPayment.objects.get().status == GatewayStatus.CAPTURED
    assert events("operation_refused", order.order_id)


def test_a_command_wakes_a_worker_through_the_broker(world, pay, command, settings):
    settings.DISPATCH = "celery"
    order = world.order()
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


def test_a_hold_that_the_bank_released_by_itself_lets_the_order_be_paid_again(world, pay, command):
    order = world.order()
    pay(order.order_id)
    EmbeddedPayment.objects.filter(order_id=order.order_id).update(status="VOIDED")
    command(CheckAuthorization(order_id=order.order_id))
    check_due()
    payment = Payment.objects.get(order_id=order.order_id)
    assert (payment.status, payment.failure_code) == ("FAILED", "authorization_lapsed")
    assert len(events("authorization_lapsed", order.order_id)) == 1
    assert pay(order.order_id).status_code == 201
