"""What a customer is shown never goes back, whatever the kitchen takes back and however often a courier tries."""

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from apps.orders.contract.types import EndCause, EtaCause, OrderStatus
from apps.orders.domain.money_outcome import MoneyOutcome, PaidBy, money_outcome, paid_by
from apps.orders.domain.states import (
    BUMPS,
    FINAL,
    INITIAL,
    NEW_ATTEMPT,
    RETURNING,
    TRANSITIONS,
    Guard,
    OrderAction,
)
from apps.orders.domain.tracker_stages import (
    KITCHEN,
    ROAD,
    SHOWN_WHILE,
    reached,
    shown_cause,
    shown_status,
    stages_of,
)
from apps.orders.lifecycle.transitions import Initiator, _note_time
from apps.orders.models import Order, OrderSaga
from apps.stores.contract.types import ServiceMethod

S = OrderStatus
AT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
WALKS = 600
TRACKED = (*KITCHEN, *ROAD, S.COMPLETED)


def walk(rng, service, baked):
    """A random way through the table; yields the order after each step."""
    saga = OrderSaga(order=Order(status=INITIAL, stage_times={INITIAL: AT.isoformat()}))
    order, at, nobody, came_from = saga.order, AT, Initiator(frozenset()), None
    last = None
    while order.state not in FINAL and len(order.earlier_attempts) < 4:
        steps = [s for s in TRANSITIONS if s.source is order.state and s.is_for(service, baked=baked)]
        steps = [s for s in steps if s.action is not OrderAction.UNDO or last in BUMPS]  # the guards
        steps = [s for s in steps if Guard.CAME_FROM not in s.guards or s.target is came_from]
        # The steps that go back are tried as often as all others together, the early ends seldom.
        back = [s for s in steps if s.action in RETURNING | NEW_ATTEMPT]
        onward = [s for s in steps if s.target is OrderStatus.COMPLETED or s.target not in FINAL]
        chosen = back if back and rng.random() < 0.5 else onward
        step = rng.choice(chosen if chosen and rng.random() < 0.98 else steps)
        at += timedelta(seconds=rng.randint(1, 300))
        came_from = step.source if step.action is OrderAction.REVISE else came_from
        order.status, last = step.target, step.action
        _note_time(saga, step, nobody, at)
        yield step, order


@pytest.mark.parametrize("baked", [True, False])
@pytest.mark.parametrize("service", [ServiceMethod.DELIVERY, ServiceMethod.CURBSIDE])
def test_stages_never_go_back(service, baked):
    rng, undone, again = random.Random(20261122), 0, 0
    for _ in range(WALKS // 2):
        furthest, seen = -1, []
        for step, order in walk(rng, service, baked):
            stages = stages_of(service, order.stage_times, order.earlier_attempts, baked=baked)
            index = reached(stages)
            assert index >= furthest, (step, seen)
            names = [stage for stage, _ in stages]
            assert (S.BAKING in names) is baked
            assert names[: furthest + 1] == seen[: furthest + 1], "what was shown stays"
            assert all(at for _, at in stages[: index + 1]), "no gap before the furthest stage"
            if order.state not in (*FINAL, OrderStatus.DELIVERY_FAILED) and index >= 0:
                assert shown_status(order.state, stages) is names[index]
            furthest, seen = index, names
            undone += step.action is OrderAction.UNDO
            again += step.action in NEW_ATTEMPT
    assert undone > 100
    assert again > 20 or service is not ServiceMethod.DELIVERY


def test_a_second_attempt_makes_the_list_longer():
    first = {s: f"1-{s}" for s in (S.PLACED, S.ACCEPTED, S.PREPARING, S.BAKING, S.READY)}
    failed = first | {S.OUT_FOR_DELIVERY: "1", S.ARRIVED: "1", S.DELIVERY_FAILED: "1"}
    again = first | {S.READY: "2"}
    stages = stages_of(ServiceMethod.DELIVERY, again, [failed], baked=True)
    names = [stage for stage, _ in stages]
    assert names[5:] == [S.OUT_FOR_DELIVERY, S.ARRIVED, S.DELIVERY_FAILED, S.READY, *names[9:]]
    assert names[9:] == [S.OUT_FOR_DELIVERY, S.ARRIVED, S.COMPLETED]
    assert stages[reached(stages)] == (S.READY, "2")
    remade = stages_of(ServiceMethod.DELIVERY, first | {S.PREPARING: "2"}, [failed], baked=True)
    assert [stage for stage, _ in remade][8:11] == [S.PREPARING, S.BAKING, S.READY]


def test_the_cause_of_a_delay_is_told_while_its_stage_lasts():
    assert set(SHOWN_WHILE) == set(EtaCause)
    assert shown_cause("courier", S.READY) is EtaCause.COURIER
    assert shown_cause("courier", S.OUT_FOR_DELIVERY) is None
    assert shown_cause("", S.READY) is None
    assert not any(shown_cause(cause, state) for cause in EtaCause for state in FINAL)
    assert {cause for cause in EtaCause if shown_cause(cause, S.ARRIVED)} == {"drop", "revision", "retry"}


@pytest.mark.parametrize(
    ("money", "told"),
    [
        ({}, (MoneyOutcome.NOTHING, 0)),
        ({"authorized": 2167}, (MoneyOutcome.RELEASED, 2167)),
        ({"authorized": 2167, "kept": 1777}, (MoneyOutcome.CHARGED, 1777)),
        ({"authorized": 2167, "captured": 1777, "kept": 1777}, (MoneyOutcome.CHARGED, 1777)),
        ({"authorized": 2167, "captured": 2167, "refunded": 2167}, (MoneyOutcome.REFUNDED, 2167)),
        ({"authorized": 2167, "method": "cash"}, (MoneyOutcome.NOTHING, 0)),
    ],
)
def test_what_becomes_of_the_money_is_told(money, told):
    position = {"method": "card", "authorized": 0, "captured": 0, "refunded": 0, "kept": None}
    assert money_outcome(status=S.CANCELLED, **(position | money)) == told


def test_money_comes_back_to_what_it_was_paid_by():
    assert paid_by("card", 500) is PaidBy.CREDIT_AND_CARD
    assert [paid_by(name, 0) for name in ("", "card", "cash")] == ["", "card", "cash"]
    assert paid_by("credit", 500) is PaidBy.CREDIT


WORDS = Path(find("orders/track_words.js")).read_text()


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("NAMES", {*TRACKED, S.DELIVERY_FAILED, S.SCHEDULED}),
        ("CAUSES", set(EtaCause) - {EtaCause.PROGRESS}),
        ("ENDS", set(EndCause)),
        ("MONEY", set(MoneyOutcome)),
        ("WHERE_BACK", set(PaidBy) - {PaidBy.NONE}),
    ],
)
def test_the_tracker_has_words_for_all_it_may_have_to_say(table, names):
    rows = re.search(rf"export const {table} = {{\n(.*?)\n}};", WORDS, re.DOTALL)[1]
    assert set(re.findall(r"^  (\w+):", rows, re.MULTILINE)) == set(map(str, names))
