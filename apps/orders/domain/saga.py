"""The saga of an order as data: what it waits for, until when, and the reaction to every external signal.

Order transitions and their effects are in `states`; here are the waits between them and every compensation.
Pure: `actions` and `handlers` carry out what the tables say.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.states import Effect, OrderAction
from apps.payments.contract.limits import MAX_DECLINES_OF_ORDER


class SagaState(StrEnum):
    """What the saga waits for."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    AWAITING_TIME = "AWAITING_TIME"
    AWAITING_REPAYMENT = "AWAITING_REPAYMENT"
    AWAITING_STORE = "AWAITING_STORE"
    AWAITING_REVISION = "AWAITING_REVISION"
    FULFILLING = "FULFILLING"
    AWAITING_CAPTURE = "AWAITING_CAPTURE"
    AWAITING_VOID = "AWAITING_VOID"
    NEEDS_ATTENTION = "NEEDS_ATTENTION"
    SETTLED = "SETTLED"
    CLOSED = "CLOSED"


class Signal(StrEnum):
    """Signals from outside. Payment signals are about a payment that is new, or already the order's.

    Voided unpaid: it was released although the chain keeps part of the order's total.
    """

    AUTHORIZED = "authorized"
    AUTHORIZED_TOO_LITTLE = "authorized_too_little"
    ATTEMPT_FAILED = "attempt_failed"
    LAST_ATTEMPT_FAILED = "last_attempt_failed"
    ADJUSTED = "adjusted"
    ADJUSTMENT_REFUSED = "adjustment_refused"
    LAPSED = "lapsed"
    CAPTURED = "captured"
    VOIDED = "voided"
    VOIDED_UNPAID = "voided_unpaid"
    REFUSED = "refused"
    DEADLINE = "deadline"
    DEADLINE_OFTEN = "deadline_often"


@dataclass(frozen=True, slots=True)
class Reaction:
    """The reaction to a signal: an order action, effects without one, a next state. All empty: only recorded."""

    action: OrderAction | None = None
    effects: tuple[Effect, ...] = ()
    next: SagaState | None = None


# The saga's state that comes with an order's status. SETTLE_PAYMENT decides between capture and void.
STATE_OF: dict[OrderStatus, SagaState] = {
    OrderStatus.PENDING_PAYMENT: SagaState.AWAITING_PAYMENT,
    OrderStatus.SCHEDULED: SagaState.AWAITING_TIME,
    OrderStatus.PLACED: SagaState.AWAITING_STORE,
    OrderStatus.REVISION_PENDING: SagaState.AWAITING_REVISION,
    OrderStatus.ACCEPTED: SagaState.FULFILLING,
    OrderStatus.PREPARING: SagaState.FULFILLING,
    OrderStatus.BAKING: SagaState.FULFILLING,
    OrderStatus.READY: SagaState.FULFILLING,
    OrderStatus.OUT_FOR_DELIVERY: SagaState.FULFILLING,
    OrderStatus.ARRIVED: SagaState.FULFILLING,
    OrderStatus.DELIVERY_FAILED: SagaState.FULFILLING,
    OrderStatus.COMPLETED: SagaState.AWAITING_CAPTURE,
    OrderStatus.EXPIRED: SagaState.CLOSED,
    OrderStatus.PAYMENT_FAILED: SagaState.CLOSED,
    OrderStatus.REJECTED: SagaState.AWAITING_VOID,
    OrderStatus.CANCELLED: SagaState.AWAITING_VOID,
    OrderStatus.RETURNED: SagaState.AWAITING_VOID,
}

# AWAITING_TIME ends when the order's own time comes, AWAITING_REPAYMENT when it must be made; see `lead_times`.
DEADLINES: dict[SagaState, timedelta] = {
    SagaState.AWAITING_PAYMENT: timedelta(minutes=10),
    SagaState.AWAITING_STORE: timedelta(minutes=3),
    SagaState.AWAITING_REVISION: timedelta(minutes=2),
    SagaState.AWAITING_CAPTURE: timedelta(minutes=5),
    SagaState.AWAITING_VOID: timedelta(minutes=5),
}
MAX_ATTEMPTS = 6
MAX_WAIT_FACTOR = 64
"""The longest wait with back-off, as a multiple of the state's deadline."""
MAX_FAILED_PAYMENTS = MAX_DECLINES_OF_ORDER

