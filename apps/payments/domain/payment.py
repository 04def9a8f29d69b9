"""The rules of a payment: its states, what the gateway's reports change, and how much may still be moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from apps.payments.contract.types import PaymentStatus as S
from apps.payments.domain.gateway import Dispute, GatewayPayment, GatewayStatus, dispute_of


class Change(StrEnum):
    """What can happen to a payment."""

    ACTION_REQUIRED = "ACTION_REQUIRED"
    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    REFUNDED_IN_PART = "REFUNDED_IN_PART"
    REFUNDED_IN_FULL = "REFUNDED_IN_FULL"
    VOIDED = "VOIDED"
    FAILED = "FAILED"
    REFUND_FAILED = "REFUND_FAILED"
    DISPUTED = "DISPUTED"
    DISPUTE_WON = "DISPUTE_WON"
    DISPUTE_LOST = "DISPUTE_LOST"


class PaymentMethod(StrEnum):
    """How an order is paid; NONE stands for an order that was voided before anybody paid."""

    CARD = "card"
    CASH = "cash"
    NONE = "none"


class OperationStatus(StrEnum):
    """The state of an operation; FAILED is a refund that was made and came back."""

    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"
    REFUSED = "REFUSED"


class OperationKind(StrEnum):
    """What can be requested of a payment once it exists."""

    CAPTURE = "CAPTURE"
    VOID = "VOID"
    REFUND = "REFUND"
    ADJUST = "ADJUST"


class Stays(StrEnum):
    """Why news leave a payment as it is."""

    NO_NEWS = "no news"
    """The payment is past it, or it is said again."""
    GIVEN_BACK = "given back"
    """The attempt has ended: what the gateway holds for it all the same is released or refunded, and not booked."""
    ATTENTION = "attention"
    """A gateway cannot mean it: logged and counted, and `reconcile` tells the difference until somebody sees to it."""


_ENDED: Mapping[Change, S | Stays] = {
    Change.ACTION_REQUIRED: Stays.GIVEN_BACK,
    Change.AUTHORIZED: Stays.GIVEN_BACK,
    Change.CAPTURED: Stays.GIVEN_BACK,
    Change.REFUNDED_IN_PART: Stays.NO_NEWS,
    Change.REFUNDED_IN_FULL: Stays.NO_NEWS,
    Change.VOIDED: Stays.NO_NEWS,
    Change.FAILED: Stays.NO_NEWS,
    Change.REFUND_FAILED: Stays.ATTENTION,
    Change.DISPUTED: Stays.ATTENTION,
    Change.DISPUTE_WON: Stays.ATTENTION,
    Change.DISPUTE_LOST: Stays.ATTENTION,
}
_NOTHING_TAKEN: Mapping[Change, S | Stays] = {
    Change.CAPTURED: Stays.ATTENTION,
    Change.REFUNDED_IN_PART: Stays.ATTENTION,
    Change.REFUNDED_IN_FULL: Stays.ATTENTION,
    Change.REFUND_FAILED: Stays.ATTENTION,
    Change.DISPUTED: Stays.ATTENTION,
    Change.DISPUTE_WON: Stays.ATTENTION,
    Change.DISPUTE_LOST: Stays.ATTENTION,
}
# A won dispute and a failed refund lead to the state by what is refunded and charged back then; see `transition`.
_TAKEN: Mapping[Change, S | Stays] = {
    Change.ACTION_REQUIRED: Stays.NO_NEWS,
    Change.AUTHORIZED: Stays.NO_NEWS,
    Change.CAPTURED: Stays.ATTENTION,
    Change.REFUNDED_IN_PART: S.PARTIALLY_REFUNDED,
    Change.REFUNDED_IN_FULL: S.REFUNDED,
    Change.VOIDED: Stays.ATTENTION,
    Change.FAILED: Stays.NO_NEWS,
    Change.REFUND_FAILED: S.CAPTURED,
    Change.DISPUTED: S.CHARGEBACK,
    Change.DISPUTE_WON: Stays.ATTENTION,
    Change.DISPUTE_LOST: Stays.ATTENTION,
}
TRANSITIONS: Mapping[S, Mapping[Change, S | Stays]] = {
    S.CREATED: {
        **_NOTHING_TAKEN,
        Change.ACTION_REQUIRED: S.REQUIRES_ACTION,
        Change.AUTHORIZED: S.AUTHORIZED,
        Change.VOIDED: S.VOIDED,
        Change.FAILED: S.FAILED,
    },
    S.REQUIRES_ACTION: {
        **_NOTHING_TAKEN,
        Change.ACTION_REQUIRED: Stays.NO_NEWS,
        Change.AUTHORIZED: S.AUTHORIZED,
        Change.VOIDED: S.VOIDED,
        Change.FAILED: S.FAILED,
    },
    S.AUTHORIZED: {
        **_NOTHING_TAKEN,
        Change.ACTION_REQUIRED: Stays.NO_NEWS,
        Change.AUTHORIZED: S.AUTHORIZED,
        Change.CAPTURED: S.CAPTURED,
        Change.VOIDED: S.VOIDED,
        # News of an attempt may be older than its authorization.
        Change.FAILED: Stays.NO_NEWS,
    },
    S.CAPTURED: {**_TAKEN, Change.REFUND_FAILED: Stays.ATTENTION},
    S.PARTIALLY_REFUNDED: _TAKEN,
    S.REFUNDED: {
        **_TAKEN,
        Change.REFUNDED_IN_PART: Stays.ATTENTION,
        Change.REFUNDED_IN_FULL: Stays.ATTENTION,
    },
    S.VOIDED: _ENDED,
    S.FAILED: _ENDED,
    S.CHARGEBACK: {
        **_TAKEN,
        Change.REFUNDED_IN_PART: S.CHARGEBACK,
        Change.REFUNDED_IN_FULL: S.CHARGEBACK,
        Change.REFUND_FAILED: S.CHARGEBACK,
        Change.DISPUTE_WON: S.CAPTURED,
        Change.DISPUTE_LOST: S.CHARGEBACK,
    },
}
# An order has one payment in one of these states at most. VOIDED is among them: a voided order is never paid again.
LIVE = frozenset(S) - {S.FAILED}
# The outcome is still open; without a webhook the gateway is asked.
OPEN = frozenset({S.CREATED, S.REQUIRES_ACTION})
PAID = frozenset({S.AUTHORIZED, S.CAPTURED, S.PARTIALLY_REFUNDED, S.REFUNDED, S.CHARGEBACK})


@dataclass(frozen=True, slots=True)
class Position:
    """Where a payment stands; amounts in minor units."""

    status: S = S.CREATED
    authorized: int = 0
    captured: int = 0
    refunded: int = 0
    refund_failed: int = 0
    disputed: int = 0
    dispute_won: int = 0
    dispute_lost: int = 0

    @property
    def dispute(self) -> Dispute:
        """How its disputes stand together."""
        return dispute_of(self.disputed, self.dispute_won, self.dispute_lost)

    @property
    def charged_back(self) -> int:
        """What the customer's bank has taken back and not returned."""
        return self.disputed - self.dispute_won

    @property
    def settled(self) -> S:
        """The state of a payment whose money was taken, by what went back of it."""
        if self.charged_back:
            return S.CHARGEBACK
        if not self.refunded:
            return S.CAPTURED
        return S.REFUNDED if self.refunded >= self.captured else S.PARTIALLY_REFUNDED


