"""Every change of the window a customer sees is an event with a cause, and the tracker tells it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from apps.delivery.contract.events import EtaChanged
from apps.orders.contract.types import EtaCause, OrderStatus
from apps.orders.domain.eta import EtaStage, Span
from apps.orders.lifecycle.promises.delivery_updates import cause_of
from apps.orders.lifecycle.promises.updates import overrun
from apps.orders.queries.tracking_links import tracking_token
from apps.orders.tasks import move_overdue_windows
from apps.orders.tests.builders import deliver, refreshed
from dominos.kernel import clock
from dominos.kernel.testing.api import client
from dominos.kernel.testing.messages import published

AT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
PLAN = {EtaStage.QUEUE: Span(60, 24, 36), EtaStage.MAKE: Span(120, 24, 48), EtaStage.OVEN: Span(390, 20, 39)}


@pytest.mark.parametrize(
    ("minutes", "late"),
    [
        ((9, 11, 17), EtaStage.QUEUE),
        ((1, 30, 36), EtaStage.MAKE),
        ((1, 30, 45), EtaStage.OVEN),
        ((1, 2, 8), None),
    ],
)
def test_the_stage_that_went_beyond_its_plan_is_the_cause(minutes, late):
    statuses = (OrderStatus.PREPARING, OrderStatus.BAKING, OrderStatus.READY)
    began = {status: AT + timedelta(minutes=after) for status, after in zip(statuses, minutes, strict=True)}
    assert overrun(PLAN, began, AT) is late


def test_what_delivery_calls_the_kitchen_is_the_stage_that_runs():
    assert cause_of(OrderStatus.BAKING, "kitchen") is EtaCause.OVEN
    assert cause_of(OrderStatus.OUT_FOR_DELIVERY, "travel") is EtaCause.TRAVEL
    assert cause_of(OrderStatus.READY, "courier") is EtaCause.COURIER


def told(order):
    rows = apps.get_model("orders", "OutboxMessage").objects.filter(subject=order.id)
    return [row.data for row in rows.filter(type="orders.order_eta_changed").order_by("id")]


def track(order):
    return client().get(f"/api/v1/track/{tracking_token(order.id)}").json()


@pytest.mark.django_db(transaction=True)
class TestChanges:
    def test_a_kitchen_that_is_late(self, world):
        with clock.stopped() as at:
            order = world.bump(world.paid(), "accept", "start")
            at.advance(minutes=60)
            order = world.bump(order, "bake")
            assert told(order)[-1]["cause"] == "make"
            body = track(order)
            assert (body["eta_cause"], body["is_delayed"]) == ("", True), "the stage that was late is over"
            at.advance(minutes=60)
            order = world.bump(order, "ready")
            (late,) = published("orders", "order_runs_late", subject=order.id)
            assert (late.data["cause"], late.data["eta_to"] > late.data["promised_to"]) == ("make", True)
            assert [event["cause"] for event in told(order) if event["cause"] != "progress"] == [
                "make",
                "oven",
            ]
            assert told(order)[-1]["eta_to"] == track(order)["eta_to"].replace("+00:00", "Z")

    def test_a_window_that_only_narrows_has_no_cause_to_show(self, world):
        order = world.ready()
        assert {event["cause"] for event in told(order)} <= {"progress"}
        assert published("orders", "order_runs_late", subject=order.id) == []
        assert track(order)["eta_cause"] == ""

    def test_delivery_names_the_cause_of_its_own(self, world):
        order = world.ready()
        late = order.eta_to + timedelta(minutes=20)
        deliver(EtaChanged(order_id=order.id, eta_from=late, eta_to=late, cause="courier"))
        assert (told(order)[-1]["cause"], track(order)["eta_cause"]) == ("courier", "courier")

    def test_food_that_comes_earlier_needs_no_excuse(self, world):
        order = world.ready()
        early = order.eta_from - timedelta(minutes=20)
        deliver(EtaChanged(order_id=order.id, eta_from=early, eta_to=early, cause="travel"))
        assert (told(order)[-1]["cause"], track(order)["eta_cause"]) == ("progress", "")
        assert refreshed(order).eta_to < order.eta_from

    def test_an_order_to_collect_moves_by_the_clock_alone(self, world):
        with clock.stopped() as at:
            order = world.bump(
                world.paid(service="CARRYOUT", store_id=str(world.store.id), address=None),
                "accept",
                "start",
                "bake",
            )
            move_overdue_windows()
            before = len(told(order))
            at.advance(minutes=90)
            move_overdue_windows()
            move_overdue_windows()
            assert [event["cause"] for event in told(order)[before:]] == ["oven"]
            assert refreshed(order).eta_to > clock.now()
