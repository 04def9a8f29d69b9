"""Runs the saga: applies the tables of `saga` to signals of payments and of the clock."""

from uuid import UUID

import structlog

from apps.orders.contract.exclusions import excluded_cash
from apps.orders.contract.rounding import coin_of, paid_in
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.saga import (
    DEADLINES,
    MAX_ATTEMPTS,
    MAX_FAILED_PAYMENTS,
    MAX_WAIT_FACTOR,
    REACTIONS,
    SagaState,
    Signal,
)
from apps.orders.domain.states import Actor, OrderAction
from apps.orders.lifecycle.attention_deadlines import watch
from apps.orders.lifecycle.effects import RUN, cover
from apps.orders.lifecycle.transitions import Initiator, advance, enter, step_for
from apps.orders.models import Order, OrderSaga, Sale
from apps.orders.queries.sagas import revision_quote
from apps.payments.contract.events import AuthorizationAdjusted, PaymentAuthorized, PaymentRefunded
from dominos.kernel.clock import now
from dominos.kernel.prepared_writes import update, update_unawaited
from dominos.kernel.resilience.backoff import Backoff

log = structlog.get_logger(__name__)


_REASONS = dict.fromkeys(
    ((SagaState.AWAITING_REPAYMENT, signal) for signal in (Signal.DEADLINE, Signal.DEADLINE_OFTEN)),
    "The card was reserved too long ago, and the order was not paid again.",
)
_UNPAID = (SagaState.AWAITING_PAYMENT, SagaState.AWAITING_REPAYMENT)
_FREE = (
    SagaState.AWAITING_REVISION,
    SagaState.AWAITING_TIME,
    SagaState.AWAITING_STORE,
    SagaState.FULFILLING,
)
"""States in which an order without a payment is one that costs nothing."""


def react(saga: OrderSaga, signal: Signal) -> None:
    """Applies the table's reaction to the signal in the saga's state and saves the saga."""
    reaction = REACTIONS[saga.saga_state][signal]
    if reaction.action is not None:
        actor = Actor.SYSTEM if signal in (Signal.DEADLINE, Signal.DEADLINE_OFTEN) else Actor.PAYMENT
        by = Initiator(frozenset({actor}), reason=_REASONS.get((saga.saga_state, signal), signal))
        came_from = _goes_to(saga, reaction.action)
        action = _in_time(saga.order, reaction.action)
        advance(saga, step_for(saga.order, action, by, came_from), by)
        return
    if reaction.next is not None:
        enter(saga, reaction.next)
    for effect in reaction.effects:
        RUN[effect](saga, saga.order.state, signal)
    if reaction.next is not None:
        watch(saga)
    if saga.state == SagaState.NEEDS_ATTENTION:
        log.error("order needs attention", order=str(saga.order_id), signal=str(signal))
    update_unawaited(saga)


def _goes_to(saga: OrderSaga, action: OrderAction) -> OrderStatus | None:
    """Back to where a revision began; one that is for later waits for its time."""
    if not saga.revised_in:
        return None
    if action is OrderAction.CONFIRM_REVISION and waits_for_time(revision_quote(saga)):
        return OrderStatus.SCHEDULED
    return OrderStatus(saga.revised_in)


def waits_for_time(sale: Sale) -> bool:
    """Whether its store gets it later."""
    return sale.release_at is not None and now() < sale.release_at


def _in_time(order: Order, action: OrderAction) -> OrderAction:
    """A paid order goes to its store, or waits for its time."""
    waits = action is OrderAction.AUTHORIZE and waits_for_time(order)
    return OrderAction.SCHEDULE if waits else action


def on_authorized(saga: OrderSaga, event: PaymentAuthorized) -> None:
    """A payment was authorized; ignored if the saga already knows it."""
    if saga.payment_id == event.payment_id:
        return
    if saga.state in _FREE and saga.payment_id is None:
        _on_paid_after_all(saga, event)
        return
    if saga.state in _UNPAID:
        _round_as_paid(saga.order, event)
    signal = Signal.AUTHORIZED if covers(saga.order, event) else Signal.AUTHORIZED_TOO_LITTLE
    if saga.state in (*_UNPAID, SagaState.CLOSED) and (
        signal is Signal.AUTHORIZED or saga.state == SagaState.CLOSED
    ):
        _take(saga, event)
    react(saga, signal)


def _take(saga: OrderSaga, event: PaymentAuthorized) -> None:
    saga.payment_id, saga.payment_method = event.payment_id, event.method
    saga.authorized, saga.credit = event.amount, event.credit