@dataclass(frozen=True, slots=True)
class Step:
    """One change, with the amount it moved."""

    change: Change
    amount: int = 0


def transition(position: Position, step: Step) -> Position | None:
    """The position after the step; None where the state does not allow it."""
    status = TRANSITIONS[position.status][step.change]
    if isinstance(status, Stays):
        return None
    moved = replace(position, status=status)
    match step.change:
        case Change.AUTHORIZED:
            return replace(moved, authorized=position.authorized + step.amount)
        case Change.CAPTURED:
            return replace(moved, captured=position.captured + step.amount)
        case Change.REFUNDED_IN_PART | Change.REFUNDED_IN_FULL:
            return replace(moved, refunded=position.refunded + step.amount)
        case Change.REFUND_FAILED:
            return _without(moved, step.amount)
        case Change.DISPUTED:
            return replace(moved, disputed=position.disputed + step.amount)
        case Change.DISPUTE_WON:
            won = replace(moved, dispute_won=position.dispute_won + step.amount)
            return replace(won, status=won.settled)
        case Change.DISPUTE_LOST:
            return replace(moved, dispute_lost=position.dispute_lost + step.amount)
    return moved


def _without(position: Position, amount: int) -> Position | None:
    """The position without a refund that did not arrive; None where so much was never refunded."""
    left = position.refunded - amount
    if left < 0:
        return None
    moved = replace(position, refunded=left, refund_failed=position.refund_failed + amount)
    return replace(moved, status=moved.settled)


def observe(position: Position, seen: GatewayPayment) -> tuple[Position, tuple[Step, ...]]:
    """The steps from what we know to what the gateway shows.

    Figures and states only advance, so reports may be late, repeated and in any order: stale ones change nothing.
    """
    steps: list[Step] = []

    def take(step: Step) -> bool:
        nonlocal position
        after = transition(position, step)
        if after is not None:
            position = after
            steps.append(step)
        return after is not None

    for step in _money_news(position, seen):
        take(step)
    while (refund := _refund_news(position, seen)) and take(refund):
        pass
    for step in _dispute_news(position, seen):
        take(step)
    return position, tuple(steps)


