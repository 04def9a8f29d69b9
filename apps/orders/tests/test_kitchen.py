"""The make line: bumps and what takes them back, stations, measured stage times, customers who wait outside."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from apps.delivery.contract.events import OrderDelivered
from apps.orders.contract.types import OrderStatus
from apps.orders.domain import kitchen
from apps.orders.domain.sold_lines import line_request
from apps.orders.lifecycle.promises.kitchen_pace import measure
from apps.orders.models import KitchenPace, OrderHistory
from apps.orders.queries.kitchen import kitchen_load, remembered, started_orders
from apps.orders.queries.tracking_links import tracking_token
from apps.orders.tests.builders import deliver, refreshed, saga_of, sent
from apps.stores.contract.types import Kitchen
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db
KITCHEN = Kitchen(make_stations=2, make_seconds=80, oven_slots=6, oven_seconds=400)
AT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
COLLECTED = {"service": "CARRYOUT", "address": None}


def make_line(world, caller=None):
    return client(caller or world.staff).get(f"/api/v1/stores/{world.store.id}/make-line").json()


def track(order):
    return client().get(f"/api/v1/track/{tracking_token(order.id)}").json()


def test_what_a_kitchen_began_is_told_without_what_it_took_back(world):
    kept, taken_back, waiting = (world.bump(world.paid(), "accept") for _ in range(3))
    began = clock.now()
    world.bump(kept, "start", "bake")
    world.bump(taken_back, "start")
    assert world.act(taken_back, "undo").status_code == 200
    store, after = kept.store_id, clock.now() + timedelta(seconds=1)
    [told] = started_orders([store], began - timedelta(seconds=1), after)
    assert (told.store_id, told.business_date) == (store, kept.business_date)
    assert told.lines == tuple(map(line_request, kept.lines)) and waiting.status == "ACCEPTED"
    assert started_orders([store], after, after + timedelta(minutes=1)) == []
    assert started_orders([new_id()], began - timedelta(seconds=1), after) == []


class TestUndo:
    @pytest.mark.parametrize("steps", [["start"], ["start", "bake"], ["start", "bake", "ready"]])
    def test_a_bump_is_taken_back_within_its_window(self, world, steps):
        with clock.stopped() as at:
            order = world.bump(world.paid(), "accept", *steps[:-1])
            before = order.status
            bumped = world.bump(order, steps[-1])
            at.advance(seconds=29)
            assert world.act(order, "undo").status_code == 200
            after = refreshed(order)
            assert (after.status, after.sequence) == (before, bumped.sequence + 1)
            row = OrderHistory.objects.get(order=order, sequence=after.sequence)
            assert (row.action, row.previous, row.actor_id) == ("undo", bumped.status, world.staff.id)

    def test_after_thirty_seconds_it_stays(self, world):
        with clock.stopped() as at:
            order = world.bump(world.paid(), "accept", "start")
            at.advance(seconds=30)
            refused = world.act(order, "undo")
            assert (refused.status_code, refused.json()["allowed_actions"]) == (409, ["bake"])
        assert refreshed(order).status == "PREPARING"

    def test_only_who_bumped_it(self, world):
        order = world.bump(world.paid(), "accept", "start")
        assert world.act(order, "undo", by=world.manager).status_code == 409
        assert "undo" not in client(world.manager).get(f"/api/v1/orders/{order.id}").json()["allowed_actions"]
        assert "undo" in client(world.staff).get(f"/api/v1/orders/{order.id}").json()["allowed_actions"]
        assert world.act(order, "undo", by=world.customer).status_code == 403

    def test_once(self, world):
        order = world.bump(world.paid(), "accept", "start", "bake", "undo")
        again = world.act(order, "undo")
        assert (again.status_code, again.json()["status"]) == (200, "PREPARING"), "repeated, without effect"
        assert refreshed(order).sequence == order.sequence
        assert world.bump(order, "bake").status == "BAKING"

    def test_an_accepted_order_stays_accepted(self, world):
        order = world.bump(world.paid(), "accept")
        assert world.act(order, "undo").status_code == 409

    def test_not_once_a_courier_has_it(self, world):
        order = world.ready()
        world.assign(order)
        world.pick_up(order)
        assert world.act(order, "undo").status_code == 409
        assert refreshed(order).status == "OUT_FOR_DELIVERY"

    def test_not_once_it_was_handed_over(self, world):
        order = world.ready(**COLLECTED, store_id=str(world.store.id))
        assert world.act(order, "hand_over", code=order.collection_code).status_code == 200
        assert world.act(order, "undo").status_code == 409

    def test_the_customer_sees_nothing_of_it_and_is_told_once(self, world):
        order = world.bump(world.paid(), "accept", "start", "bake")
        shown = track(order)
        world.bump(order, "undo")
        after = track(order)
        assert (after["status"], after["stages"]) == (shown["status"], shown["stages"])
        world.bump(order, "bake")
        told = apps.get_model("orders", "OutboxMessage").objects.filter(
            subject=order.id, type="orders.order_advanced", data__status="BAKING"
        )
        assert [row.data["is_repeated"] for row in told.order_by("id")] == [False, True]

    def test_a_pick_up_of_food_taken_back_waits_for_the_kitchen(self, world):
        order = world.ready()
        world.assign(order)
        world.bump(order, "undo")
        world.pick_up(order)
        assert refreshed(order).status == "BAKING"
        assert world.bump(order, "ready").status == "OUT_FOR_DELIVERY"
        assert sent(order).count("delivery.release_delivery") == 2


class TestStations:
    def test_what_stands_where(self, world):
        world.bump(world.paid(), "accept", "start", "bake")
        world.bump(world.paid(), "accept", "start")
        world.paid()
        make, oven = make_line(world)["stations"]
        kitchen = world.store.kitchen
        assert make == {
            "station": "make",
            "places": kitchen.make_stations,
            "working": 2,
            "waiting": 2,
            "mean_seconds": kitchen.make_seconds,
            "clear_in_seconds": -(-4 // kitchen.make_stations) * kitchen.make_seconds,
        }
        assert (oven["working"], oven["waiting"], oven["places"]) == (2, 4, kitchen.oven_slots)

    def test_an_empty_kitchen(self, world):
        assert make_line(world)["stations"] == []

    def test_a_constant_number_of_statements(self, world, django_assert_num_queries):
        for _ in range(3):
            world.paid()
        with django_assert_num_queries(3):
            make_line(world)


class TestUnbaked:
    COLAS = {"lines": [{"variant": "COLA-033", "quantity": 6}]}

    def test_colas_go_straight_into_the_rack_and_back(self, world):
        with clock.stopped() as at:
            order = world.bump(world.paid(**self.COLAS), "accept", "start")
            (item,) = make_line(world)["queue"]
            assert (item["pizzas"], [line["needs_oven"] for line in item["lines"]]) == (0, [False])
            assert item["allowed_actions"][:2] == ["ready", "undo"]
            assert (world.act(order, "bake").status_code, kitchen_load(order.store_id).to_bake) == (409, 0)
            at.advance(seconds=20)
            ready = world.bump(order, "ready")
            assert (ready.status, sent(order)[-2:]) == (
                "READY",
                ["delivery.release_delivery", "orders.order_advanced"],
            )
            assert world.bump(order, "undo").status == "PREPARING"
            world.bump(order, "ready")
            for step in (world.assign, world.pick_up, world.arrive, world.hand_over):
                step(order)
        stages = track(order)["stages"]
        assert [stage["status"] for stage in stages][2:4] == ["PREPARING", "READY"]
        assert all(stage["at"] for stage in stages)
        assert OrderStatus.PREPARING not in kitchen_load(order.store_id).pace, "no pizza was made"

    def test_a_pizza_never_misses_the_oven(self, world):
        order = world.bump(world.paid(), "accept", "start")
        refused = world.act(order, "ready")
        assert (refused.status_code, refused.json()["allowed_actions"][0]) == (409, "bake")


class TestPace:
    def test_a_delivered_order_is_measured_when_the_courier_leaves(self, world):
        kitchen = world.store.kitchen
        with clock.stopped() as at:
            order = world.bump(world.paid(), "accept")
            assert kitchen_load(order.store_id).to_make == order.pizzas
            world.bump(order, "start")
            assert kitchen_load(order.store_id).to_make == order.pizzas / 2, "nobody counts those made"
            at.advance(seconds=2 * kitchen.make_seconds)
            world.bump(order, "bake")
            at.advance(seconds=kitchen.oven_seconds // 2)
            world.bump(order, "ready")
            at.advance(seconds=60)
            world.assign(order)
            assert not KitchenPace.objects.exists()
            world.pick_up(order)
        assert kitchen_load(world.store.id).pace == {
            OrderStatus.BAKING: (kitchen.oven_seconds // 2, 1),
            OrderStatus.READY: (60, 1),
        }

    def test_a_slow_kitchen_promises_later(self, world):
        quick = world.quote()
        KitchenPace.objects.create(
            store_id=world.store.id, stage="PREPARING", mean=world.store.kitchen.make_seconds * 20, orders=20
        )
        remembered.clear()  # for a second it goes by what it has just read
        slow = world.quote()
        assert slow["promised_to"] > quick["promised_to"]

    def test_the_mean_follows_the_recent_orders(self, world):
        order = world.paid()
        order.pizzas, alike = 1, (0.0, 0)
        for seconds in [100] * 30 + [200] * 3 * kitchen.RECENT:
            alike = kitchen.pace_with(alike, seconds)
            order.stage_times = {
                "PREPARING": AT.isoformat(),
                "BAKING": (AT + timedelta(seconds=seconds)).isoformat(),
            }
            measure(order, None)
            if seconds == 100:
                stored = kitchen_load(order.store_id).pace[OrderStatus.PREPARING]
                assert stored == (pytest.approx(alike[0]), alike[1]), "SQL counts as the rule does"
        mean, orders = kitchen_load(order.store_id).pace[OrderStatus.PREPARING]
        assert (mean, orders) == (pytest.approx(alike[0]), alike[1])
        assert orders == kitchen.RECENT
        assert 190 < mean < 200


@pytest.mark.parametrize(
    ("pizzas", "make", "oven", "found"),
    [
        (1, 80, 400, (80, 400)),
        (4, 200, 400, (None, 400)),
        (8, 320, 800, (None, 400)),
        (2, 5, 400, (None, 400)),
        (1, 80, 4000, (80, None)),
    ],
)
def test_stages_are_measured_by_batch_and_forgotten_bumps_left_out(pizzas, make, oven, found):
    baked = AT + timedelta(seconds=make)
    began = {"PREPARING": AT, "BAKING": baked, "READY": baked + timedelta(seconds=oven)}
    times = {OrderStatus(status): at for status, at in began.items()}
    measured = kitchen.measured(pizzas, KITCHEN, times, None)
    assert (measured.get(OrderStatus.PREPARING), measured.get(OrderStatus.BAKING)) == found


def test_one_station_makes_one_pizza_after_the_other():
    times = {OrderStatus.PREPARING: AT, OrderStatus.BAKING: AT + timedelta(seconds=300)}
    assert kitchen.measured(3, replace(KITCHEN, make_stations=1), times, None) == {OrderStatus.PREPARING: 100}


def test_a_store_is_believed_the_more_the_more_it_has_measured():
    means = [
        kitchen.mean_seconds(100, OrderStatus.BAKING, {OrderStatus.BAKING: (200, n)}) for n in (0, 1, 5, 20)
    ]
    assert means == [100, 117, 150, 180]


class TestHere:
    def test_carryout_by_the_customer(self, world):
        order = world.paid(**COLLECTED, store_id=str(world.store.id))
        response = client(world.customer).post(f"/api/v1/orders/{order.id}/check-in", {})
        assert response.status_code == 200, response.json()
        assert response.json()["check_in"]["at"]
        assert make_line(world)["queue"][0]["check_in"]["at"] == response.json()["check_in"]["at"]

    def test_curbside_by_the_link(self, world):
        order = world.paid(service="CURBSIDE", address=None, store_id=str(world.store.id))
        url = f"/api/v1/track/{tracking_token(order.id)}/check-in"
        assert client().post(url, {}).status_code == 400
        first = client().post(url, {"parking_spot": "3", "vehicle": "red Volvo"}).json()["check_in"]
        again = client().post(url, {"parking_spot": "4", "vehicle": "red Volvo"}).json()["check_in"]
        assert (again["at"], again["parking_spot"]) == (first["at"], "4")
        assert make_line(world)["queue"][0]["check_in"]["vehicle"] == "red Volvo"

    def test_not_for_a_delivery_nor_afterwards(self, world):
        order = world.paid()
        url = f"/api/v1/orders/{order.id}/check-in"
        assert client(world.customer).post(url, {}).json()["code"] == "not-collected"
        collected = world.ready(**COLLECTED, store_id=str(world.store.id))
        world.act(collected, "hand_over", code=collected.collection_code)
        assert client(world.customer).post(f"/api/v1/orders/{collected.id}/check-in", {}).status_code == 409
        assert client().post("/api/v1/track/nonsense/check-in", {}).status_code == 404


class TestAgain:
    def failed(self, world):
        order = world.ready()
        world.assign(order)
        world.pick_up(order)
        world.fail(order)
        return refreshed(order)

    def test_the_same_food_goes_again_with_whoever_takes_it(self, world):
        order = self.failed(world)
        assert world.act(order, "redeliver", by=world.staff).status_code == 403
        assert world.act(order, "redeliver", by=world.manager).status_code == 200
        again = refreshed(order)
        assert (again.status, len(again.earlier_attempts)) == ("READY", 1)
        assert sent(order)[-2] == "delivery.retry_delivery"
        assert (saga_of(order).courier_id, saga_of(order).delivery_facts) == (None, {})
        world.assign(order)
        assert refreshed(order).status == "READY", "what the courier told of the first attempt is over"
        for step in (world.pick_up, world.arrive, world.hand_over):
            step(order)
        assert refreshed(order).status == "COMPLETED"
        shown = [stage["status"] for stage in track(order)["stages"] if stage["at"]]
        assert shown[-5:] == ["DELIVERY_FAILED", "READY", "OUT_FOR_DELIVERY", "ARRIVED", "COMPLETED"]

    def test_made_again(self, world):
        order = self.failed(world)
        assert world.act(order, "remake", by=world.support).status_code == 200
        assert make_line(world)["queue"][0]["attempt"] == 2
        assert world.bump(order, "bake", "ready").status == "READY"
        assert sent(order).count("delivery.release_delivery") == 2
        assert track(order)["attempt"] == 2

    def test_a_late_word_of_the_first_attempt_changes_nothing(self, world):
        order = self.failed(world)
        early = clock.now() - timedelta(seconds=5)
        world.act(order, "redeliver", by=world.manager)
        world.assign(order)
        deliver(OrderDelivered(order_id=order.id, courier_id=world.courier_id, proof="pin", at=early))
        assert refreshed(order).status == "READY"
