"""Performs queued operations: claimed under a lease, done at the gateway, then recorded."""

from datetime import timedelta

import structlog
from django.db.models import Exists, OuterRef, QuerySet

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import (
    Declined,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    GatewayUnavailable,
)
from apps.payments.domain.gateway_news import holds_money
from apps.payments.domain.payment import OperationKind, OperationStatus, refusal
from apps.payments.gateways.credit.gateway import gateway_for
from apps.payments.models import Operation, Payment
from apps.payments.processing.adjustments import follow_adjustment
from apps.payments.processing.cash import cash_as_gateway_payment
from apps.payments.processing.commands import refuse
from apps.payments.processing.declines import UNANSWERED
from apps.payments.processing.gateway_sync import apply, locked, record
from apps.payments.processing.operation_requests import is_commanded_void
from apps.payments.processing.pay import authorize
from apps.payments.processing.refund_retries import RETRIES, is_retry
from apps.payments.processing.steps import publish_voided
from dominos.kernel.clock import now
from dominos.kernel.leases import claim, work_off
from dominos.kernel.money import Money
from dominos.kernel.prepared_reads import Prepared
from dominos.kernel.prepared_writes import update
from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

BATCH = 10
LEASE = timedelta(seconds=120)
BACKOFF = Backoff(first=timedelta(seconds=2), longest=timedelta(hours=1))
# Stripe drops an idempotency key after a day: from then on, look for the refund before requesting it again.
KEY_LIFETIME = timedelta(hours=23)


def due() -> QuerySet[Operation]:
    """Operations to perform now; some may wait for an earlier operation of their payment."""
    return Operation.objects.filter(status=OperationStatus.PENDING, due_at__lte=now())


def perform_due() -> int:
    """Performs what is due, oldest first, and returns the number. Several workers can share them."""
    return work_off(_claim, _attempt)  # what is performed lets the next one of its payment be claimed


def _claim() -> list[Operation]:
    """Due operations: the first pending one of each payment, so that they happen in order."""
    earlier = Operation.objects.filter(
        payment=OuterRef("payment"), status=OperationStatus.PENDING, id__lt=OuterRef("id")
    )
    pending = Operation.objects.select_related("payment").filter(
        ~Exists(earlier), status=OperationStatus.PENDING
    )
    return claim(pending.order_by("id"), LEASE, batch=BATCH)


def _attempt(operation: Operation) -> None:
    try:
        perform(operation)
    except Exception as error:
        if not isinstance(error, GatewayUnavailable):
            log.exception("payment operation failed", operation=str(operation.id), kind=operation.kind)
        due_at, code = now() + BACKOFF.after(operation.attempts), type(error).__name__[:60]
        with unit_of_work("payments"):
            Operation.objects.filter(id=operation.id, status=OperationStatus.PENDING).update(
                due_at=due_at, code=code
            )


def perform(operation: Operation) -> None:
    """Performs one operation and records the result. GatewayUnavailable: retry with the same key."""
    payment = _resolved(operation.payment)
    try:
        seen = _seen_after(operation, payment)
    except GatewayRefusal as error:
        _record_refusal(operation, payment, error.detail[:60])
        return
    except Declined as error:
        _record_refusal(operation, payment, error.decline_code)
        return
    _finish(operation, seen)


def _resolved(payment: Payment) -> Payment:
    """The payment with a known outcome of its authorization: an unanswered one is repeated with its first key."""
    if payment.gateway and not payment.reference and payment.failure_code in ("", UNANSWERED):
        return record(payment.id, authorize(payment))
    return payment


