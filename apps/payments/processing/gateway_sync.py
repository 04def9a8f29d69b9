"""Synchronizes payments with what gateways show: the only place where external news changes a payment."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import asdict, replace
from uuid import UUID

import structlog

from apps.payments.contract.events import AuthorizationLapsed
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import SUMS, GatewayPayment, GatewayStatus
from apps.payments.domain.gateway_news import holds_money, not_taken, observe
from apps.payments.domain.payment import Change, OperationKind, Position, Step, transition
from apps.payments.models import Payment
from apps.payments.processing.gateway_checks import save_and_schedule, schedule
from apps.payments.processing.metrics import NEWS_NOT_TAKEN
from apps.payments.processing.operation_requests import request_operation
from apps.payments.processing.steps import REFUNDS, record_step
from dominos.kernel.clock import now
from dominos.kernel.prepared_reads import Prepared
from dominos.kernel.prepared_writes import update
from dominos.kernel.unit_of_work import publish, unit_of_work

log = structlog.get_logger(__name__)
AUTHORIZATION_LAPSED = "authorization_lapsed"
NEWS = (
    *SUMS,
    "status",
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
"""The columns that a gateway's news changes."""
_LOCKED = Prepared(lambda: Payment.objects.select_for_update())


def locked(payment_id: UUID) -> Payment:
    """The payment, its row locked until the unit of work ends. Payment.DoesNotExist."""
    payment = _LOCKED.get(payment_id)
    if payment is None:
        raise Payment.DoesNotExist
    return payment


def record(payment_id: UUID, seen: GatewayPayment) -> Payment:
    """Records what the gateway shows and publishes changes. Stale news changes nothing."""
    with unit_of_work("payments"):
        payment = locked(payment_id)
        apply(payment, seen)
        return payment


class _Overtaken(Exception):
    """The payment is not any more as it was read."""


def record_first(attempt: Payment, seen: GatewayPayment) -> Payment:
    """As `record`, for an attempt just made, which is not read again."""
    payment = copy(attempt)
    try:
        with unit_of_work("payments"):
            apply(payment, seen, save=_save_unless_overtaken)
            return payment
    except _Overtaken:
        return record(attempt.id, seen)


def _save_unless_overtaken(payment: Payment) -> None:
    schedule(payment)
    untouched = {"status": PaymentStatus.CREATED.value, "reference": "", "release_reason": ""}
    if not update(payment, *NEWS, where=untouched):
        raise _Overtaken


def apply(payment: Payment, seen: GatewayPayment, *, save: Callable[[Payment], None] | None = None) -> None:
    """As `record`, for a payment locked in this unit of work. Ignores another currency."""
    if seen.currency != payment.currency:
        log.error("the gateway shows another currency", payment=str(payment.id), shown=seen.currency)
        return
    if _has_lapsed(payment, seen):
        _end_lapsed(payment)
        return
    seen = _as_released(payment, seen)
    before = payment.position
    position, steps = observe(before, seen)
    _show(payment, position, seen)
    if any(step.change in REFUNDS for step in steps):
        payment.refunded_at = now()
    (save or save_and_schedule)(payment)
    _record_steps(payment, before, steps)
    for step in not_taken(position, seen):
        _report_not_taken(payment, position, step)
    if position.status in (PaymentStatus.FAILED, PaymentStatus.VOIDED) and holds_money(seen):
        late, why = f"late:{seen.status}", "authorized after the attempt ended"
        request_operation(payment, OperationKind.VOID, key=late, reason=why)


def _show(payment: Payment, position: Position, seen: GatewayPayment) -> None:
    """Puts into the payment's columns what is known of it now."""
    payment.position = position
    payment.reference = payment.reference or seen.reference
    payment.is_test = payment.is_test or seen.is_test
    if position.status is PaymentStatus.FAILED:
        payment.failure_code = payment.failure_code or seen.decline_code
    is_waiting = position.status is PaymentStatus.REQUIRES_ACTION
    payment.next_action = asdict(seen.next_action) if is_waiting and seen.next_action else None


def _record_steps(payment: Payment, reached: Position, steps: Sequence[Step]) -> None:
    """Records each step with the payment standing where the step leads; the last one leads to what is saved."""
    for step in steps:
        was, reached = reached, transition(reached, step) or reached
        payment.position = reached
        if not (was.status is PaymentStatus.AUTHORIZED and step.change is Change.AUTHORIZED):
            record_step(payment, step)


def _report_not_taken(payment: Payment, position: Position, step: Step) -> None:
    log.error(
        "the gateway shows what this payment cannot have",
        payment=str(payment.id),
        status=position.status.value,
        news=step.change.value,
        amount=step.amount,
    )
    NEWS_NOT_TAKEN.labels(position.status.value, step.change.value).inc()


def _has_lapsed(payment: Payment, seen: GatewayPayment) -> bool:
    """Whether the bank released by itself what nobody asked to release: a reservation lasts some days only."""
    is_held = payment.status == PaymentStatus.AUTHORIZED and bool(payment.gateway)
    return is_held and seen.status is GatewayStatus.VOIDED and not payment.release_reason


def _end_lapsed(payment: Payment) -> None:
    """Ends the attempt, so that the order can be paid by another one."""
    payment.status, payment.failure_code = PaymentStatus.FAILED.value, AUTHORIZATION_LAPSED
    save_and_schedule(payment)
    publish(AuthorizationLapsed(order_id=payment.order_id, payment_id=payment.id), subject=payment.order_id)


def _as_released(payment: Payment, seen: GatewayPayment) -> GatewayPayment:
    """A refused payment of an order that was voided is voided: the order must not be paid by another attempt."""
    if payment.release_reason and seen.status is GatewayStatus.FAILED:
        return replace(seen, status=GatewayStatus.VOIDED)
    return seen
