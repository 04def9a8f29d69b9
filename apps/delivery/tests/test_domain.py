"""The rules, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.delivery.contract.errors import IllegalAction
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.couriers import first_name
from apps.delivery.domain.geofence import LatLon, is_at_store, is_near
from apps.delivery.domain.promises import keeps_promise
from apps.delivery.domain.proofs import is_pin, pin_of
from apps.delivery.domain.rules import Rules, measured
from apps.delivery.domain.states import (
    COURIER_TRANSITIONS,
    DELIVERY_TRANSITIONS,
    FINISHED,
    CourierStatus,
    courier_after,
    delivery_after,
)
from dominos.kernel.ids import new_id

STORE, DOOR = LatLon(60.1699, 24.9384), LatLon(60.1740, 24.9500)


def test_an_illegal_action_lists_what_is_possible():
    with pytest.raises(IllegalAction) as refused:
        delivery_after(DeliveryStatus.PICKED_UP, "hand_over")
    assert refused.value.status == 409
    assert refused.value.members == {
        "status_now": "PICKED_UP",
        "allowed": ["arrive", "cancel", "finish", "give_up", "pass_on"],
    }


def test_nothing_follows_the_end():
    assert not [key for key in DELIVERY_TRANSITIONS if key[0] in FINISHED]


def test_only_the_door_leads_to_delivered():
    """But for what a manager or support says of a courier who cannot say it."""
    ways = [key for key, to in DELIVERY_TRANSITIONS.items() if to == DeliveryStatus.DELIVERED]
    assert [way for way in ways if way[1] != "finish"] == [(DeliveryStatus.ARRIVED, "hand_over")]


def test_a_courier_with_work_does_not_go_home():
    for status in (CourierStatus.OFFERED, CourierStatus.ON_RUN):
        with pytest.raises(IllegalAction):
            courier_after(status, "shift.end")


def test_every_courier_status_is_left_again():
    assert {status for status, _ in COURIER_TRANSITIONS} == set(CourierStatus)


@given(st.uuids())
def test_a_pin_has_four_digits_and_fits_its_order_only(order_id):
    pin = pin_of(order_id, "secret")
    assert len(pin) == 4
    assert pin.isdecimal()
    assert is_pin(pin, order_id, ["secret"]) and is_pin(pin, order_id, ["other", "secret"])
    assert not is_pin(f"{(int(pin) + 1) % 10_000:04d}", order_id, ["secret"])


def test_pins_are_spread():
    assert len({pin_of(new_id(), "secret") for _ in range(200)}) > 150


def test_near_is_measured_from_the_courier_to_the_customer():
    """Not from the store, which may be next door."""
    rules = Rules(near_m=300)
    next_door_to_the_store = LatLon(STORE.lat + 0.001, STORE.lon)
    assert not is_near(DOOR, 8.0, next_door_to_the_store, rules)
    assert is_near(LatLon(DOOR.lat + 0.002, DOOR.lon), 8.0, DOOR, rules)


def test_the_geofence_allows_for_a_bad_fix_up_to_a_limit():
    rules = Rules(pick_up_radius_m=150, pick_up_accuracy_m=50)
    away = LatLon(STORE.lat + 180 / 111_195, STORE.lon)
    assert not is_at_store(away, 10, STORE, rules)
    assert is_at_store(away, 40, STORE, rules)
    assert not is_at_store(DOOR, 5_000, STORE, rules)


def test_customers_learn_the_first_name():
    assert first_name("Aino Maria Virtanen") == "Aino"
    assert first_name("") == ""


def test_hand_overs_take_as_long_as_they_have_taken():
    market = Rules(before_drop_seconds=60, after_drop_seconds=30, contact_wait_seconds=300)
    assert measured(market, ()) == market
    slow = measured(market, [180.0] * 55)
    assert (slow.before_drop_seconds, slow.after_drop_seconds) == (170, 85)
    assert measured(market, [300.0] * 10) == measured(market, [90_000.0] * 10)
    assert measured(Rules(before_drop_seconds=0), [180.0]).before_drop_seconds == 0


def test_a_run_may_miss_only_promises_that_were_lost_before_it():
    promised = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    before, after = promised - timedelta(minutes=5), promised + timedelta(minutes=5)
    assert keeps_promise(promised, promised, before, before)
    assert not keeps_promise(after, promised, before, before)
    assert keeps_promise(after, promised, after, before)
    assert keeps_promise(after, promised, before, after)
