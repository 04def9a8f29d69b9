"""One order from its quote to its completion, through the public interfaces and the bus."""

import pytest

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.saga import SagaState
from apps.orders.lifecycle.guards import MAX_WRONG_CODES
from apps.orders.models import OrderHistory
from apps.orders.queries.bought_together import bought_together
from apps.orders.tests.builders import deliver, refreshed, saga_of, sent
from apps.payments.contract.events import PaymentCaptured
from dominos.kernel.auth import Role
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_delivery_from_quote_to_settled(world):
    order = world.placed()
    assert order.number.endswith("#1")
    assert order.total == order.food + order.delivery_fee + order.tip

    world.pay(order)
    world.bump(order, "accept", "start", "bake", "ready")
    world.assign(order)
    world.pick_up(order)
    world.arrive(order)
    world.hand_over(order)

    order = refreshed(order)
    assert order.status == OrderStatus.COMPLETED
    assert saga_of(order).state == SagaState.AWAITING_CAPTURE
    assert [
        kind for kind in sent(order) if kind not in ("orders.order_advanced", "orders.order_eta_changed")
    ] == [
        "orders.order_placed",
        "delivery.request_delivery",
        "delivery.release_delivery",
        "orders.order_completed",
        "payments.capture_payment",
    ]
    payment_id = saga_of(order).payment_id
    deliver(
        PaymentCaptured(order_id=order.id, payment_id=payment_id, amount=order.total, currency=order.currency)
    )
    assert saga_of(order).state == SagaState.SETTLED
    history = client(world.customer).get(f"/api/v1/orders/{order.id}/history").json()
    assert [row["sequence"] for row in history] == list(range(9))
    assert history[-1]["status"] == "COMPLETED"
    assert history[-1]["actor"] == "courier"
    bought = [{line["product"] for line in order.lines}, set()]
    assert list(map(set, bought_together(world.store.id))) == bought[:1]
    world.paid()  # is not had yet
    assert len(bought_together(world.store.id)) == 1


def test_a_manager_hands_over_without_the_code_and_says_why(world):
    order = world.ready(service="CARRYOUT", store_id=str(world.store.id), address=None)
    for _ in range(MAX_WRONG_CODES):
        world.act(order, "hand_over", code="nope")
    manager = principal(Role.STORE_MANAGER, stores=(world.store.id,))
    for body in ({"code": "nope"}, {}):
        assert world.act(order, "hand_over", by=manager, **body).json()["code"] == "too-many-attempts"
    told = world.act(order, "hand_over", by=manager, reason="her phone is empty, I saw her card").json()
    assert told["status"] == "COMPLETED"
    assert OrderHistory.objects.filter(order=order).latest("sequence").reason.startswith("her phone")


def test_a_carryout_needs_the_customers_code(world):
    order = world.ready(service="CARRYOUT", store_id=str(world.store.id), address=None)
    refused = world.act(order, "hand_over", code="nope")
    assert refused.status_code == 422
    assert refused.json()["code"] == "wrong-code"
    code = client(world.customer).get(f"/api/v1/orders/{order.id}").json()["collection_code"]
    assert world.act(order, "hand_over", reason="known here").json()["code"] == "wrong-code"
    assert world.act(order, "hand_over", code=code).json()["status"] == "COMPLETED"
    assert "delivery.request_delivery" not in sent(order)