_NOTED = Reaction()
_VOID = Reaction(effects=(Effect.VOID_PAYMENT,))
_VOID_LATE = Reaction(effects=(Effect.VOID_PAYMENT,), next=SagaState.AWAITING_VOID)
_NO_ANSWERS = {
    Signal.ATTEMPT_FAILED: _NOTED,
    Signal.LAST_ATTEMPT_FAILED: _NOTED,
    Signal.ADJUSTED: _NOTED,
    Signal.ADJUSTMENT_REFUSED: _NOTED,
    Signal.LAPSED: _NOTED,
}
_SETTLE = Reaction(effects=(Effect.CREDIT_LATENESS,), next=SagaState.SETTLED)
_STUCK = {Signal.REFUSED: Reaction(next=SagaState.NEEDS_ATTENTION)}
_NOTHING_ASKED = {Signal.REFUSED: _NOTED}
_NO_DEADLINE = {Signal.DEADLINE: _NOTED, Signal.DEADLINE_OFTEN: _NOTED}
_PAID_ALREADY = {Signal.AUTHORIZED: _NOTED, Signal.AUTHORIZED_TOO_LITTLE: _NOTED}
_NOT_PAYABLE = {Signal.AUTHORIZED: _VOID_LATE, Signal.AUTHORIZED_TOO_LITTLE: _VOID_LATE}
_DONE_WITH = {Signal.CAPTURED: _NOTED, Signal.VOIDED: _NOTED, Signal.VOIDED_UNPAID: _NOTED}

