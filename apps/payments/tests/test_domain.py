"""The rules: whatever order news come in, the payment ends the same, and no figure runs away."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.payments.contract.types import PaymentStatus as S
from apps.payments.domain.gateway import SUMS, Dispute, GatewayPayment, GatewayStatus
from apps.payments.domain.gateway_news import not_taken, observe
from apps.payments.domain.market import PaymentRules
from apps.payments.domain.payment import (
    TRANSITIONS,
    Change,
    OperationKind,
    Position,
    Stays,
    Step,
    refundable,
    refusal,
    transition,
)

REFUNDS = (Change.REFUNDED_IN_PART, Change.REFUNDED_IN_FULL)


def seen(status, **figures):
    return GatewayPayment(reference="r", payment_id=None, status=status, currency="EUR", **figures)


HISTORY = [
    seen(GatewayStatus.PENDING),
    seen(GatewayStatus.REQUIRES_ACTION),
    seen(GatewayStatus.AUTHORIZED, authorized=1000),
    seen(GatewayStatus.CAPTURED, authorized=1000, captured=900),
    seen(GatewayStatus.CAPTURED, authorized=1000, captured=900, refunded=300),
    seen(GatewayStatus.CAPTURED, authorized=1000, captured=900, refunded=900),
]


@given(st.lists(st.sampled_from(HISTORY), max_size=12), st.permutations(HISTORY))
def test_news_in_any_order_any_number_of_times_end_the_same(extra, order):
    position, moved = Position(), dict.fromkeys(Change, 0)
    for news in [*extra, *order, *extra]:
        position, steps = observe(position, news)
        assert 0 <= position.refunded <= position.captured <= position.authorized
        for step in steps:
            moved[step.change] += step.amount
    assert position == Position(S.REFUNDED, 1000, 900, 900)
    assert moved[Change.AUTHORIZED] == 1000
    assert moved[Change.CAPTURED] == 900
    assert moved[Change.REFUNDED_IN_PART] + moved[Change.REFUNDED_IN_FULL] == 900


def test_refunds_that_come_back_are_counted_once_whatever_news_are_lost_late_or_repeated():
    """Thousands of histories of refunds and failures, each seen through a bad line; replayable by its seed."""
    for seed in range(3000):
        random = Random(seed)
        history, standing, failed = [], [], 0
        for _ in range(random.randint(1, 8)):
            if standing and random.random() < 0.4:
                failed += standing.pop(random.randrange(len(standing)))
            elif left := 900 - sum(standing):
                standing.append(random.randint(1, left))
            history.append((sum(standing), failed))
        last = history[-1]
        news = [pair for pair in history if random.random() < 0.6] + [random.choice(history), last]
        position, refunds, failures = Position(S.CAPTURED, 1000, 900), 0, 0
        for refunded, came_back in news:
            shown = seen(
                GatewayStatus.CAPTURED,
                authorized=1000,
                captured=900,
                refunded=refunded,
                refund_failed=came_back,
            )
            position, steps = observe(position, shown)
            failures += sum(step.amount for step in steps if step.change is Change.REFUND_FAILED)
            refunds += sum(step.amount for step in steps if step.change in REFUNDS)
        assert (position.refunded, position.refund_failed) == last, seed
        assert (refunds, failures) == (sum(last), last[1]), seed


def test_every_state_has_its_row_and_no_row_leads_out_of_an_end():
    assert set(TRANSITIONS) == set(S)
    for end in (S.VOIDED, S.FAILED):
        assert all(transition(Position(end), Step(change)) is None for change in Change)
    assert all(set(moves) == set(Change) for moves in TRANSITIONS.values()), "every news has its effect"


def disputed(dispute, **figures):
    ended = {Dispute.WON: {"dispute_won": 600}, Dispute.LOST: {"dispute_lost": 600}}.get(dispute, {})
    return seen(GatewayStatus.CAPTURED, authorized=1000, captured=900, disputed=600, **ended, **figures)


POSITIONS = {
    S.CREATED: Position(),
    S.REQUIRES_ACTION: Position(S.REQUIRES_ACTION),
    S.AUTHORIZED: Position(S.AUTHORIZED, 1000),
    S.CAPTURED: Position(S.CAPTURED, 1000, 900),
    S.PARTIALLY_REFUNDED: Position(S.PARTIALLY_REFUNDED, 1000, 900, 300),
    S.REFUNDED: Position(S.REFUNDED, 1000, 900, 900),
    S.CHARGEBACK: Position(S.CHARGEBACK, 1000, 900, 300, disputed=600),
    S.VOIDED: Position(S.VOIDED),
    S.FAILED: Position(S.FAILED),
}


def shown(position, **more):
    figures = {name: getattr(position, name) for name in SUMS}
    return seen(GatewayStatus.CAPTURED, **(figures | {name: figures[name] + more[name] for name in more}))


MOVES = {
    Change.DISPUTED: {"disputed": 100},
    Change.DISPUTE_WON: {"dispute_won": 600},
    Change.DISPUTE_LOST: {"dispute_lost": 600},
    Change.REFUNDED_IN_PART: {"refunded": 100},
    Change.REFUND_FAILED: {"refunded": -300, "refund_failed": 300},
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("change", MOVES)
def test_no_movement_of_money_is_lost_in_any_state(status, change):
    """It is taken over to the cent, or told to somebody, or the attempt has ended and nothing came of it."""
    before = POSITIONS[status]
    news = shown(before, **MOVES[change])
    after, steps = observe(before, news)
    effect = TRANSITIONS[status][change]
    if effect is Stays.ATTENTION:
        assert change in [step.change for step in not_taken(after, news)]
    elif not isinstance(effect, Stays):
        assert change in [step.change for step in steps] or change in REFUNDS
        assert [getattr(after, name) for name in SUMS] == [getattr(news, name) for name in SUMS]
        assert not_taken(after, news) == ()
    assert observe(after, news) == (after, ()), "the same news again change nothing"


@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(1, 400)), max_size=8))
def test_any_history_of_a_captured_payment_ends_where_the_gateway_is(history):
    position, gateway = (
        POSITIONS[S.CAPTURED],
        dict.fromkeys(SUMS, 0) | {"authorized": 1000, "captured": 900},
    )
    for change, wanted in history:
        is_open = gateway["disputed"] - gateway["dispute_won"] - gateway["dispute_lost"]
        held = gateway["disputed"] - gateway["dispute_won"]
        room = {
            Change.REFUNDED_IN_PART: ("refunded", 900 - gateway["refunded"]),
            Change.DISPUTED: ("disputed", 900 - held),
            Change.DISPUTE_WON: ("dispute_won", is_open),
            Change.DISPUTE_LOST: ("dispute_lost", is_open),
            Change.REFUND_FAILED: ("refund_failed", gateway["refunded"]),
        }[change]
        amount = min(wanted, room[1])
        gateway[room[0]] += amount
        if change is Change.REFUND_FAILED:
            gateway["refunded"] -= amount
        position, _ = observe(position, seen(GatewayStatus.CAPTURED, **gateway))
        assert {name: getattr(position, name) for name in SUMS} == gateway
        assert position.status is position.settled


@given(st.lists(st.sampled_from([HISTORY[3], HISTORY[4], disputed(Dispute.OPEN, refunded=300)]), max_size=6))
def test_a_dispute_opens_and_closes_once_whatever_comes_late(stale):
    position = Position()
    for dispute in (Dispute.WON, Dispute.LOST):
        position, steps = Position(), []
        for news in [*stale, disputed(dispute, refunded=300), *stale, disputed(dispute, refunded=300)]:
            position, new = observe(position, news)
            steps += [step for step in new if step.change.startswith("DISPUTE")]
        closed = Change.DISPUTE_WON if dispute is Dispute.WON else Change.DISPUTE_LOST
        assert steps == [Step(Change.DISPUTED, 600), Step(closed, 600)]
        back = 0 if dispute is Dispute.WON else 600
        status = S.PARTIALLY_REFUNDED if dispute is Dispute.WON else S.CHARGEBACK
        assert (position.status, position.charged_back) == (status, back)
        assert refundable(position) == 600 - back


def test_a_failure_does_not_undo_an_authorization():
    authorized, _ = observe(Position(), HISTORY[2])
    assert observe(authorized, seen(GatewayStatus.FAILED)) == (authorized, ())


@given(st.integers(0, 5000), st.data())
def test_the_refund_cap_is_captured_minus_refunded_minus_promised(captured, data):
    refunded = data.draw(st.integers(0, captured))
    promised = data.draw(st.integers(0, captured - refunded))
    position = Position(S.CAPTURED, captured, captured, refunded)
    left = captured - refunded - promised
    assert refundable(position, promised) == left
    assert refusal(OperationKind.REFUND, position, left, promised) == ""
    assert refusal(OperationKind.REFUND, position, left + 1, promised) == "above-captured"


@pytest.mark.parametrize(("percent", "base", "owed"), [(5.5, 10_001, 550), (0.0, 10_000, 0), (5.5, -300, 0)])
def test_a_royalty_is_a_share_of_net_sales_and_never_a_debt_of_the_chain(percent, base, owed):
    assert PaymentRules(royalty_percent=percent).royalty(base) == owed
