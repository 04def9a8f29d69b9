"""Which courier may be offered what, and when a courier is free: the rules of the live and the simulated night."""

from dataclasses import replace

import pytest

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch.types import Place
from apps.delivery.domain.courier_wait import StoreDelivery, courier_supply
from apps.delivery.domain.eta import minutes
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.offers import (
    RUN_LEFT,
    UNREACHABLE,
    RunPlan,
    excluded_seconds,
    may_all_join,
    may_be_offered,
)
from apps.delivery.domain.snapshots import Present, engine_snapshot, free_from, last_place
from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.tests.offer_builders import (
    ASKED,
    DOOR,
    FAR,
    FREE,
    HELD,
    NOON,
    ON_RUN,
    RULES,
    STORE,
    STORES,
    WAITING,
    at,
)


def plan(*drop_offs, pick_up=6, is_manual=False):
    return RunPlan(
        pick_up_at=at(pick_up), drop_offs=[at(one) for one in drop_offs or (20,)], is_manual=is_manual
    )


def test_a_free_courier_may_be_offered_what_waits():
    assert may_be_offered(FREE, [WAITING], plan(), NOON)


@pytest.mark.parametrize(
    "courier", [ASKED, ON_RUN, replace(FREE, status=CourierStatus.BREAK), replace(ON_RUN, carried=[])]
)
def test_a_courier_who_is_not_free_may_not(courier):
    assert not may_be_offered(courier, [WAITING], plan(), NOON)


def test_food_has_to_be_ready_at_the_pick_up():
    assert not may_be_offered(FREE, [WAITING], plan(pick_up=4), NOON)


@pytest.mark.parametrize("status", [s for s in DeliveryStatus if s is not DeliveryStatus.WAITING])
def test_only_what_waits_is_offered(status):
    assert not may_be_offered(FREE, [replace(WAITING, status=status)], plan(), NOON)


def test_a_run_has_to_fit_but_a_single_order_goes_in_any_bag():
    large = replace(WAITING, bags=9)
    assert may_be_offered(FREE, [large], plan(), NOON)
    assert not may_be_offered(FREE, [large, replace(WAITING, id="e")], plan(20, 22), NOON)


def test_a_run_keeps_the_promises_that_can_be_kept():
    both = [WAITING, replace(WAITING, id="e")]
    assert may_be_offered(FREE, both, plan(20, 40), NOON)
    assert not may_be_offered(FREE, both, plan(20, 41), NOON)
    assert may_be_offered(FREE, [WAITING, replace(both[1], expected_at=at(45))], plan(20, 50), NOON)


def test_an_excluded_pair_is_offered_by_a_manager_only():
    excluded = {("d", "c")}
    assert not may_be_offered(FREE, [WAITING], plan(), NOON, excluded)
    assert may_be_offered(FREE, [WAITING], plan(is_manual=True), NOON, excluded)
    assert may_be_offered(replace(FREE, id="other"), [WAITING], plan(), NOON, excluded)


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (OfferStatus.DECLINED, "too far", True),
        (OfferStatus.EXPIRED, "", True),
        (OfferStatus.WITHDRAWN, UNREACHABLE, True),
        (OfferStatus.WITHDRAWN, RUN_LEFT, False),
        (OfferStatus.WITHDRAWN, "cancelled", False),
    ],
)
def test_what_excludes_a_courier(status, reason, expected):
    assert bool(excluded_seconds(status, reason, RULES)) is expected


def test_an_open_run_takes_what_fits():
    assert may_all_join(ON_RUN, [WAITING], set())
    assert may_be_offered(ON_RUN, [HELD, WAITING], plan(20, 22), NOON)
    assert not may_all_join(ON_RUN, [replace(WAITING, bags=3)], set())
    assert not may_all_join(ON_RUN, [WAITING], {("d", "c")})
    assert not may_all_join(replace(ON_RUN, offered=ASKED.offered), [WAITING], set())
    left = replace(ON_RUN, carried=[replace(HELD, status=DeliveryStatus.PICKED_UP)])
    assert not may_all_join(left, [WAITING], set())


def test_when_a_courier_is_free():
    def free(courier, *, is_open=False):
        return free_from(courier, is_open, STORES, NOON, RULES)

    after = RULES.after_drop_seconds / 60
    assert free(FREE) == (STORE, minutes(NOON))
    assert free(ON_RUN) == (DOOR, minutes(at(20)) + after)
    assert free(ASKED) == (DOOR, minutes(at(25)) + after)
    late = replace(ON_RUN, carried=[replace(HELD, expected_at=at(-10))])
    assert free(late) == (DOOR, minutes(NOON) + 1)
    assert free(ON_RUN, is_open=True) == (STORE, minutes(NOON))
    place, free_at = free(replace(ON_RUN, place=DOOR), is_open=True)
    assert place == STORE
    assert free_at > minutes(NOON)


def test_a_fix_in_the_geofence_is_the_store():
    assert last_place(LatLon(60.1705, 24.94), 10, STORES, RULES) == STORE
    assert last_place(LatLon(60.18, 24.94), 10, STORES, RULES) == Place(24.94, 60.18)


def test_a_store_is_left_by_the_usual_vehicle_whoever_stands_there():
    cars = [replace(FREE, id=name, vehicle="car", place=place) for name, place in (("a", STORE), ("b", FAR))]
    asked = []

    def travel_by(vehicles):
        asked.append(vehicles)
        return lambda origins, destinations: [[0.0 for _ in destinations] for _ in origins]

    present = Present(at=NOON, waiting=[WAITING], couriers=cars, stores=STORES, recent_orders={"s": 3})
    snapshot = engine_snapshot(present, RULES, travel_by)
    assert asked == [{FAR: "car"}]
    assert snapshot.stores[0].demand == 3 / RULES.demand_minutes
    assert snapshot.orders[0].ready == minutes(at(5))


def test_the_supply_of_couriers_is_told_by_who_is_back_when():
    deliveries = [
        StoreDelivery(DeliveryStatus.WAITING, None, at(5), at(30), 300.0),
        StoreDelivery(DeliveryStatus.PICKED_UP, "c", at(0), at(10), 300.0),
        StoreDelivery(DeliveryStatus.ASSIGNED, "gone", at(0), at(10), 300.0),
    ]
    supply = courier_supply(["c", "idle"], deliveries, NOON, RULES)
    assert supply.free_in == (10 * 60 + RULES.after_drop_seconds + 300, 0.0)
    assert supply.waiting == ((300.0, 300.0),)
