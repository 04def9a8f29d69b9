"""Recording what a gateway shows. The one place where a payment changes because of the outside world."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from apps.payments.cash.owed import keep_owed_cash
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
from apps.payments.contract.types import PaymentStatus, RefundComponents, RefundedLine
from apps.payments.domain.gateway import Dispute, GatewayPayment, GatewayStatus
from apps.payments.domain.payment import Change, OperationKind, Step, holds_money, observe, transition
from apps.payments.gateways.after_commit import wake
from apps.payments.ledger.journal import post
from apps.payments.models import JournalEntry, Operation, Payment
from apps.payments.processing.refund_retries import is_repeated, keep_failed_refund, settle_repeated, wish_for
from dominos.kernel.clock import now
from dominos.kernel.messaging.messages import Event
from dominos.kernel.prepared import Prepared
from dominos.kernel.unit_of_work import publish, unit_of_work

log = structlog.get_logger(__name__)
# How long we wait for news of a payment before we ask its gateway.
CHECK_AFTER: Mapping[PaymentStatus, timedelta] = {
    PaymentStatus.CREATED: timedelta(minutes=1),
    PaymentStatus.REQUIRES_ACTION: timedelta(minutes=5),
    PaymentStatus.AUTHORIZED: timedelta(hours=6),
    PaymentStatus.CHARGEBACK: timedelta(days=1),
    PaymentStatus.PARTIALLY_REFUNDED: timedelta(days=2),
    PaymentStatus.REFUNDED: timedelta(days=2),
}
GIVEN_BACK = (PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)
# A bank that takes no refund sends it back within 30 days. Source: Stripe's documentation of failed refunds.
REFUNDS_FAIL_WITHIN = timedelta(days=30)

REFUNDS = frozenset({Change.REFUNDED_IN_PART, Change.REFUNDED_IN_FULL})

# The key of the wish to void that comes from the orders saga; other ones clean up after ourselves.
VOID_COMMANDED = "void"


_LOCKED = Prepared(lambda: Payment.objects.select_for_update())


def locked(payment_id: UUID) -> Payment:
    """The payment, its row locked until the unit of work ends. Payment.DoesNotExist."""
    payment = _LOCKED.get(payment_id)
    if payment is None:
        raise Payment.DoesNotExist
    return payment


def record(payment_id: UUID, seen: GatewayPayment) -> Payment:
    """Takes over what the gateway shows and publishes what is new. Stale news change nothing."""
    with unit_of_work("payments"):
        payment = locked(payment_id)
        apply(payment, seen)
        return payment


def apply(payment: Payment, seen: GatewayPayment) -> None:
    """As `record`, for a payment locked in this unit of work. What is shown in another currency is not believed."""
    if seen.currency != payment.currency:
        log.error("the gateway shows another currency", payment=str(payment.id), shown=seen.currency)
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
    settle(payment)
    reached = before
    for step in steps:
        was, reached = reached, transition(reached, step) or reached
        payment.position = reached
        if not (was.status is PaymentStatus.AUTHORIZED and step.change is Change.AUTHORIZED):
            _take_over(payment, step)
    if position.status in (PaymentStatus.FAILED, PaymentStatus.VOIDED) and holds_money(seen):
        want(
            payment,
            OperationKind.VOID,
            key=f"late:{seen.status}",
            reason="authorised after the attempt ended",
        )


def _take_over(payment: Payment, step: Step) -> None:
    """Posts and tells one step, where the payment stands now."""
    if step.change in REFUNDS:
        _take_over_refund(payment, step)
        return
    entry = post(payment, step)
    _tell(payment, step, entry)
    if step.change is Change.REFUND_FAILED:
        keep_failed_refund(payment, step.amount)
    if step.change is Change.VOIDED and not payment.gateway:
        keep_owed_cash(payment.order_id)


def _take_over_refund(payment: Payment, step: Step) -> None:
    wish = wish_for(payment, step.amount)
    terms = _refund_terms(wish)
    if wish is None or not is_repeated(wish):
        entry = post(payment, step, terms.get("components"))
        _tell(payment, step, entry, **terms)
        return
    if post(payment, step, is_repeated=True):
        settle_repeated(wish, payment)


def _as_released(payment: Payment, seen: GatewayPayment) -> GatewayPayment:
    """A refused payment of an order that was voided is voided: the order must not be paid by another attempt."""
    if payment.release_reason and seen.status is GatewayStatus.FAILED:
        return replace(seen, status=GatewayStatus.VOIDED)
    return seen


def give_up(payment: Payment, code: str) -> None:
    """Ends an attempt for a reason of ours; what the gateway may hold of it is released.

    The payment is locked in this unit of work. Says nothing to others: the customer's next attempt counts.
    """
    payment.status, payment.failure_code = PaymentStatus.FAILED.value, code
    payment.next_action = None
    settle(payment)
    want(payment, OperationKind.VOID, key=code, reason=code)


def want(payment: Payment, kind: OperationKind, *, key: str, **wanted: Any) -> None:
    """Records a wish, once for each kind and key, and wakes the worker; `wanted` are fields of `Operation`."""
    wish = Operation(payment=payment, kind=kind.value, key=key, **wanted)
    Operation.objects.bulk_create([wish], ignore_conflicts=True)
    wake("payments.perform")


def settle(payment: Payment) -> None:
    """Saves the payment, and when to ask its gateway about it next."""
    payment.updated_at = now()
    wait = None if _is_over(payment) else CHECK_AFTER.get(PaymentStatus(payment.status))
    payment.check_at = payment.updated_at + wait if wait else None
    payment.save()


def _is_over(payment: Payment) -> bool:
    """Whether no more news are to be expected of the gateway."""
    if not payment.gateway or payment.dispute == Dispute.LOST:
        return True
    if payment.status not in GIVEN_BACK:
        return False
    return payment.refunded_at is None or payment.refunded_at < now() - REFUNDS_FAIL_WITHIN


def tell_voided(payment: Payment) -> None:
    """Says that nothing is held of the payment any more."""
    publish(_voided(payment), subject=payment.order_id)


def _voided(payment: Payment) -> PaymentVoided:
    reason = payment.release_reason or "released by the gateway"
    return PaymentVoided(order_id=payment.order_id, payment_id=payment.id, reason=reason)


def _tell(payment: Payment, step: Step, entry: JournalEntry | None, **terms: Any) -> None:
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
        case Change.FAILED:
            return PaymentFailed(order_id=order_id, payment_id=payment_id, code=payment.failure_code)
        case Change.DISPUTED:
            return PaymentChargedBack(
                order_id=order_id, payment_id=payment_id, amount=step.amount, currency=currency
            )
        case Change.DISPUTE_WON | Change.DISPUTE_LOST:
            return ChargebackClosed(
                order_id=order_id,
                payment_id=payment_id,
                amount=step.amount,
                currency=currency,
                is_won=step.change is Change.DISPUTE_WON,
            )
    return None


def _refund_terms(wish: Operation | None) -> dict[str, Any]:
    """The terms of the wish a refund fulfils, as its event tells them."""
    if wish is None:
        return {"reason": "refunded at the gateway"}
    components = wish.details.get("components")
    return {
        "reason": wish.reason,
        "key": wish.key,
        "components": RefundComponents(**components) if components else None,
        "lines": tuple(RefundedLine(**line) for line in wish.details.get("lines", ())),
    }
