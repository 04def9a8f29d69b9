"""Random (actor, state, action) triples against the database: nothing illegal persists, each legal one leaves one row.

`test_transition_triples` fires a hundred thousand at the table itself.
"""

import random
from contextlib import suppress
from copy import copy

import pytest
from django.db.models import Count

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.actors import actors_of
from apps.orders.domain.refund_matrix import Fault
from apps.orders.domain.saga import DeliveryFact
from apps.orders.domain.states import (
    FINAL,
    PUBLIC_ACTIONS,
    TRANSITIONS,
    Actor,
    OrderAction,
    find,
    legal_pairs,
)
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.delivery_events import assign_courier, note_fact
from apps.orders.lifecycle.guards import Decision, edition_of
from apps.orders.lifecycle.release import release
from apps.orders.models import Order, OrderHistory, Quote
from apps.orders.quotes.placement import Placement, place_order
from apps.orders.tests.builders import next_slot, refreshed, saga_of
from apps.orders.tests.revision_builders import adjusted
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.errors import DomainError
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import principal
from dominos.kernel.unit_of_work import unit_of_work

TRIPLES = 1000
WALK = 20
BY_REQUEST = 0.1
BUMPS_OF = {
    step.source: [step.action]
    for step in TRANSITIONS
    if step.action in (OrderAction.ACCEPT, OrderAction.START, OrderAction.BAKE, OrderAction.READY)
    and step.baked is not False
}
COLLECTED = {"service": "CARRYOUT", "address": None}


@pytest.fixture
def callers(world):
    other = new_id()
    return [
        world.customer,
        world.staff,
        world.manager,
        world.support,
        principal(Role.ADMIN),
        principal(Role.CUSTOMER),
        principal(Role.COURIER),
        principal(Role.COURIER, id=world.courier_id),
        principal(Role.STORE_MANAGER, stores=(other,)),
        principal(Role.STORE_STAFF, stores=(world.store.id,), id=world.customer.id),
    ]


@pytest.mark.django_db
@pytest.mark.slow
def test_random_triples_by_people(world, callers):
    rng = random.Random(20261122)
    road, counter = (
        Quote.objects.get(pk=world.quote()["id"]),
        Quote.objects.get(pk=world.quote(**COLLECTED, store_id=str(world.store.id))["id"]),
    )
    colas = Quote.objects.get(pk=world.quote(lines=[{"variant": "COLA-033", "quantity": 6}])["id"])
    ahead = Quote.objects.get(pk=world.quote(when=next_slot().isoformat())["id"])
    taken, refused, before = set(), 0, (None,)
    for n in range(TRIPLES):
        if n % WALK == 0 or (before[0] in FINAL and rng.random() < 0.3):
            order = walked(world, rng.choice([road, road, counter, ahead, colas]), rng)
            before = state(order)
        caller, action = rng.choice(callers), rng.choice([*OrderAction, *PUBLIC_ACTIONS])
        if rng.random() < 0.5:
            action = likely(before[0], rng, taken)
            caller = rng.choice(callers[:4])
        actors = actors_of(caller, customer_id=order.customer_id, store_id=order.store_id)
        step = find(OrderStatus(before[0]), action, actors, order.method, baked=order.is_baked)
        quote = None
        if action is OrderAction.REVISE and rng.random() < 0.7:
            quote = change_of(order, rng.choice([road, counter, ahead]))
        decision = Decision(
            quote=quote,
            reason=rng.choice(["", "why", "why"]),
            code=rng.choice(["", order.collection_code]),
            fault=rng.choice(list(Fault)),
        )
        through = by_request if rng.random() < BY_REQUEST else by_call
        if answer := through(world, order, action, caller, decision):
            status, code, may = answer
            refused += 1
            assert state(order) == before
            assert status in ((403, 404) if not actors else (400, 403, 409, 422))
            if code == "illegal-transition":
                assert step is None or action is OrderAction.UNDO, "taken back too late, or by another person"
                assert str(action) not in may
            continue
        if step is None or (action is OrderAction.UNDO and state(order) == before):
            assert state(order) == before, "a repetition changes nothing"
            continue
        status, sequence, rows = before
        before = state(order)
        row, *followed = OrderHistory.objects.filter(order=order, sequence__gt=sequence)
        assert {later.actor for later in followed} <= {Actor.COURIER}, "only waiting facts of the road follow"
        assert before[1:] == (sequence + 1 + len(followed), rows + 1 + len(followed))
        assert (row.previous, row.status, row.action) == (status, step.target, action)
        assert row.actor_id == caller.id
        assert Actor(row.actor) in step.actors
        taken.add((step.source, step.action))
        if action is OrderAction.REVISE and rng.random() < 0.7:
            adjusted(order)
            order, before = refreshed(order), state(order)
            assert (order.address is None) == (order.service == "CARRYOUT") == bool(order.collection_code)
    people = {(s.source, s.action) for s in TRANSITIONS if s.action in PUBLIC_ACTIONS}
    assert people <= taken, f"never taken: {people - taken}"
    assert refused > TRIPLES // 4