def _seen_after(operation: Operation, payment: Payment) -> GatewayPayment | None:
    """What the gateway shows after the operation; None where there was nothing to do."""
    kind = OperationKind(operation.kind)
    if kind is OperationKind.VOID:
        return _void_in_cash(payment) if not payment.gateway else _void_at_gateway(operation, payment)
    if not payment.gateway:
        return _move_cash(kind, operation.amount, payment)
    # No check of our own: the same key fetches a lost answer, even after its effect was recorded.
    gateway, key = gateway_for(payment), _key(operation)
    if kind is OperationKind.REFUND and operation.created_at < now() - KEY_LIFETIME:
        seen = gateway.retrieve(payment.reference)
        if seen.refunded + seen.refund_failed >= payment.refunded + payment.refund_failed + operation.amount:
            return seen
    moves = {
        OperationKind.CAPTURE: gateway.capture,
        OperationKind.REFUND: gateway.refund,
        OperationKind.ADJUST: gateway.increment,
    }
    return moves[kind](payment.reference, amount=Money(operation.amount, payment.currency), key=key)


def _move_cash(kind: OperationKind, amount: int, payment: Payment) -> GatewayPayment:
    if code := refusal(kind, payment.position, amount):
        raise GatewayRefusal(code)
    if kind is OperationKind.CAPTURE:
        return cash_as_gateway_payment(payment, authorized=payment.authorized, captured=amount)
    return cash_as_gateway_payment(
        payment,
        authorized=payment.authorized,
        captured=payment.captured,
        refunded=payment.refunded + amount,
    )


def _void_in_cash(payment: Payment) -> GatewayPayment | None:
    if payment.status == PaymentStatus.AUTHORIZED:
        return cash_as_gateway_payment(payment, is_void=True)
    if payment.captured > payment.refunded:
        return _move_cash(OperationKind.REFUND, payment.captured - payment.refunded, payment)
    return None


def _void_at_gateway(operation: Operation, payment: Payment) -> GatewayPayment | None:
    """Releases what the gateway holds now; refunds what it captured meanwhile."""
    if not payment.reference:
        return None
    gateway, key = gateway_for(payment), _key(operation)
    seen = gateway.retrieve(payment.reference)
    if not holds_money(seen):
        return seen
    if seen.status is GatewayStatus.CAPTURED:
        left = Money(seen.captured - seen.refunded, seen.currency)
        return gateway.refund(seen.reference, amount=left, key=key)
    return gateway.void(seen.reference, key=key)


def _key(operation: Operation) -> str:
    tries = operation.details.get(RETRIES)
    again = f":{tries}" if tries else ""
    return f"payment:{operation.payment_id}:{operation.kind.lower()}:{operation.key}{again}"


def _finish(operation: Operation, seen: GatewayPayment | None) -> None:
    with unit_of_work("payments"):
        payment = locked(operation.payment_id)
        before = payment.position
        if _status_of(operation) != OperationStatus.PENDING:
            return
        if seen is not None:
            apply(payment, seen)
        if is_commanded_void(operation) and payment.position == before:
            publish_voided(payment)
        if operation.kind == OperationKind.ADJUST:
            follow_adjustment(payment, operation)
        # A refund that the bank returned meanwhile stays FAILED.
        operation.status, operation.done_at, operation.code = OperationStatus.DONE.value, now(), ""
        update(operation, "status", "done_at", "code", where={"status": OperationStatus.PENDING.value})


_READ = Prepared(Operation.objects.all)


def _status_of(operation: Operation) -> str:
    """The operation's, as it is now; "" where it is gone."""
    kept = _READ.get(operation.id)
    return kept.status if kept else ""


def _record_refusal(operation: Operation, payment: Payment, code: str) -> None:
    """Records a final refusal; if the gateway's record changed since, the operation is tried again."""
    seen = gateway_for(payment).retrieve(payment.reference) if payment.reference else None
    with unit_of_work("payments"):
        payment = locked(operation.payment_id)
        before = payment.position
        if seen is not None:
            apply(payment, seen)
        if payment.position != before:
            Operation.objects.filter(id=operation.id).update(due_at=now() + BACKOFF.after(operation.attempts))
            return
        operation.payment = payment
        operation.done_at = now()
        if is_retry(operation):
            operation.status, operation.code = OperationStatus.FAILED.value, code
            operation.save(update_fields=["status", "code", "done_at"])
        else:
            refuse(operation, code)
        log.error("payment operation refused", operation=str(operation.id), kind=operation.kind)