def tells_nothing_new(position: Position, seen: GatewayPayment) -> bool:
    """Whether what a gateway shows is known already, and leaves nothing to see to."""
    _, steps = observe(position, seen)
    is_held_in_vain = position.status in (S.FAILED, S.VOIDED) and holds_money(seen)
    return not steps and not is_held_in_vain and not tuple(not_taken(position, seen))


def _money_news(position: Position, seen: GatewayPayment) -> Iterator[Step]:
    if seen.status is GatewayStatus.REQUIRES_ACTION:
        yield Step(Change.ACTION_REQUIRED)
    if seen.status is GatewayStatus.FAILED:
        yield Step(Change.FAILED)
    if seen.authorized > position.authorized:
        yield Step(Change.AUTHORIZED, seen.authorized - position.authorized)
    if seen.status is GatewayStatus.VOIDED:
        yield Step(Change.VOIDED)
    if seen.captured > position.captured:
        yield Step(Change.CAPTURED, seen.captured - position.captured)


def _refund_news(position: Position, seen: GatewayPayment) -> Step | None:
    """The next refund or failure of one, told by two sums that only grow: all refunds, and those that failed.

    What fits as a whole goes first. Several of both that nobody saw one by one are taken as far as there is room.
    """
    failed = seen.refund_failed - position.refund_failed
    refunded = seen.refunded - position.refunded + failed
    room = position.captured - position.refunded
    if 0 < failed <= position.refunded:
        return Step(Change.REFUND_FAILED, failed)
    amount = min(refunded, room)
    if amount > 0 and (amount == refunded or not position.refunded):
        is_full = amount == room
        return Step(Change.REFUNDED_IN_FULL if is_full else Change.REFUNDED_IN_PART, amount)
    if failed > 0 and position.refunded:
        return Step(Change.REFUND_FAILED, position.refunded)
    return None


def _dispute_news(position: Position, seen: GatewayPayment) -> Iterator[Step]:
    """Disputes opened and ended since; the end may be the first that is reported. Their sums only grow."""
    if seen.disputed > position.disputed:
        yield Step(Change.DISPUTED, seen.disputed - position.disputed)
    if seen.dispute_won > position.dispute_won:
        yield Step(Change.DISPUTE_WON, seen.dispute_won - position.dispute_won)
    if seen.dispute_lost > position.dispute_lost:
        yield Step(Change.DISPUTE_LOST, seen.dispute_lost - position.dispute_lost)


def not_taken(position: Position, seen: GatewayPayment) -> tuple[Step, ...]:
    """What the gateway shows beyond the position and its state cannot take: for somebody to look at."""
    refunds = seen.refunded + seen.refund_failed - position.refunded - position.refund_failed
    beyond = {
        Change.CAPTURED: seen.captured - position.captured,
        Change.REFUNDED_IN_PART: refunds,
        Change.REFUND_FAILED: seen.refund_failed - position.refund_failed,
        Change.VOIDED: position.captured if seen.status is GatewayStatus.VOIDED else 0,
        Change.DISPUTED: seen.disputed - position.disputed,
        Change.DISPUTE_WON: seen.dispute_won - position.dispute_won,
        Change.DISPUTE_LOST: seen.dispute_lost - position.dispute_lost,
    }
    moves = TRANSITIONS[position.status]
    return tuple(
        Step(change, amount)
        for change, amount in beyond.items()
        if amount > 0 and moves[change] is Stays.ATTENTION
    )


def holds_money(seen: GatewayPayment) -> bool:
    """Whether the gateway reserves or keeps money of the customer, or may do so after the action it waits for."""
    if seen.status is GatewayStatus.CAPTURED:
        return seen.captured > seen.refunded
    return seen.status in (GatewayStatus.AUTHORIZED, GatewayStatus.REQUIRES_ACTION, GatewayStatus.PENDING)


def refundable(position: Position, promised: int = 0) -> int:
    """What may still be refunded: captured minus refunded, charged back, and promised but not yet done."""
    return max(0, position.captured - position.refunded - position.charged_back - promised)


def refusal(kind: OperationKind, position: Position, amount: int, promised: int = 0) -> str:
    """Why the operation can never be done from here, as a code; empty when it may be."""
    if kind is OperationKind.CAPTURE:
        if position.status in OPEN:
            return ""
        if position.status is not S.AUTHORIZED:
            return "not-authorized"
        return "above-authorized" if amount > position.authorized else ""
    if kind is OperationKind.ADJUST:
        return "" if position.status is S.AUTHORIZED else "not-authorized"
    if kind is OperationKind.REFUND:
        return "above-captured" if amount > refundable(position, promised) else ""
    return ""
