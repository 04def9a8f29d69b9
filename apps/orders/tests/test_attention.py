"""No order is forgotten: with every device dead each is over, or waits for a person who was told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps

from apps.delivery.contract.types import Intervention
from apps.orders.contract.types import AttentionLevel, OrderStatus
from apps.orders.domain.attention import (
    ESCALATES_AFTER,
    OF_MONEY,
    Desk,
    due_at,
    next_level,
    watch_of,
)
from apps.orders.domain.saga import STATE_OF, SagaState
from apps.orders.domain.states import FINAL, TRANSITIONS, Actor, OrderAction
from apps.orders.lifecycle import attention, deadlines, release
from apps.orders.lifecycle.promises import overdue
from apps.orders.models import Order
from apps.orders.queries.order_timelines import find_timelines
from apps.orders.quotes import unanswered_orders
from apps.orders.tests.builders import captured, next_slot, refreshed, saga_of, sent
from apps.stores.contract.types import AutoAccept, ServiceMethod
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

S = OrderStatus
COLLECTED = {"service": "CARRYOUT", "address": None}
OPEN = [
    (step.source, service)
    for step in TRANSITIONS
    for service in step.services
    if step.source not in (*FINAL, None)
]
WHO = {
    AttentionLevel.STORE: {Actor.STAFF, Actor.MANAGER},
    AttentionLevel.MANAGER: {Actor.MANAGER},
    AttentionLevel.CHAIN: {Actor.SUPPORT},
}


@pytest.mark.parametrize(("state", "service"), sorted(set(OPEN)))
def test_whoever_is_told_first_can_end_it(state, service):
    if state in (S.OUT_FOR_DELIVERY, S.ARRIVED, S.DELIVERY_FAILED) and service != "DELIVERY":
        return
    watched = watch_of(state, ServiceMethod(service), STATE_OF[state])
    assert watched.solutions
    can = {
        step.action
        for step in TRANSITIONS
        if step.source is state and service in step.services and step.actors & WHO[watched.owner]
    }
    for way in watched.solutions:
        if way.desk is Desk.DELIVERY:
            assert way.action in set(Intervention) and watched.owner is not AttentionLevel.STORE
        else:
            assert OrderAction(way.action) in {step.action for step in TRANSITIONS if step.source is state}
    by_delivery = any(way.desk is Desk.DELIVERY for way in watched.solutions)
    assert by_delivery or can & {way.action for way in watched.solutions}


def test_every_wait_for_money_is_watched_and_what_is_settled_is_not():
    for saga in SagaState:
        found = watch_of(S.COMPLETED, ServiceMethod.DELIVERY, saga)
        assert (found is None) == (saga in set(SagaState) - set(OF_MONEY))


def test_a_level_is_followed_by_the_one_above_until_nobody_is():
    watched = watch_of(S.BAKING, ServiceMethod.DELIVERY, SagaState.FULFILLING)
    levels = [next_level(watched, None)]
    while levels[-1] in ESCALATES_AFTER:
        levels.append(next_level(watched, levels[-1]))
    assert levels == list(AttentionLevel)
    began = now()
    early = began - timedelta(hours=1)
    assert due_at(watched, began=began, start=early, promise=early) == began + watched.after


WALKS = {
    "unpaid": lambda world: world.placed(),
    "placed": lambda world: world.paid(),
    "within a rule": lambda world: by_rule(world),
    "accepted": lambda world: world.bump(world.paid(), "accept"),
    "preparing": lambda world: world.bump(world.paid(), "accept", "start"),
    "baking": lambda world: world.bump(world.paid(), "accept", "start", "bake"),
    "ready": lambda world: world.ready(),
    "to collect": lambda world: world.ready(**COLLECTED, store_id=str(world.store.id)),
    "on the road": lambda world: on_road(world),
    "at the door": lambda world: on_road(world, world.arrive),
    "nobody opened": lambda world: on_road(world, world.arrive, world.fail),
    "handed over": lambda world: on_road(world, world.arrive, world.hand_over),
    "cancelled late": lambda world: cancelled(world),
    "ahead": lambda world: ahead(world),
    "changed": lambda world: changed(world),
}


def by_rule(world):
    usual = world.stores.stores[0]
    world.stores.stores[0] = replace(usual, auto_accept=AutoAccept())
    order = world.paid()
    unanswered_orders.sweep()
    world.stores.stores[0] = usual
    return order


def on_road(world, *steps):
    order = world.ready()
    world.assign(order)
    for step in (world.pick_up, *steps):
        step(order)
    return order


def cancelled(world):
    order = world.bump(world.paid(), "accept", "start")
    world.act(order, "cancel", by=world.manager, reason="burnt")
    return order


def ahead(world):
    return world.paid(when=next_slot().isoformat())


def changed(world):
    order = world.bump(world.paid(), "accept")
    body = {"lines": [{"variant": "14HT", "quantity": 3}]}
    quote = client(world.customer).post(f"/api/v1/orders/{order.id}/revisions", body).json()
    world.act(order, "revise", by=world.customer, quote_id=quote["id"])
    return order


@pytest.mark.slow
@pytest.mark.django_db
def test_with_every_device_dead_each_order_is_over_or_waits_for_somebody_who_was_told(world):
    orders = {name: walk(world) for name, walk in WALKS.items()}
    states = {name: refreshed(order).status for name, order in orders.items()}
    assert states["ahead"] == S.SCHEDULED and states["changed"] == S.REVISION_PENDING
    begin = now()
    for minutes in range(0, 6 * 60, 5):
        with clock.stopped(begin + timedelta(minutes=minutes)):
            for timer in (
                unanswered_orders.sweep,
                deadlines.sweep,
                release.release_due,
                overdue.move_overdue_windows,
                attention.tell,
            ):
                timer()
    for name, order in orders.items():
        order, saga = refreshed(order), saga_of(order)
        is_over = order.state in FINAL and saga.state in ("SETTLED", "CLOSED")
        assert is_over != (saga.attention_since is not None), (name, order.status, saga.state)
        if not is_over:
            assert saga.attention_level == AttentionLevel.CHAIN, (name, saga.attention_level)
            assert "orders.order_needs_attention" in sent(order)
    over = {name for name, order in orders.items() if saga_of(order).attention_since is None}
    assert over == {"unpaid"}, "the gateway is dead, too: nobody releases what the others reserved"


@pytest.mark.django_db
def test_an_order_at_a_door_with_a_dead_phone_is_shown_until_somebody_ends_it(world):
    order = on_road(world, world.arrive)
    late = now() + timedelta(minutes=16)
    with clock.stopped(late):
        attention.tell()
        (item,) = listed(world.manager, store=world.store.id)
        assert (item["wrong"], item["level"]) == ("not_handed_over", "manager")
        assert {"desk": "delivery", "action": "finish"} in item["solutions"]
        assert listed(world.staff)[0]["solutions"] == []
        assert client(world.manager).get(f"/api/v1/orders/{order.id}").json()["attention"] is not None
        assert client(world.customer).get(f"/api/v1/orders/{order.id}").json()["attention"] is None
        stranger = client(principal_elsewhere())
        assert stranger.get("/api/v1/orders/attention").json()["results"] == []
        assert stranger.get(f"/api/v1/orders/attention?store={world.store.id}").status_code == 404
        world.hand_over(order)
    assert listed(world.manager) == []
    assert sent(order)[-5:].count("orders.order_attended") == 1


@pytest.mark.django_db
def test_money_that_a_gateway_refuses_is_asked_for_again_or_borne(world):
    order = on_road(world, world.arrive, world.hand_over)
    with clock.stopped(now() + timedelta(hours=1, minutes=1)):
        attention.tell()
        url = f"/api/v1/orders/{order.id}/settlement"
        assert client(world.manager).post(f"{url}/ask-again", {"reason": "x"}).status_code == 403
        assert client(world.support).post(f"{url}/ask-again", {}).status_code == 400
        asked = client(world.support).post(f"{url}/ask-again", {"reason": "the bank was away"})
        assert asked.status_code == 200 and asked.json()["attention"] is None
        assert sent(order).count("payments.capture_payment") == 2
        assert [command["again"] for command in commands_of(order, "payments.capture_payment")] == [0, 1]
        assert client(world.support).post(f"{url}/write-off", {"reason": "x"}).status_code == 403
    captured(order)
    assert saga_of(order).state == SagaState.SETTLED
    assert saga_of(order).attention_at is None
    decided = {"action": "ask-again", "reason": "the bank was away"}
    (told,) = client(world.support).get(f"/api/v1/orders/{order.id}").json()["settlements"]
    assert told == told | decided
    assert client(world.customer).get(f"/api/v1/orders/{order.id}").json()["settlements"] == []
    assert [step.reason for step in find_timelines(str(order.id))[0].steps][-1] == "the bank was away"


@pytest.mark.django_db
def test_a_window_that_moved_gives_time(world):
    order = on_road(world)
    Order.objects.filter(pk=order.pk).update(eta_to=now() + timedelta(hours=1))
    with clock.stopped(now() + timedelta(minutes=70)):
        attention.tell()
        assert saga_of(order).attention_since is None


@pytest.mark.django_db
def test_an_order_that_cannot_be_told_of_holds_no_other_back(world, monkeypatch):
    bad, good = world.paid(), world.paid()
    raise_it = attention._raise_it

    def fail(saga, watched):
        if saga.order_id == bad.id:
            raise ValueError("not this one")
        raise_it(saga, watched)

    monkeypatch.setattr(attention, "_raise_it", fail)
    with clock.stopped(now() + timedelta(minutes=2)):
        attention.tell()
        assert saga_of(good).attention_since is not None
        assert saga_of(bad).attention_since is None and saga_of(bad).attention_at > now()


def commands_of(order, type_):
    outbox = apps.get_model("orders", "OutboxMessage")
    found = outbox.objects.filter(type=type_, subject=order.id).order_by("id")
    return [message.data for message in found]


def listed(caller, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return client(caller).get(f"/api/v1/orders/attention?{asked}").json()["results"]


def principal_elsewhere():
    return principal(Role.STORE_MANAGER, stores=(new_id(),))
