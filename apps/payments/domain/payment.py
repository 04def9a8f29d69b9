"""The rules of a payment: its states, their transitions, and which amounts can still be moved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from apps.payments.contract.types import PaymentStatus as S
from apps.payments.domain.gateway import DisputeSums


class Change(StrEnum):
    """Changes of a payment."""

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
    """How an order is paid: CARD also if credit pays a part, CREDIT if it pays everything.

    PARTNER was paid to a partner, who pays us out. NONE is for an order that was voided before anybody paid.
    """

    CARD = "card"
    CREDIT = "credit"
    CASH = "cash"
    PARTNER = "partner"
    NONE = "none"


class OperationStatus(StrEnum):
    """The states of an operation; FAILED is a refund that was made and returned by the bank."""

    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"
    REFUSED = "REFUSED"


class OperationKind(StrEnum):
    """What can be requested of an existing payment."""

    CAPTURE = "CAPTURE"
    VOID = "VOID"
    REFUND = "REFUND"
    ADJUST = "ADJUST"


class Stays(StrEnum):
    """Why news do not change a payment."""

    NO_NEWS = "no news"
    """The payment is already further, or the news is a repetition."""
    GIVEN_BACK = "given back"
    """The attempt has ended: what the gateway still holds for it is released or refunded, and not booked."""
    ATTENTION = "attention"
    """Impossible for a gateway: logged and counted, and `reconcile` reports the difference until somebody
    resolves it.
    """


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
class Position(DisputeSums):
    """The state of a payment; amounts in minor units."""

    status: S = S.CREATED
    authorized: int = 0
    captured: int = 0
    refunded: int = 0
    refund_failed: int = 0
    disputed: int = 0
    dispute_won: int = 0
    dispute_lost: int = 0

    @property
    def settled(self) -> S:
        """The state of a captured payment by the amount refunded."""
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
    """The position after the step; None if the state does not allow it."""
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


def refundable(position: Position, promised: int = 0) -> int:
    """What may still be refunded: captured minus refunded, charged back, and refunds requested but not done."""
    return max(0, position.captured - position.refunded - position.charged_back - promised)


def refusal(kind: OperationKind, position: Position, amount: int, promised: int = 0) -> str:
    """Why the operation can never be done from here, as a code; empty if it can."""
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
