"""A hundred thousand random (actor, state, action) triples against the table as `docs/domain.md` words it.

`LEGAL` is written by hand from that reference, not from the code: the table may be wrong, and then this says so.
"""

import random
from collections import defaultdict
from itertools import product

import pytest

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.states import (
    INITIAL,
    TRANSITIONS,
    Actor,
    OrderAction,
    allowed_actions,
    find,
    is_ever_allowed,
)
from apps.orders.lifecycle.transitions import Initiator, _note_time
from apps.orders.models import Order, OrderSaga, history_row
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now

TRIPLES = 100_000
BY_SERVICE = {"delivery": {"DELIVERY"}, "collected": {"CARRYOUT", "CURBSIDE"}}
BAKED = {"baked": {True}, "unbaked": {False}}
EARLY = "customer store_staff store_manager support"
KITCHEN = "store_staff store_manager"
FROM = [OrderStatus.SCHEDULED, OrderStatus.PLACED, OrderStatus.ACCEPTED]
DECIDERS = "store_manager support"
# from | action | to | who may [| of which orders]
LEGAL = f"""
PENDING_PAYMENT | authorize | PLACED | payment system
PENDING_PAYMENT | schedule | SCHEDULED | payment system
PENDING_PAYMENT | fail_payment | PAYMENT_FAILED | payment
PENDING_PAYMENT | expire | EXPIRED | system
PENDING_PAYMENT | cancel | CANCELLED | {EARLY}
SCHEDULED | release | PLACED | system
SCHEDULED | reject_unavailable | REJECTED | system
SCHEDULED | reject | REJECTED | store_manager
SCHEDULED | cancel | CANCELLED | {EARLY}
SCHEDULED | revise | REVISION_PENDING | customer support
PLACED | accept | ACCEPTED | {KITCHEN} system
PLACED | reject | REJECTED | store_manager
PLACED | time_out | REJECTED | system
PLACED | cancel | CANCELLED | {EARLY}
PLACED | revise | REVISION_PENDING | customer support
ACCEPTED | cancel | CANCELLED | {EARLY}
ACCEPTED | revise | REVISION_PENDING | customer support
ACCEPTED | start | PREPARING | {KITCHEN}
REVISION_PENDING | cancel | CANCELLED | {EARLY}
REVISION_PENDING | confirm_revision | SCHEDULED or PLACED or ACCEPTED | payment
REVISION_PENDING | refuse_revision | SCHEDULED or PLACED or ACCEPTED | payment
REVISION_PENDING | withdraw_revision | SCHEDULED or PLACED or ACCEPTED | system
PREPARING | bake | BAKING | {KITCHEN} | baked
PREPARING | undo | ACCEPTED | {KITCHEN}
PREPARING | cancel | CANCELLED | {DECIDERS}
BAKING | ready | READY | {KITCHEN}
BAKING | undo | PREPARING | {KITCHEN}
BAKING | cancel | CANCELLED | {DECIDERS}
PREPARING | ready | READY | {KITCHEN} | unbaked
READY | undo | BAKING | {KITCHEN} | baked
READY | undo | PREPARING | {KITCHEN} | unbaked
READY | cancel | CANCELLED | {DECIDERS}
READY | pick_up | OUT_FOR_DELIVERY | courier | delivery
READY | hand_over | COMPLETED | {KITCHEN} | collected
OUT_FOR_DELIVERY | arrive | ARRIVED | courier | delivery
OUT_FOR_DELIVERY | cancel | CANCELLED | {DECIDERS} | delivery
ARRIVED | deliver | COMPLETED | courier | delivery
ARRIVED | fail_delivery | DELIVERY_FAILED | courier | delivery
DELIVERY_FAILED | return_to_store | RETURNED | {DECIDERS} | delivery
DELIVERY_FAILED | redeliver | READY | {DECIDERS} | delivery
DELIVERY_FAILED | remake | PREPARING | {DECIDERS} | delivery
"""


def legal():
    """{(status, action, actor, service, baked): the statuses it leads to}."""
    found = {}
    for row in LEGAL.strip().splitlines():
        source, action, target, actors, *of = (cell.strip() for cell in row.split("|"))
        which = of[0] if of else ""
        kinds = product(BY_SERVICE.get(which, set(ServiceMethod)), BAKED.get(which, {True, False}))
        for actor, (service, baked) in product(actors.split(), kinds):
            found[source, action, actor, str(service), baked] = set(target.split(" or "))
    return found


@pytest.mark.slow
def test_a_hundred_thousand_triples_persist_nothing_illegal():
    rng, table = random.Random(20261122), legal()
    actions, actors, services = list(OrderAction), list(Actor), list(ServiceMethod)
    tried, taken, refused = set(), set(), 0
    order = None
    for _ in range(TRIPLES):
        if order is None or rng.random() < 0.03:
            order, history = Order(status=INITIAL, service=rng.choice(services)), []
            order.pizzas = rng.choice([0, 2])
            order.status = rng.choice(list(OrderStatus)) if rng.random() < 0.5 else INITIAL
            saga, came_from = OrderSaga(order=order), rng.choice(FROM)
        actor, action, before = rng.choice(actors), rng.choice(actions), order.state
        targets = table.get((before, action, actor, order.service, order.is_baked))
        step = find(before, action, {actor}, order.method, came_from, baked=order.is_baked)
        tried.add((before, action, actor))
        may = allowed_actions(before, {actor}, order.method, baked=order.is_baked)
        assert (step is None) == (targets is None), (before, action, actor, order.service, order.pizzas)
        assert (step is not None) == (action in may)
        if step is None:
            refused += 1
            continue
        assert step.target in targets
        assert is_ever_allowed(action, {actor})
        came_from = before if action is OrderAction.REVISE else came_from
        by = Initiator(frozenset({actor}))
        order.status, order.sequence = step.target, order.sequence + 1
        _note_time(saga, step, by, now())
        row = history_row(
            order, action=action, previous=before, actor=by.position(step), actor_id=None, reason=""
        )
        history.append(row)
        assert (row.previous, row.status, row.actor) == (before, order.status, actor)
        assert [row.sequence for row in history] == list(range(1, len(history) + 1)), "one row for each step"
        taken.add((before, action, actor))
    assert len(tried) == len(actions) * len(actors) * len(OrderStatus)
    assert taken == {(source, action, actor) for source, action, actor, *_ in table}
    assert refused > TRIPLES // 2


def test_the_table_has_no_row_that_the_reference_has_not():
    rows = defaultdict(set)
    for step in TRANSITIONS:
        for actor, service, baked in product(step.actors, step.services, (True, False)):
            if step.is_for(service, baked=baked):
                rows[step.source, step.action, actor, service, baked].add(step.target)
    assert rows == legal()
