"""The state table and the saga's tables are whole, and everything generated from them is fresh."""

import pytest
from django.core.management import CommandError, call_command

from apps.orders.contract.refund_matrix import REFUND_STAGES, RefundStage
from apps.orders.contract.types import FINAL_STATUSES, OrderStatus
from apps.orders.domain.end_causes import end_cause
from apps.orders.domain.saga import (
    DEADLINES,
    REACTIONS,
    STATE_OF,
    DeliveryFact,
    SagaState,
    Signal,
    next_delivery_step,
)
from apps.orders.domain.states import (
    FINAL,
    INITIAL,
    NEW_ATTEMPT,
    PUBLIC_ACTIONS,
    RETURNING,
    TRANSITIONS,
    Actor,
    Effect,
    Guard,
    OrderAction,
    allowed_actions,
    find,
    is_ever_allowed,
)
from apps.orders.domain.states_page import page
from apps.orders.lifecycle.effects import RUN
from apps.stores.contract.types import ServiceMethod

S = OrderStatus
REACHED = {INITIAL} | {step.target for step in TRANSITIONS}


def test_every_status_of_the_table_is_reached():
    assert {step.source for step in TRANSITIONS} <= REACHED == set(S)
    assert REACHED - {step.source for step in TRANSITIONS} == set(FINAL)


def test_statuses_never_go_back():
    """But for the few steps that are declared to lead back, which the tracker does not show."""
    onward = [step for step in TRANSITIONS if step.action not in RETURNING | NEW_ATTEMPT]
    seen: dict[OrderStatus, set[OrderStatus]] = {}

    def after(status: OrderStatus, path: tuple[OrderStatus, ...] = ()) -> None:
        assert status not in path, f"{status} comes again after {path}"
        for step in onward:
            if step.source is status and step.target not in seen.setdefault(status, set()):
                after(step.target, (*path, status))

    after(INITIAL)


def test_a_step_is_told_by_its_source_and_action():
    """But for those that end a revision: they lead back to where it began."""
    for baked in (True, False):
        ways = [step for step in TRANSITIONS if step.baked in (None, baked)]
        onward = [step for step in ways if Guard.CAME_FROM not in step.guards]
        assert len({(step.source, step.action) for step in onward}) == len(onward)
    back = [step for step in TRANSITIONS if Guard.CAME_FROM in step.guards]
    begun = {step.source for step in TRANSITIONS if step.action is OrderAction.REVISE}
    for action in {step.action for step in back}:
        assert {step.target for step in back if step.action is action} == begun
        assert not find(*pending(action), baked=True)
        for came_from in begun:
            step = find(*pending(action), came_from, baked=True)
            assert step.target is came_from


def pending(action):
    return OrderStatus.REVISION_PENDING, action, set(Actor), ServiceMethod.DELIVERY


def test_what_has_nothing_to_bake_never_comes_near_the_oven():
    for actors in ({Actor.STAFF}, {Actor.MANAGER}):
        found = {
            baked: [
                find(status, action, actors, ServiceMethod.DELIVERY, baked=baked)
                for status, action in ((S.PREPARING, OrderAction.READY), (S.PREPARING, OrderAction.BAKE))
            ]
            for baked in (True, False)
        }
        assert found[True][0] is found[False][1] is None
        assert (found[True][1].target, found[False][0].target) == (S.BAKING, S.READY)
        assert found[False][0].effects == (Effect.RELEASE_DELIVERY,)
        back = find(S.READY, OrderAction.UNDO, actors, ServiceMethod.CARRYOUT, baked=False)
        assert back.target is S.PREPARING


def test_every_effect_is_carried_out_and_used():
    assert set(RUN) == set(Effect)
    by_table = {effect for step in TRANSITIONS for effect in step.effects}
    by_saga = {
        effect for row in REACTIONS.values() for reaction in row.values() for effect in reaction.effects
    }
    assert by_table | by_saga == set(Effect)


