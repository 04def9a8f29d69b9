"""Side effects of each step of a payment: it is posted, and published."""

from typing import Any

from django.db import transaction

from apps.payments.contract.events import (
    ChargebackClosed,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentChargedBack,
    PaymentFailed,
    PaymentRefunded,
    PaymentVoided,
    RefundFailed,
)
from apps.payments.contract.types import RefundedLine, RefundScope
from apps.payments.domain.amount_parts import read_components
from apps.payments.domain.gateway import AmountProblem
from apps.payments.domain.payment import Change, Step
from apps.payments.ledger.journal import parts_of_sale, post
from apps.payments.ledger.owed_cash import record_owed_cash
from apps.payments.models import JournalEntry, Operation, Payment
from apps.payments.processing.declines import Payer, count_decline
from apps.payments.processing.metrics import REFUSED
from apps.payments.processing.refund_retries import (
    is_retry,
    operation_of_refund,
    record_failed_refund,
    settle_retried,
)
from dominos.kernel.messaging.messages import Event
from dominos.kernel.unit_of_work import publish

REFUNDS = frozenset({Change.REFUNDED_IN_PART, Change.REFUNDED_IN_FULL})


def record_step(payment: Payment, step: Step) -> None:
    """Posts and publishes one step."""
    if step.change in REFUNDS:
        _record_refund(payment, step)
        return
    entry = post(payment, step)
    _publish_step(payment, step, entry)
    if step.change is Change.FAILED and payment.customer_id is not None and not _is_of_amount(payment):
        payer = Payer(customer_id=payment.customer_id, client=payment.client, card=payment.card)
        count_decline(payer, payment.order_id)
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
    if entry := post(payment, step, is_retry=True):
        settle_retried(operation, payment, entry.business_date)


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
    if isinstance(event, PaymentFailed):
        transaction.on_commit(REFUSED.labels(event.code).inc)


def _event_of(
    payment: Payment, step: Step, entry: JournalEntry | None, terms: dict[str, Any]
) -> Event | None:
    order_id, payment_id, currency = payment.order_id, payment.id, payment.currency
    day = entry.business_date if entry else None
    match step.change:
        case Change.AUTHORIZED if not payment.release_reason:
            return PaymentAuthorized(
                order_id=order_id,
                payment_id=payment_id,
                amount=payment.authorized,
                currency=currency,
                method=payment.method,
                credit=payment.credit,
            )
        case Change.CAPTURED:
            return PaymentCaptured(
                order_id=order_id,
                payment_id=payment_id,
                amount=step.amount,
                currency=currency,
                method=payment.method,
                business_date=day,
                parts=parts_of_sale(payment, step) if entry else None,
            )
        case Change.REFUNDED_IN_PART | Change.REFUNDED_IN_FULL:
            return PaymentRefunded(
                order_id=order_id,
                payment_id=payment_id,
                amount=step.amount,
                currency=currency,
                refund_id=entry.id if entry else None,
                business_date=day,
                store_id=payment.store_id,
                **terms,
            )
        case Change.REFUND_FAILED:
            return RefundFailed(
                order_id=order_id,
                payment_id=payment_id,
                amount=step.amount,
                currency=currency,
                business_date=day,
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