def by_call(world, order, action, caller, decision):
    """The refusal of the action: status, code and what is allowed; None where it is taken."""
    try:
        act(order.id, action, caller, decision)
    except DomainError as error:
        return error.status, error.code, error.members.get("allowed_actions")
    return None


def by_request(world, order, action, caller, decision):
    """The same over REST."""
    body = {"reason": decision.reason, "code": decision.code, "fault": decision.fault.value}
    if decision.quote is not None:
        body["quote_id"] = str(decision.quote.id)
    response = world.act(order, action, by=caller, **body)
    answer = response.json()
    return (
        None
        if response.status_code == 200
        else (response.status_code, answer["code"], answer.get("allowed_actions"))
    )


@pytest.mark.django_db
@pytest.mark.slow
def test_random_facts_of_random_couriers(world):
    rng = random.Random(7)
    couriers = [world.courier_id, new_id(), new_id()]
    road, finals = Quote.objects.get(pk=world.quote()["id"]), set()
    for _ in range(15):
        order = placed(road)
        world.pay(order)
        for _ in range(14):
            before, assigned, told = state(order), saga_of(order).courier_id, None
            if rng.random() < 0.5:
                with suppress(DomainError):
                    act(
                        order.id,
                        rng.choice(BUMPS_OF.get(before[0], [OrderAction.CANCEL])),
                        world.staff,
                        Decision(),
                    )
            else:
                told = rng.choice(couriers)
                with unit_of_work("orders"):
                    if rng.random() < 0.3:
                        assign_courier(order.id, told, now())
                    else:
                        note_fact(order.id, told, rng.choice(list(DeliveryFact)), now())
                        if told != assigned:
                            assert state(order) == before, "another courier's word moves nothing"
            after = state(order)
            assert after[2] == after[1] + 1
        finals.add(after[0])
        steps = list(OrderHistory.objects.filter(order=order).values_list("previous", "status"))[1:]
        assert all((OrderStatus(a), OrderStatus(b)) in legal_pairs() for a, b in steps)
    assert {"COMPLETED", "DELIVERY_FAILED"} & finals


def state(order):
    """Status, sequence and the number of history rows."""
    found = Order.objects.filter(pk=order.pk).annotate(rows=Count("history"))
    return found.values_list("status", "sequence", "rows")[0]


def placed(quote):
    """A new order of what was quoted."""
    quote.pk = new_id()
    return place_order(
        quote,
        Placement(customer_id=quote.customer_id, contact_name="Aino", contact_phone="+358401234567"),
    )


def change_of(order, quote):
    """The price of a change of the order to what was quoted."""
    found = copy(quote)
    found.pk, found.request = new_id(), {**quote.request, "revises": edition_of(refreshed(order))}
    found.save(force_insert=True)
    return found


def walked(world, quote, rng):
    """A new order somewhere along its way; one placed ahead may have reached its store before its time."""
    order = placed(quote)
    if rng.random() < 0.1:
        return order
    world.pay(order)
    if quote.scheduled_for is not None and rng.random() < 0.5:
        return order
    if quote.scheduled_for is not None:
        with clock.stopped(order.release_at):
            release(order)
    bumps = ["accept", "start", *(["bake"] if order.is_baked else []), "ready"]
    for action in bumps[: rng.randint(0, 4)]:
        act(order.id, OrderAction(action), world.staff, Decision())
    if rng.random() < 0.6:
        world.assign(order)
        for step in [world.pick_up, world.arrive, world.fail][: rng.randint(1, 3)]:
            step(order)
    return order


def likely(status, rng, taken=()):
    """An action that the status knows, whoever may take it; rather one that was never taken."""
    known = [step.action for step in TRANSITIONS if step.source == status]
    fresh = [action for action in known if action in PUBLIC_ACTIONS and (status, action) not in taken]
    return rng.choice(fresh or known or list(OrderAction))