REACTIONS: dict[SagaState, dict[Signal, Reaction]] = {
    SagaState.AWAITING_PAYMENT: {
        **_NOTHING_ASKED,
        Signal.AUTHORIZED: Reaction(OrderAction.AUTHORIZE),
        Signal.AUTHORIZED_TOO_LITTLE: _VOID,
        **_NO_ANSWERS,
        Signal.LAST_ATTEMPT_FAILED: Reaction(OrderAction.FAIL_PAYMENT),
        **_DONE_WITH,
        Signal.DEADLINE: Reaction(OrderAction.EXPIRE),
        Signal.DEADLINE_OFTEN: Reaction(OrderAction.EXPIRE),
    },
    SagaState.AWAITING_TIME: {
        **_NOTHING_ASKED,
        **_PAID_ALREADY,
        **_NO_ANSWERS,
        Signal.LAPSED: Reaction(effects=(Effect.ASK_TO_PAY_AGAIN,), next=SagaState.AWAITING_REPAYMENT),
        **_DONE_WITH,
        **_NO_DEADLINE,
    },
    SagaState.AWAITING_REPAYMENT: {
        **_NOTHING_ASKED,
        Signal.AUTHORIZED: Reaction(next=SagaState.AWAITING_TIME),
        Signal.AUTHORIZED_TOO_LITTLE: _VOID,
        **_NO_ANSWERS,
        **_DONE_WITH,
        Signal.DEADLINE: Reaction(OrderAction.REJECT_UNAVAILABLE),
        Signal.DEADLINE_OFTEN: Reaction(OrderAction.REJECT_UNAVAILABLE),
    },
    SagaState.AWAITING_STORE: {
        **_NOTHING_ASKED,
        **_PAID_ALREADY,
        **_NO_ANSWERS,
        **_DONE_WITH,
        Signal.DEADLINE: Reaction(OrderAction.TIME_OUT),
        Signal.DEADLINE_OFTEN: Reaction(OrderAction.TIME_OUT),
    },
    SagaState.AWAITING_REVISION: {
        **_NOTHING_ASKED,
        **_PAID_ALREADY,
        **_NO_ANSWERS,
        **_DONE_WITH,
        Signal.ADJUSTED: Reaction(OrderAction.CONFIRM_REVISION),
        Signal.ADJUSTMENT_REFUSED: Reaction(OrderAction.REFUSE_REVISION),
        Signal.DEADLINE: Reaction(OrderAction.WITHDRAW_REVISION),
        Signal.DEADLINE_OFTEN: Reaction(OrderAction.WITHDRAW_REVISION),
    },
    SagaState.FULFILLING: {
        **_NOTHING_ASKED,
        **_PAID_ALREADY,
        **_NO_ANSWERS,
        **_DONE_WITH,
        **_NO_DEADLINE,
    },
    SagaState.AWAITING_CAPTURE: {
        **_STUCK,
        **_PAID_ALREADY,
        **_NO_ANSWERS,
        Signal.LAPSED: Reaction(next=SagaState.NEEDS_ATTENTION),
        Signal.CAPTURED: _SETTLE,
        Signal.VOIDED: Reaction(next=SagaState.NEEDS_ATTENTION),
        Signal.VOIDED_UNPAID: Reaction(next=SagaState.NEEDS_ATTENTION),
        Signal.DEADLINE: Reaction(effects=(Effect.CAPTURE_PAYMENT,)),
        Signal.DEADLINE_OFTEN: Reaction(next=SagaState.NEEDS_ATTENTION),
    },
    SagaState.AWAITING_VOID: {
        **_STUCK,
        Signal.AUTHORIZED: _VOID,
        Signal.AUTHORIZED_TOO_LITTLE: _VOID,
        **_NO_ANSWERS,
        Signal.CAPTURED: _VOID,
        Signal.VOIDED: Reaction(next=SagaState.CLOSED),
        Signal.VOIDED_UNPAID: Reaction(next=SagaState.CLOSED),
        Signal.DEADLINE: _VOID,
        Signal.DEADLINE_OFTEN: Reaction(next=SagaState.NEEDS_ATTENTION),
    },
    SagaState.NEEDS_ATTENTION: {
        **_NOTHING_ASKED,
        **_PAID_ALREADY,
        **_NO_ANSWERS,
        Signal.CAPTURED: _SETTLE,
        Signal.VOIDED: Reaction(next=SagaState.CLOSED),
        Signal.VOIDED_UNPAID: _NOTED,
        **_NO_DEADLINE,
    },
    SagaState.SETTLED: {
        **_NOTHING_ASKED,
        **_PAID_ALREADY,
        **_NO_ANSWERS,
        **_DONE_WITH,
        **_NO_DEADLINE,
    },
    SagaState.CLOSED: {
        **_NOTHING_ASKED,
        **_NOT_PAYABLE,
        **_NO_ANSWERS,
        **_DONE_WITH,
        **_NO_DEADLINE,
    },
}


class DeliveryFact(StrEnum):
    """What delivery reports about a courier."""

    PICKED_UP = "picked_up"
    ARRIVED = "arrived"
    DELIVERED = "delivered"
    FAILED = "failed"


# What the assigned courier's facts allow: the next action, and the facts that each prove it. A later fact
# proves the earlier ones, so that messages may overtake each other.
DELIVERY_STEPS: dict[OrderStatus, tuple[tuple[OrderAction, frozenset[DeliveryFact]], ...]] = {
    OrderStatus.READY: ((OrderAction.PICK_UP, frozenset(DeliveryFact)),),
    OrderStatus.OUT_FOR_DELIVERY: (
        (OrderAction.ARRIVE, frozenset({DeliveryFact.ARRIVED, DeliveryFact.DELIVERED, DeliveryFact.FAILED})),
    ),
    OrderStatus.ARRIVED: (
        (OrderAction.DELIVER, frozenset({DeliveryFact.DELIVERED})),
        (OrderAction.FAIL_DELIVERY, frozenset({DeliveryFact.FAILED})),
    ),
}


def next_delivery_step(status: OrderStatus, facts: dict[str, str]) -> OrderAction | None:
    """The action that the assigned courier's facts cause in `status`."""
    return next((action for action, proofs in DELIVERY_STEPS.get(status, ()) if proofs & facts.keys()), None)
