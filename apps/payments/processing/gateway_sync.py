"""Synchronizing payments with what gateways show: the only place where news from outside changes a payment."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from apps.payments.cash.owed import record_owed_cash
from apps.payments.contract.events import (
    AuthorizationLapsed,
    ChargebackClosed,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentChargedBack,
    PaymentFailed,
    PaymentRefunded,
    PaymentVoided,
    RefundFailed,
)
from apps.payments.contract.types import PaymentStatus, RefundedLine, RefundScope
from apps.payments.domain.gateway import AmountProblem, Dispute, GatewayPayment, GatewayStatus
from apps.payments.domain.payment import (
    Change,
    OperationKind,
    Step,
    holds_money,
    not_taken,
    observe,
    transition,
)
from apps.payments.domain.splitting import read_components
from apps.payments.ledger.journal import post
from apps.payments.models import JournalEntry, Operation, Payment
from apps.payments.processing.declines import Payer, count_decline
from apps.payments.processing.metrics import NEWS_NOT_TAKEN
from apps.payments.processing.refund_retries import (
    is_retry,
    operation_of_refund,
    record_failed_refund,
    settle_retried,
)
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.messaging.messages import Event
from dominos.kernel.prepared import Prepared
from dominos.kernel.unit_of_work import publish, unit_of_work
from dominos.kernel.writes import update

log = structlog.get_logger(__name__)
# How long to wait for a webhook before asking the gateway.
CHECK_AFTER: Mapping[PaymentStatus, timedelta] = {
    PaymentStatus.CREATED: timedelta(minutes=1),
    PaymentStatus.REQUIRES_ACTION: timedelta(minutes=5),
    PaymentStatus.AUTHORIZED: timedelta(hours=6),
    PaymentStatus.CHARGEBACK: timedelta(days=1),
    PaymentStatus.PARTIALLY_REFUNDED: timedelta(days=2),
    PaymentStatus.REFUNDED: timedelta(days=2),
}
REFUNDED_STATES = (PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)
# A bank that rejects a refund returns it within 30 days. Source: Stripe's documentation of failed refunds.
REFUND_FAILURE_WINDOW = timedelta(days=30)

REFUNDS = frozenset({Change.REFUNDED_IN_PART, Change.REFUNDED_IN_FULL})

# The key of a void that the orders saga commands; others release what our own failed attempts hold.
VOID_COMMANDED = "void"
AUTHORIZATION_LAPSED = "authorization_lapsed"


NEWS = (
    "status",
    "authorized",
    "captured",
    "refunded",
    "refund_failed",
    "disputed",
    "dispute_won",
    "dispute_lost",
    "charged_back",
    "dispute",
    "reference",
    "is_test",
    "failure_code",
    "next_action",
    "refunded_at",
    "check_at",
    "updated_at",
)
"""The columns that news of a gateway change."""
_LOCKED = Prepared(lambda: Payment.objects.select_for_update())


def locked(payment_id: UUID) -> Payment:
    """The payment, its row locked until the unit of work ends. Payment.DoesNotExist."""
    payment = _LOCKED.get(payment_id)
    if payment is None:
        raise Payment.DoesNotExist
    return payment


def record(payment_id: UUID, seen: GatewayPayment) -> Payment:
    """Records what the gateway shows and publishes what is new. Stale news changes nothing."""
    with unit_of_work("payments"):
        payment = locked(payment_id)
        apply(payment, seen)
        return payment


class _Overtaken(Exception):
    """The payment is not any more as it was read."""


def record_first(attempt: Payment, seen: GatewayPayment) -> Payment:
    """As `record`, for an attempt just made, which hardly anybody else has touched: it is not read again."""
    payment = copy(attempt)
    try:
        with unit_of_work("payments"):
            apply(payment, seen, save=_save_unless_overtaken)
            return payment
    except _Overtaken:
        return record(attempt.id, seen)


def _save_unless_overtaken(payment: Payment) -> None:
    _schedule(payment)
    untouched = {"status": PaymentStatus.CREATED.value, "reference": "", "release_reason": ""}
    if not update(payment, *NEWS, where=untouched):
        raise _Overtaken


def apply(payment: Payment, seen: GatewayPayment, *, save: Callable[[Payment], None] | None = None) -> None:
    """As `record`, for a payment locked in this unit of work. Ignores what is shown in another currency."""
    if seen.currency != payment.currency:
        log.error("the gateway shows another currency", payment=str(payment.id), shown=seen.currency)
        return
    if _has_lapsed(payment, seen):
        _end_lapsed(payment)
        return
    seen = _as_released(payment, seen)
    before = payment.position
    position, steps = observe(before, seen)
    payment.position = position
    payment.reference = payment.reference or seen.reference
    payment.is_test = payment.is_test or seen.is_test
    if position.status is PaymentStatus.FAILED:
        payment.failure_code = payment.failure_code or seen.decline_code
    is_waiting = position.status is PaymentStatus.REQUIRES_ACTION
    payment.next_action = asdict(seen.next_action) if is_waiting and seen.next_action else None
    if any(step.change in REFUNDS for step in steps):
        payment.refunded_at = now()
    (save or save_and_schedule)(payment)
    reached = before
    for step in steps:
        was, reached = reached, transition(reached, step) or reached
        payment.position = reached
        if not (was.status is PaymentStatus.AUTHORIZED and step.change is Change.AUTHORIZED):
            _record_step(payment, step)
    for step in not_taken(position, seen):
        log.error(
            "the gateway shows what this payment cannot have",
            payment=str(payment.id),
            status=position.status.value,
            news=step.change.value,
            amount=step.amount,
        )
        NEWS_NOT_TAKEN.labels(position.status.value, step.change.value).inc()
    if position.status in (PaymentStatus.FAILED, PaymentStatus.VOIDED) and holds_money(seen):
        request_operation(
            payment,
            OperationKind.VOID,
            key=f"late:{seen.status}",
            reason="authorized after the attempt ended",
        )


def _has_lapsed(payment: Payment, seen: GatewayPayment) -> bool:
    """Whether the bank released by itself what nobody asked to release: a reservation lasts some days only."""
    is_held = payment.status == PaymentStatus.AUTHORIZED and bool(payment.gateway)
    return is_held and seen.status is GatewayStatus.VOIDED and not payment.release_reason


def _end_lapsed(payment: Payment) -> None:
    """Ends the attempt, so that the order can be paid by another one."""
    payment.status, payment.failure_code = PaymentStatus.FAILED.value, AUTHORIZATION_LAPSED
    save_and_schedule(payment)
    publish(AuthorizationLapsed(order_id=payment.order_id, payment_id=payment.id), subject=payment.order_id)


def _record_step(payment: Payment, step: Step) -> None:
    """Posts and publishes one step."""
    if step.change in REFUNDS:
        _record_refund(payment, step)
        return
    entry = post(payment, step)
    _publish_step(payment, step, entry)
    if step.change is Change.FAILED and payment.customer_id is not None and not _is_of_amount(payment):
        count_decline(Payer(customer_id=payment.customer_id, client=payment.client), payment.order_id)
    if step.change is Change.REFUND_FAILED:
        record_failed_refund(payment, step.amount)
    if step.change is Change.VOIDED and not payment.gateway:
        record_owed_cash(payment.order_id)


def _record_refund(payment: Payment, step: Step) -> None:
    operation = operation_of_refund(payment, step.amount)
    terms = _refund_terms(operation)
    if operation is None or not is_retry(operation):
        entry = post(payment, step, terms.get("components"))
        _publish_step(payment, step, entry, **terms)
        return
    if post(payment, step, is_retry=True):
        settle_retried(operation, payment)


def _as_released(payment: Payment, seen: GatewayPayment) -> GatewayPayment:
    """A refused payment of an order that was voided is voided: the order must not be paid by another attempt."""
    if payment.release_reason and seen.status is GatewayStatus.FAILED:
        return replace(seen, status=GatewayStatus.VOIDED)
    return seen


def abandon(payment: Payment, code: str) -> None:
    """Ends an attempt for a reason of our own, and releases what the gateway may hold.

    The payment is locked in this unit of work. Publishes nothing: the customer's next attempt counts.
    """
    payment.status, payment.failure_code = PaymentStatus.FAILED.value, code
    payment.next_action = None
    save_and_schedule(payment)
    request_operation(payment, OperationKind.VOID, key=code, reason=code)


def request_operation(payment: Payment, kind: OperationKind, *, key: str, **fields: Any) -> None:
    """Records an operation, once for each kind and key, and wakes the worker; `fields` are those of `Operation`."""
    operation = Operation(payment=payment, kind=kind.value, key=key, **fields)
    Operation.objects.bulk_create([operation], ignore_conflicts=True)
    start_after_commit("payments.perform")


def save_and_schedule(payment: Payment) -> None:
    """Saves the payment with the time of the next check at its gateway."""
    _schedule(payment)
    update(payment)


def _schedule(payment: Payment) -> None:
    payment.updated_at = now()
    wait = None if _is_over(payment) else CHECK_AFTER.get(PaymentStatus(payment.status))
    payment.check_at = payment.updated_at + wait if wait else None


def _is_over(payment: Payment) -> bool:
    """Whether nothing more is expected from the gateway."""
    if not payment.gateway or payment.dispute == Dispute.LOST:
        return True
    if payment.status not in REFUNDED_STATES:
        return False
    return payment.refunded_at is None or payment.refunded_at < now() - REFUND_FAILURE_WINDOW


def publish_voided(payment: Payment) -> None:
    """Publishes that nothing is held for the payment any more."""
    publish(_voided(payment), subject=payment.order_id)


def _voided(payment: Payment) -> PaymentVoided:
    reason = payment.release_reason or "released by the gateway"
    return PaymentVoided(order_id=payment.order_id, payment_id=payment.id, reason=reason)


def _publish_step(payment: Payment, step: Step, entry: JournalEntry | None, **terms: Any) -> None:
    event = _event_of(payment, step, entry, terms)
    if event is not None:
        publish(event, subject=payment.order_id)


def _event_of(
    payment: Payment, step: Step, entry: JournalEntry | None, terms: dict[str, Any]
) -> Event | None:
    order_id, payment_id, currency = payment.order_id, payment.id, payment.currency
    match step.change:
        case Change.AUTHORIZED if not payment.release_reason:
            return PaymentAuthorized(
                order_id=order_id,
                payment_id=payment_id,
                amount=payment.authorized,
                currency=currency,
                method=payment.method,
            )
        case Change.CAPTURED:
            return PaymentCaptured(
                order_id=order_id, payment_id=payment_id, amount=step.amount, currency=currency
            )
        case Change.REFUNDED_IN_PART | Change.REFUNDED_IN_FULL:
            return PaymentRefunded(
                order_id=order_id,
                payment_id=payment_id,
                amount=step.amount,
                currency=currency,
                refund_id=entry.id if entry else None,
                **terms,
            )
        case Change.REFUND_FAILED:
            return RefundFailed(
                order_id=order_id, payment_id=payment_id, amount=step.amount, currency=currency
            )
        case Change.VOIDED:
            return _voided(payment)
        case Change.FAILED if not _is_of_amount(payment):
            return PaymentFailed(order_id=order_id, payment_id=payment_id, code=payment.failure_code)
        case Change.DISPUTED:
            return PaymentChargedBack(
                order_id=order_id,
                payment_id=payment_id,
                amount=step.amount,
                currency=currency,
                disputed=payment.disputed,
                won=payment.dispute_won,
                lost=payment.dispute_lost,
            )
        case Change.DISPUTE_WON | Change.DISPUTE_LOST:
            return ChargebackClosed(
                order_id=order_id,
                payment_id=payment_id,
                amount=step.amount,
                currency=currency,
                is_won=step.change is Change.DISPUTE_WON,
                disputed=payment.disputed,
                won=payment.dispute_won,
                lost=payment.dispute_lost,
            )
    return None


def _is_of_amount(payment: Payment) -> bool:
    """Whether it failed because the gateway takes no such amount: no card was declined, and none is told of."""
    return payment.failure_code in frozenset(AmountProblem)


def _refund_terms(operation: Operation | None) -> dict[str, Any]:
    """The terms of a refund's operation, as its event carries them."""
    if operation is None:
        return {"reason": "refunded at the gateway"}
    components = operation.details.get("components")
    return {
        "reason": operation.reason,
        "key": operation.key,
        "scope": RefundScope(operation.details.get("scope", RefundScope.REST)),
        "components": read_components(components),
        "lines": tuple(RefundedLine(**line) for line in operation.details.get("lines", ())),
    }
