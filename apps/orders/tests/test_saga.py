"""Every wait of the saga ends, every compensation happens, in whatever order messages come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from apps.orders.domain.saga import MAX_ATTEMPTS, MAX_FAILED_PAYMENTS, SagaState
from apps.orders.models import OrderHistory, OrderSaga
from apps.orders.tasks import sweep_deadlines
from apps.orders.tests.builders import deliver, refreshed, saga_of, sent, voided
from apps.payments.contract.events import (
    PaymentFailed,
)
from apps.payments.contract.types import PaymentStatus, PaymentSummary
from dominos.kernel import clock
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
VOID, CAPTURE = "payments.void_payment", "payments.capture_payment"


PAYMENT = new_id()
WHILE_NEWS_ARE_LATE = [
    (PaymentStatus.AUTHORIZED, "PLACED"),
    (PaymentStatus.CAPTURED, "PLACED"),
    (PaymentStatus.CREATED, "PENDING_PAYMENT"),
    (PaymentStatus.REQUIRES_ACTION, "EXPIRED"),
    (PaymentStatus.FAILED, "EXPIRED"),
    (PaymentStatus.VOIDED, "EXPIRED"),
    (None, "EXPIRED"),
]


def summary(order, status):
    return PaymentSummary(
        payment_id=PAYMENT,
        order_id=order.id,
        status=status,
        method="card",
        currency=order.currency,
        authorized=order.total if status in ("AUTHORIZED", "CAPTURED") else 0,
        captured=0,
        refunded=0,
    )


def unreachable(**_):
    raise Unavailable("payments do not answer")


class TestPayment:
    def test_unpaid_orders_expire_and_a_late_payment_is_voided(self, world):
        with clock.stopped() as at:
            order = world.placed()
            at.advance(seconds=599)
            sweep_deadlines()
            assert refreshed(order).status == "PENDING_PAYMENT"
            at.advance(seconds=1)
            sweep_deadlines()
        assert refreshed(order).status == "EXPIRED"
        assert saga_of(order).state == SagaState.CLOSED
        assert sent(order).count(VOID) == 1
        world.pay(order)
        assert refreshed(order).status == "EXPIRED"
        assert sent(order).count(VOID) == 2
        assert saga_of(order).state == SagaState.AWAITING_VOID
        voided(order)
        assert saga_of(order).state == SagaState.CLOSED

    @pytest.mark.parametrize(("status", "then"), WHILE_NEWS_ARE_LATE)
    def test_payments_are_asked_before_an_order_expires(self, world, status, then):
        order = world.placed()
        if status is not None:
            world.payments.payments[order.id] = summary(order, status)
        with clock.stopped(clock.now() + timedelta(minutes=11)):
            sweep_deadlines()
        assert refreshed(order).status == then
        world.pay(order, payment_id=PAYMENT)
        assert refreshed(order).status == ("EXPIRED" if then == "EXPIRED" else "PLACED")

    def test_nothing_expires_while_payments_cannot_be_asked(self, world, monkeypatch):
        order = world.placed()
        monkeypatch.setattr(world.payments, "get_payment", unreachable)
        with clock.stopped(clock.now() + timedelta(minutes=11)) as at:
            sweep_deadlines()
            assert refreshed(order).status == "PENDING_PAYMENT"
            monkeypatch.undo()
            at.advance(seconds=61)
            sweep_deadlines()
        assert refreshed(order).status == "EXPIRED"

    def test_what_the_gateway_never_answers_expires_after_all(self, world):
        order = world.placed()
        world.payments.payments[order.id] = summary(order, PaymentStatus.CREATED)
        with clock.stopped(clock.now() + timedelta(minutes=11)) as at:
            for _ in range(MAX_ATTEMPTS + 1):
                sweep_deadlines()
                at.advance(seconds=61)
        assert refreshed(order).status == "EXPIRED"

    def test_a_payment_after_the_cancellation_is_voided(self, world):
        order = world.placed()
        assert world.act(order, "cancel", by=world.customer).status_code == 200
        world.pay(order)
        assert refreshed(order).status == "CANCELLED"
        assert sent(order).count(VOID) == 2

    def test_too_little_is_voided_and_the_order_waits_on(self, world):
        order = world.placed()
        world.pay(order, amount=order.total - 1)
        assert refreshed(order).status == "PENDING_PAYMENT"
        assert sent(order) == [VOID]
        world.pay(order)
        assert refreshed(order).status == "PLACED"

    def test_another_currency_is_too_little(self, world):
        order = world.placed()
        world.pay(order, currency="SEK")
        assert refreshed(order).status == "PENDING_PAYMENT"

    def test_cash_up_to_the_stores_limit(self, world):
        order = world.placed()
        world.pay(order, method="cash")
        assert refreshed(order).status == "PLACED"
        large = world.placed(lines=[{"variant": "14HT", "quantity": 9}])
        assert large.total > 8000
        world.pay(large, method="cash")
        assert refreshed(large).status == "PENDING_PAYMENT"
        assert sent(large) == [VOID]

    def test_cash_is_collected_at_the_door(self, world):
        from django.apps import apps

        order = world.placed()
        world.pay(order, method="cash")
        world.bump(order, "accept")
        messages = apps.get_model("orders", "OutboxMessage").objects.filter(subject=order.id)
        assert messages.get(type="delivery.request_delivery").data["cash_due"] == order.total

    def test_a_payment_told_twice_counts_once(self, world):
        order = world.placed()
        payment_id = new_id()
        for _ in range(2):
            world.pay(order, payment_id=payment_id)
        assert refreshed(order).status == "PLACED"
        assert OrderHistory.objects.filter(order=order).count() == 2
        assert VOID not in sent(order)

    def test_attempts_may_fail_a_few_times(self, world):
        order = world.placed()
        for n in range(MAX_FAILED_PAYMENTS):
            assert refreshed(order).status == "PENDING_PAYMENT", n
            deliver(PaymentFailed(order_id=order.id, payment_id=new_id(), code="card_declined"))
        assert refreshed(order).status == "PAYMENT_FAILED"
        assert VOID in sent(order)


class TestStore:
    def test_a_silent_store_rejects_by_the_clock(self, world):
        with clock.stopped() as at:
            order = world.paid()
            at.advance(seconds=180)
            sweep_deadlines()
        assert refreshed(order).status == "REJECTED"
        row = OrderHistory.objects.get(order=order, status="REJECTED")
        assert (row.actor, row.action) == ("system", "time_out")
        assert VOID in sent(order)
        voided(order)
        assert saga_of(order).state == SagaState.CLOSED

    def test_a_manager_rejects_with_a_reason(self, world):
        order = world.paid()
        assert world.act(order, "reject", by=world.staff).status_code == 403
        assert world.act(order, "reject", by=world.manager).json()["code"] == "reason-required"
        assert world.act(order, "reject", by=world.manager, reason="no dough").status_code == 200
        assert VOID in sent(order)

    def test_an_accepted_order_has_no_deadline(self, world):
        with clock.stopped() as at:
            order = world.bump(world.paid(), "accept")
            at.advance(hours=2)
            sweep_deadlines()
        assert refreshed(order).status == "ACCEPTED"


class TestSweeper:
    def test_many_workers_end_each_wait_once(self, world):
        orders = [world.placed() for _ in range(3)]
        OrderSaga.objects.update(deadline_at=clock.now())

        def sweep(_):
            try:
                sweep_deadlines()
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(sweep, range(4)))
        for order in orders:
            assert refreshed(order).status == "EXPIRED"
            assert OrderHistory.objects.filter(order=order).count() == 2

    def test_one_that_cannot_be_handled_does_not_stop_the_others(self, world, monkeypatch):
        broken, fine = world.placed(), world.placed()
        OrderSaga.objects.filter(pk=broken.pk).update(deadline_at=clock.now(), state="BROKEN")
        OrderSaga.objects.filter(pk=fine.pk).update(deadline_at=clock.now())
        sweep_deadlines()
        assert refreshed(fine).status == "EXPIRED"
        assert refreshed(broken).status == "PENDING_PAYMENT"
        assert saga_of(broken).deadline_at > clock.now()
