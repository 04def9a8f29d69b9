"""An order that nobody at its store touches: taken by the store's rule, offered at the next store, or given back."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from apps.geo.contract.fake import FakeStore
from apps.geo.contract.types import FeeTier, Point
from apps.orders.domain.next_store import OFFERED_FOR
from apps.orders.domain.saga import DEADLINES, SagaState
from apps.orders.models import OrderHistory
from apps.orders.queries.tracking_links import tracking_token
from apps.orders.tasks import sweep_deadlines
from apps.orders.tests.builders import HOME, LAT, LON, deliver, refreshed, saga_of, sent
from apps.payments.contract.events import AuthorizationAdjusted, AuthorizationRefused
from apps.stores.contract.fake import a_store
from apps.stores.contract.types import AutoAccept
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db
OFFERED = "orders.order_offered_to_next_store"
COLLECTED = {"service": "CARRYOUT", "address": None}
PATIENCE = DEADLINES[SagaState.AWAITING_STORE]


@pytest.fixture
def at():
    with clock.stopped() as stopped:
        yield stopped


@pytest.fixture
def other(world):
    """A second store that delivers to the same door, for a fee of its own."""
    store = a_store(lat=LAT + 0.02, lon=LON, code="FAKE-2", name="The next store", legal_entity="Next Oy")
    world.stores.stores.append(store)
    fees = (FeeTier(from_subtotal=0, fee=490),)
    point = Point(lat=store.lat, lon=store.lon)
    world.geo.stores.append(FakeStore(store_id=store.id, point=point, zone_id=new_id(), fee_tiers=fees))
    return store


def rules(world, **rule):
    world.stores.stores[0] = replace(world.store, auto_accept=AutoAccept(**rule))


def unanswered(world, at, **changes):
    """An order whose store had its three minutes."""
    order = world.paid(**changes)
    at.advance(seconds=PATIENCE.total_seconds())
    sweep_deadlines()
    return refreshed(order)


def by_link(order, path="", body=None, method="post"):
    answer = getattr(client(None), method)(f"/api/v1/track/{tracking_token(order.id)}{path}", body)
    return answer.status_code, answer.json()


def take(order):
    """The customer prices the offer and takes it; what it costs there."""
    status, offer = by_link(order, "/offers", {})
    assert status == 201, offer
    status, seen = by_link(order, f"/offers/{offer['quote_id']}")
    assert (status, seen["is_revising"]) == (200, True)
    return offer


def follow(order, event=AuthorizationAdjusted, **values):
    saga = saga_of(order)
    deliver(event(order_id=order.id, payment_id=saga.payment_id, revision=saga.revision, **values))


@pytest.mark.parametrize(
    ("rule", "total", "when", "is_taken"),
    [
        ({}, 10**6, time(3), True),
        ({"up_to": 2000}, 2000, time(3), True),
        ({"up_to": 2000}, 2001, time(3), False),
        ({"starts": time(11), "ends": time(22)}, 1, time(11), True),
        ({"starts": time(11), "ends": time(22)}, 1, time(22), False),
        ({"starts": time(22), "ends": time(2)}, 1, time(1, 59), True),
        ({"starts": time(22), "ends": time(2)}, 1, time(2), False),
    ],
)
def test_a_rule_takes_orders_by_hour_and_amount(rule, total, when, is_taken):
    assert AutoAccept(**rule).takes(total, when) is is_taken


def test_an_order_within_the_rule_waits_for_nobody(world, at):
    rules(world)
    order = world.paid()
    sweep_deadlines()
    last = OrderHistory.objects.filter(order=order).last()
    assert (refreshed(order).status, last.actor, last.action) == ("ACCEPTED", "system", "accept")
    assert "delivery.request_delivery" in sent(order)


def test_who_never_had_food_of_the_chain_waits_for_a_person_where_the_rule_says_so(world, at):
    rules(world, known_only=True)
    first = world.paid()
    sweep_deadlines()
    assert refreshed(first).status == "PLACED"
    assert saga_of(first).deadline_at == at.at + PATIENCE, "its people have all their time"
    world.bump(first, "accept", "start", "bake", "ready")
    world.assign(first)
    for step in (world.pick_up, world.arrive, world.hand_over):
        step(first)
    second = world.paid()
    sweep_deadlines()
    assert refreshed(second).status == "ACCEPTED"


def test_the_rule_counts_as_it_is_now(world, at):
    rules(world)
    order = world.paid()
    world.stores.stores[0] = world.store
    sweep_deadlines()
    assert refreshed(order).status == "PLACED", "a manager ended it before"
    rules(world, up_to=order.total)
    at.advance(seconds=PATIENCE.total_seconds())
    sweep_deadlines()
    assert refreshed(order).status == "ACCEPTED"


def test_an_unanswered_order_is_offered_at_the_next_store_and_moves_there(world, at, other):
    order = unanswered(world, at)
    assert (order.status, sent(order).count(OFFERED)) == ("PLACED", 1)
    shown = by_link(order, method="get")[1]["next_store"]
    assert (shown["store_id"], shown["store_name"]) == (str(other.id), other.name)
    offer = take(order)
    assert (offer["was"], offer["total"]) == (order.total, shown["total"])
    follow(order, amount=offer["total"], currency=order.currency)
    moved = refreshed(order)
    assert (moved.status, moved.store_id, moved.total) == ("PLACED", other.id, offer["total"])
    assert (moved.terms["legal_entity"], moved.number[-2:]) == ("Next Oy", "#1")
    assert moved.promised_to == moved.eta_to >= order.promised_to
    assert by_link(order, method="get")[1]["next_store"] is None
    assert world.act(moved, "accept", by=world.staff).status_code == 404, "it left the first store"


@pytest.mark.parametrize("decision", ["none", "cancel", "too late"])
def test_who_does_not_take_it_has_the_money_back(world, at, other, decision):
    order = unanswered(world, at)
    quote_id = by_link(order, "/offers", {})[1]["quote_id"]
    if decision == "cancel":
        assert by_link(order, "/cancellation")[0] == 200
    else:
        at.advance(seconds=OFFERED_FOR.total_seconds())
        if decision == "too late":
            assert by_link(order, f"/offers/{quote_id}")[1]["code"] == "nothing-offered"
        sweep_deadlines()
    assert refreshed(order).status == ("CANCELLED" if decision == "cancel" else "REJECTED")
    assert "payments.void_payment" in sent(order)
    assert by_link(order, "/offers", {})[1]["code"] == "nothing-offered"


def test_the_store_may_still_answer_and_then_nothing_is_offered(world, at, other):
    line = f"/api/v1/stores/{world.store.id}/make-line"
    order = world.paid()
    assert client(world.staff).get(line).json()["queue"][0]["offered_until"] is None
    at.advance(seconds=PATIENCE.total_seconds())
    sweep_deadlines()
    (shown,) = client(world.staff).get(line).json()["queue"]
    assert datetime.fromisoformat(shown["offered_until"]) == at.at + OFFERED_FOR
    world.bump(order, "accept")
    assert client(world.staff).get(line).json()["queue"][0]["offered_until"] is None
    assert by_link(order, method="get")[1]["next_store"] is None
    assert by_link(order, "/offers", {})[1]["code"] == "nothing-offered"


def test_a_payment_that_does_not_follow_leaves_it_where_it_was(world, at, other):
    order = unanswered(world, at)
    take(order)
    follow(order, AuthorizationRefused, code="card_declined")
    assert (refreshed(order).status, refreshed(order).store_id) == ("PLACED", world.store.id)
    at.advance(seconds=PATIENCE.total_seconds())
    sweep_deadlines()
    assert (refreshed(order).status, sent(order).count(OFFERED)) == ("REJECTED", 1)


def test_no_store_is_offered_twice_nor_one_that_lacks_something(world, at, other):
    order = unanswered(world, at)
    follow(order, amount=take(order)["total"], currency=order.currency)
    at.advance(seconds=PATIENCE.total_seconds())
    sweep_deadlines()
    assert refreshed(order).status == "REJECTED", "the first one had its chance"
    world.stores.shut[other.id] = "closed"
    assert unanswered(world, at).status == "REJECTED"


def test_a_collected_order_is_offered_at_the_nearest_store_with_a_rule_of_its_own(world, at, other):
    world.stores.stores[1] = replace(other, auto_accept=AutoAccept())
    order = unanswered(world, at, **COLLECTED, store_id=str(world.store.id))
    follow(order, amount=take(order)["total"], currency=order.currency)
    sweep_deadlines()
    moved = refreshed(order)
    assert (moved.status, moved.store_id, moved.collection_code) == (
        "ACCEPTED",
        other.id,
        order.collection_code,
    )
    world.stores.stores[1] = replace(other, lat=LAT + 1)
    world.geo.stores[1] = replace(world.geo.stores[1], point=Point(lat=LAT + 1, lon=LON))
    assert unanswered(world, at, **COLLECTED, store_id=str(world.store.id)).status == "REJECTED", "too far"


def test_a_quote_of_a_third_store_is_not_taken(world, at, other):
    order = unanswered(world, at)
    third = a_store(lat=LAT, lon=LON, code="FAKE-3")
    world.stores.stores.append(third)
    world.geo.stores[:] = [FakeStore(store_id=third.id, point=Point(lat=LAT, lon=LON), zone_id=new_id())]
    quote = world.quote(address={**HOME, "lat": LAT})
    refused = world.act(order, "revise", by=world.customer, quote_id=quote["id"])
    assert refused.json()["code"] == "not-revisable"
    assert timedelta(0) < saga_of(order).deadline_at - at.at <= OFFERED_FOR