def _on_paid_after_all(saga: OrderSaga, event: PaymentAuthorized) -> None:
    """An order that cost nothing was paid, to be changed: the change is made, or undone already and nothing held."""
    _take(saga, event)
    if saga.state == SagaState.AWAITING_REVISION:
        quote = revision_quote(saga)
        _round_as_paid(quote, event)
        if event.amount >= quote.total:
            react(saga, Signal.ADJUSTED)
            return
        cover(saga, quote.amounts)
    else:
        cover(saga, saga.order.amounts)
    update_unawaited(saga)


def _round_as_paid(sale: Sale, event: PaymentAuthorized) -> None:
    """Coins pay a rounded total and cards an exact one, whatever the quote was for; a payment that covers it counts."""
    due = paid_in(sale.amounts, coin_of(sale.currency, sale.cash_coin, in_cash=event.method == CASH))
    if due.total != sale.total and event.amount >= due.total:
        sale.total, sale.rounding = due.total, due.rounding
        sale.save(update_fields=["total", "rounding"])


def on_lapsed(saga: OrderSaga, payment_id: UUID) -> None:
    """An authorization lapsed. If the kitchen has not started, the customer is asked to pay again."""
    if saga.payment_id == payment_id:
        react(saga, Signal.LAPSED)


def on_nothing_due(saga: OrderSaga) -> None:
    """An order that costs nothing needs no payment: it goes to its store, or waits for its time."""
    by = Initiator(frozenset({Actor.SYSTEM}), reason="nothing_due")
    advance(saga, step_for(saga.order, _in_time(saga.order, OrderAction.AUTHORIZE), by), by)


def covers(order: Order, event: PaymentAuthorized) -> bool:
    """Whether the payment suffices: the whole total in its currency; cash within the limit and handed to a person."""
    if event.currency != order.currency or event.amount < order.total:
        return False
    if event.method != CASH:
        return True
    is_excluded = bool(excluded_cash("method", contactless=order.is_left_at_door, in_cash=True))
    return not is_excluded and order.total <= order.terms["cash_limit"]


def on_adjusted(saga: OrderSaga, event: AuthorizationAdjusted) -> None:
    """The payment covers a revision. Answers to earlier revisions are ignored."""
    if event.revision == saga.revision:
        saga.authorized, saga.credit = event.amount, event.credit
        react(saga, Signal.ADJUSTED)


def on_adjustment_refused(saga: OrderSaga, revision: int) -> None:
    """The payment cannot cover a revision and stays unchanged."""
    if revision == saga.revision:
        react(saga, Signal.ADJUSTMENT_REFUSED)


def on_attempt_failed(saga: OrderSaga) -> None:
    """A payment attempt failed; another may follow, up to `MAX_FAILED_PAYMENTS`."""
    saga.failed_payments += 1
    last = saga.failed_payments >= MAX_FAILED_PAYMENTS
    react(saga, Signal.LAST_ATTEMPT_FAILED if last else Signal.ATTEMPT_FAILED)


def on_money(saga: OrderSaga, payment_id: UUID, signal: Signal) -> None:
    """The order's payment was captured or voided; for other payments it is only recorded."""
    if saga.payment_id in (None, payment_id):
        is_unpaid = signal is Signal.VOIDED and keeps_something(saga)
        react(saga, Signal.VOIDED_UNPAID if is_unpaid else signal)
    else:
        update_unawaited(saga)


def keeps_something(saga: OrderSaga) -> bool:
    """Whether the chain is owed anything for the order: completed, or cancelled late by the refund matrix."""
    return saga.order.state is OrderStatus.COMPLETED or bool(saga.kept)


def on_refunded(saga: OrderSaga, event: PaymentRefunded) -> None:
    """Counts a refund; a payment captured before its void reached payments is returned this way."""
    saga.refunded += event.amount
    if saga.state == SagaState.AWAITING_VOID:
        react(saga, Signal.VOIDED)
    else:
        update_unawaited(saga)


def on_deadline(saga: OrderSaga) -> None:
    """The wait expired: acts, or retries a few times before a person has to look."""
    before = saga.state
    saga.attempts += 1
    saga.deadline_at = None
    often = saga.attempts > MAX_ATTEMPTS
    react(saga, Signal.DEADLINE_OFTEN if often else Signal.DEADLINE)
    if saga.state == before:
        _extend_deadline(saga)


def _extend_deadline(saga: OrderSaga) -> None:
    wait = DEADLINES.get(saga.saga_state)
    saga.deadline_at = (
        now() + Backoff(wait, MAX_WAIT_FACTOR * wait).after(saga.attempts + 1) if wait else None
    )
    update(saga, "deadline_at")
