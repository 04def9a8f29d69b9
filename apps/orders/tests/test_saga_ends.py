"""Orders end: cancelled, failed at the door, settled; and what the courier tells in between."""

import pytest
from django.apps import apps

from apps.delivery.contract.events import EtaChanged
from apps.orders.domain.saga import MAX_ATTEMPTS, SagaState
from apps.orders.models import OrderHistory
from apps.orders.tasks import sweep_deadlines
from apps.orders.tests.builders import captured, deliver, refreshed, saga_of, sent, voided
from apps.payments.contract.events import (
    OperationRefused,
    PaymentRefunded,
)
from dominos.kernel import clock
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
VOID, CAPTURE = "payments.void_payment", "payments.capture_payment"


def completed(world):
    order = world.ready()
    world.assign(order)
    for step in (world.pick_up, world.arrive, world.hand_over):
        step(order)
    return refreshed(order)


class TestCancellation:
    @pytest.mark.parametrize("steps", [[], ["accept"]])
    def test_the_customer_gets_everything_back_before_preparing(self, world, steps):
        order = world.bump(world.paid(), *steps)
        assert world.act(order, "cancel", by=world.customer).status_code == 200
        assert VOID in sent(order)
        assert ("delivery.cancel_delivery" in sent(order)) == bool(steps)
        assert saga_of(order).state == SagaState.AWAITING_VOID

    def test_from_preparing_on_a_manager_decides(self, world):
        order = world.bump(world.paid(), "accept", "start")
        assert world.act(order, "cancel", by=world.customer).status_code == 409
        assert world.act(order, "cancel", by=world.staff, reason="x").status_code == 409
        decision = {"reason": "changed their mind", "fault": "customer"}
        assert world.act(order, "cancel", by=world.manager, **decision).status_code == 200
        assert saga_of(order).kept == order.food
        assert sent(order)[-2:] == [CAPTURE, "orders.order_advanced"]
        assert "delivery.cancel_delivery" in sent(order)
        captured(order, order.food)
        saga = saga_of(order)
        assert (saga.state, saga.captured) == (SagaState.SETTLED, order.food)

    @pytest.mark.parametrize("body", [{}, {"fault": "store"}, {"grant_food": True}])
    def test_goodwill_and_the_stores_fault_give_all_back(self, world, body):
        order = world.bump(world.paid(), "accept", "start")
        assert world.act(order, "cancel", by=world.support, reason="burnt", **body).status_code == 200
        assert VOID in sent(order)
        assert CAPTURE not in sent(order)

    def test_cash_nobody_collected_is_never_kept(self, world):
        order = world.placed()
        world.pay(order, method="cash")
        world.bump(order, "accept", "start")
        assert world.act(order, "cancel", by=world.manager, reason="gone").status_code == 200
        assert (saga_of(order).kept, VOID in sent(order)) == (0, True)

    def test_a_capture_that_overtook_the_void_is_voided_again(self, world):
        order = world.paid()
        world.act(order, "cancel", by=world.customer)
        captured(order)
        assert sent(order).count(VOID) == 2
        saga = saga_of(order)
        deliver(
            PaymentRefunded(
                order_id=order.id,
                payment_id=saga.payment_id,
                amount=order.total,
                currency=order.currency,
                reason="void",
            )
        )
        saga = saga_of(order)
        assert (saga.state, saga.refunded) == (SagaState.CLOSED, order.total)


class TestRoad:
    def test_a_pick_up_told_before_the_order_is_ready_waits_for_it(self, world):
        order = world.bump(world.paid(), "accept", "start", "bake")
        world.assign(order)
        world.pick_up(order)
        assert refreshed(order).status == "BAKING"
        assert world.bump(order, "ready").status == "OUT_FOR_DELIVERY"

    def test_a_hand_over_told_first_proves_the_rest(self, world):
        order = world.ready()
        world.hand_over(order)
        assert refreshed(order).status == "READY", "no courier is assigned yet"
        world.assign(order)
        assert refreshed(order).status == "COMPLETED"
        assert OrderHistory.objects.filter(order=order).count() == 9
        for step in (world.pick_up, world.arrive, world.hand_over):
            step(order)
        assert OrderHistory.objects.filter(order=order).count() == 9

    def test_only_the_assigned_courier_counts(self, world):
        order = world.ready()
        world.assign(order)
        world.pick_up(order, courier_id=new_id())
        assert refreshed(order).status == "READY"
        world.pick_up(order)
        assert refreshed(order).status == "OUT_FOR_DELIVERY"

    def test_a_new_courier_takes_over(self, world):
        order, second = world.ready(), new_id()
        world.assign(order)
        world.assign(order, second)
        world.pick_up(order)
        assert refreshed(order).status == "READY"
        world.pick_up(order, second)
        assert refreshed(order).status == "OUT_FOR_DELIVERY"

    def test_a_failed_delivery_returns_and_a_manager_decides(self, world):
        order = world.ready()
        world.assign(order)
        world.pick_up(order)
        world.fail(order)
        assert refreshed(order).status == "DELIVERY_FAILED"
        assert world.act(order, "return_to_store", by=world.customer).status_code == 403
        assert world.act(order, "return_to_store", by=world.manager).status_code == 200
        assert (saga_of(order).kept, sent(order)[-2]) == (order.total, CAPTURE)
        told = apps.get_model("orders", "OutboxMessage").objects.filter(subject=order.id).latest("id")
        assert told.data["courier_id"] == str(world.courier_id), "whose the tip is"

    def test_deliverys_window_narrows_ours(self, world):
        order = world.bump(world.paid(), "accept")
        middle = order.eta_from + (order.eta_to - order.eta_from) / 2
        deliver(EtaChanged(order_id=order.id, eta_from=middle, eta_to=middle, cause="assigned"))
        after = refreshed(order)
        assert order.eta_from <= after.eta_from <= after.eta_to <= order.eta_to
        late = order.eta_to + (order.eta_to - order.eta_from)
        deliver(EtaChanged(order_id=order.id, eta_from=late, eta_to=late, cause="traffic"))
        assert refreshed(order).eta_from > order.eta_to


class TestSettling:
    def test_a_capture_that_never_comes_is_asked_for_again_and_then_shown(self, world):
        order = completed(world)
        with clock.stopped() as at:
            for _ in range(MAX_ATTEMPTS):
                at.advance(days=1)
                sweep_deadlines()
            assert saga_of(order).state == SagaState.AWAITING_CAPTURE
            assert sent(order).count(CAPTURE) == 1 + MAX_ATTEMPTS
            at.advance(days=1)
            sweep_deadlines()
        saga = saga_of(order)
        assert (saga.state, saga.deadline_at) == (SagaState.NEEDS_ATTENTION, None)
        captured(order)
        assert saga_of(order).state == SagaState.SETTLED

    def test_a_refused_capture_needs_a_person(self, world):
        order = completed(world)
        deliver(
            OperationRefused(
                order_id=order.id,
                payment_id=saga_of(order).payment_id,
                kind="CAPTURE",
                amount=order.total,
                currency=order.currency,
                code="card_declined",
            )
        )
        assert saga_of(order).state == SagaState.NEEDS_ATTENTION
        voided(order)
        assert saga_of(order).state == SagaState.NEEDS_ATTENTION, "the food is gone and nobody paid"