def test_the_saga_says_what_every_signal_does_in_every_state():
    assert set(REACTIONS) == set(SagaState)
    for state, reactions in REACTIONS.items():
        assert set(reactions) == set(Signal), state


def test_every_wait_ends():
    waiting = {
        SagaState.AWAITING_PAYMENT,
        SagaState.AWAITING_STORE,
        SagaState.AWAITING_REVISION,
        SagaState.AWAITING_CAPTURE,
        SagaState.AWAITING_VOID,
    }
    assert set(DEADLINES) == waiting
    for state in waiting:
        for signal in (Signal.DEADLINE, Signal.DEADLINE_OFTEN):
            reaction = REACTIONS[state][signal]
            assert reaction.action or reaction.effects or reaction.next, (state, signal)


def test_a_saga_action_is_legal_in_the_status_it_meets():
    for status, state in STATE_OF.items():
        for signal, reaction in REACTIONS[state].items():
            if reaction.action is None:
                continue
            actor = Actor.SYSTEM if signal in (Signal.DEADLINE, Signal.DEADLINE_OFTEN) else Actor.PAYMENT
            came_from = OrderStatus.PLACED if state is SagaState.AWAITING_REVISION else None
            step = find(status, reaction.action, {actor}, ServiceMethod.DELIVERY, came_from, baked=True)
            assert step, (status, signal)


def test_money_never_stays_held_when_an_order_ends_unfulfilled():
    release = {Effect.VOID_PAYMENT, Effect.SETTLE_PAYMENT}
    for step in TRANSITIONS:
        if step.target in FINAL and step.target is not OrderStatus.COMPLETED:
            assert release & set(step.effects), step


def test_the_customer_may_cancel_before_preparing_only():
    may = {
        s
        for s in OrderStatus
        if OrderAction.CANCEL in allowed_actions(s, {Actor.CUSTOMER}, ServiceMethod.DELIVERY, baked=True)
    }
    assert may == {s for s, stage in REFUND_STAGES.items() if stage is RefundStage.BEFORE_PREPARING}


@pytest.mark.parametrize("actor", [Actor.STAFF, Actor.MANAGER, Actor.SUPPORT, Actor.CUSTOMER])
def test_only_a_courier_moves_an_order_on_the_road(actor):
    for action in (OrderAction.PICK_UP, OrderAction.ARRIVE, OrderAction.DELIVER, OrderAction.FAIL_DELIVERY):
        assert not is_ever_allowed(action, {actor})
        assert action not in PUBLIC_ACTIONS


def test_a_later_fact_of_the_road_proves_the_earlier_ones():
    status, facts = OrderStatus.READY, {DeliveryFact.DELIVERED: ""}
    walked = []
    while action := next_delivery_step(status, facts):
        walked.append(action)
        status = find(status, action, {Actor.COURIER}, ServiceMethod.DELIVERY, baked=True).target
    assert walked == [OrderAction.PICK_UP, OrderAction.ARRIVE, OrderAction.DELIVER]


def test_the_page_of_the_states_is_fresh(tmp_path):
    call_command("order_states", check=True)
    for step in TRANSITIONS:
        assert f"    {step.source} --> {step.target}: {step.action}" in page()
    stale = tmp_path / "page.md"
    stale.write_text("old")
    with pytest.raises(CommandError):
        call_command("order_states", check=True, to=stale)
    call_command("order_states", to=stale)
    assert stale.read_text() == page()


def test_the_contract_names_the_final_states_of_the_table():
    assert FINAL_STATUSES == FINAL


@pytest.mark.parametrize("step", TRANSITIONS, ids=lambda step: f"{step.source}-{step.action}")
def test_an_order_that_ends_without_a_hand_over_says_why(step):
    ends = step.target in FINAL and step.target is not OrderStatus.COMPLETED
    for actor in step.actors:
        assert (end_cause(step.action, actor) is not None) is ends
