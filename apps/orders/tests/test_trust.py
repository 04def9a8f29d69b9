"""What clients, couriers and payments must not be trusted with, each shown by a test."""

from datetime import timedelta

import pytest

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.saga import DEADLINES, REACTIONS, STATE_OF, SagaState, Signal
from apps.orders.domain.states import FINAL, INITIAL, TRANSITIONS, Effect, OrderAction
from apps.orders.models import DealUse, Order
from apps.orders.queries.tracking_links import tracking_token
from apps.orders.tests.builders import refreshed, saga_of
from apps.orders.tests.refund_builders import answered, asked, completed, refund
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["deliver", "arrive", "pick_up", "hand_over"])
@pytest.mark.parametrize("by", ["staff", "manager", "support"])
def test_a_restaurant_marks_an_order_delivered_while_the_courier_drives(world, action, by):
    order = world.ready()
    world.assign(order)
    world.pick_up(order)
    response = world.act(order, action, by=getattr(world, by), code="0000")
    assert response.status_code in (403, 409)
    assert set(response.json()["allowed_actions"]) <= {"cancel"}
    assert refreshed(order).status == "OUT_FOR_DELIVERY"


def test_is_delayed_hard_coded_false(world):
    with clock.stopped() as at:
        order = world.paid()
        url = f"/api/v1/orders/{order.id}"
        assert client(world.customer).get(url).json()["is_delayed"] is False
        at.at = order.promised_to + timedelta(seconds=1)
        assert client(world.customer).get(url).json()["is_delayed"] is True


def test_tax_and_delivery_fee_trusted_from_the_client(world):
    for money in ("tax", "delivery_fee", "discount", "food", "total", "amounts"):
        assert (
            client(world.customer).post("/api/v1/orders/price", world.basket(**{money: 0})).status_code == 400
        )
        assert world.post_order(str(new_id()), **{money: 0}).status_code == 400


def test_a_second_payment_on_refresh(world):
    """The order, not the form, is what is paid: placing again makes no second one."""
    quote = world.quote()
    assert world.post_order(quote["id"]).status_code == 201
    again = world.post_order(quote["id"])
    assert (again.status_code, again.json()["order_id"]) == (409, str(Order.objects.get().id))


def test_one_refund_per_payment_limited_by_the_order_total(world):
    """Several refunds, together never more than what was captured and did not come back yet."""
    order = completed(world)
    saga = saga_of(order)
    saga.captured = order.total - 100  # as after a chargeback in part: the total is not the limit
    saga.save()
    for n in (1, 2):
        assert refund(world, order, lines=[{"number": 1, "quantity": 1}]).status_code == 201, n
    rest = refund(world, order)
    assert (rest.status_code, rest.json()["code"]) == (409, "refund-too-large")
    assert rest.json()["available"] == order.total - 100 - 2 * 1588


def test_tracking_by_phone_number_alone(world):
    order = world.paid()
    for guess in (order.contact_phone, order.number, str(order.id), tracking_token(order.id)[:-1]):
        assert client().get(f"/api/v1/track/{guess}").status_code == 404


def test_points_kept_after_a_refund(world):
    """And used deals lost by it: they come back with the last piece of what the store spoilt, once."""
    world.menu.deals["FIVE"], world.menu.deal_limits["FIVE"] = 500, (2, 1)
    order = completed(world, deals=["FIVE"])

    def used():
        return set(DealUse.objects.values_list("used", flat=True))

    refund(world, order, lines=[{"number": 1}])
    answered(order, asked(order)[0])
    assert used() == {1}, "a part of the order came back, so the deal was used"
    refund(world, order)
    for _ in range(2):
        answered(order, asked(order)[1])
        assert used() == {0}


def test_a_compensation_left_unwritten():
    """What a step takes from another app, every way to an end without the food gives back.

    A revision leads back to where it began alone, so that PLACED and SCHEDULED never come after the acceptance.
    """
    after_acceptance, todo = set(), [OrderStatus.ACCEPTED]
    while todo:
        status = todo.pop()
        after_acceptance.add(status)
        todo += [s.target for s in TRANSITIONS if s.source is status and s.target not in after_acceptance]
    money, before = {Effect.VOID_PAYMENT, Effect.SETTLE_PAYMENT}, {OrderStatus.PLACED, OrderStatus.SCHEDULED}
    for step in TRANSITIONS:
        if step.target in FINAL and step.target is not OrderStatus.COMPLETED:
            assert money & set(step.effects), step
        if step.action is OrderAction.CANCEL and step.source in after_acceptance - before:
            assert Effect.CANCEL_DELIVERY in step.effects, step
    for state in DEADLINES:
        reactions = [REACTIONS[state][signal] for signal in (Signal.DEADLINE, Signal.DEADLINE_OFTEN)]
        assert all(reaction.action or reaction.effects or reaction.next for reaction in reactions), state


def test_a_state_never_set():
    """Each status and each wait is reached by a row of the tables, so none is a word that nothing sets."""
    reached = {INITIAL} | {step.target for step in TRANSITIONS}
    assert reached == set(OrderStatus) == set(STATE_OF)
    waits = {STATE_OF[status] for status in reached}
    waits |= {reaction.next for row in REACTIONS.values() for reaction in row.values() if reaction.next}
    assert waits | {SagaState.AWAITING_CAPTURE} == set(SagaState)
