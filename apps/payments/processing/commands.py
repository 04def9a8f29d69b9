"""The commands of the orders saga: each is kept as a wish, or as one that can never be done."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from apps.payments.contract.commands import CapturePayment, RefundPayment, VoidPayment
from apps.payments.contract.events import OperationRefused
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import LIVE, OperationKind, refusal
from apps.payments.market import rules
from apps.payments.models import Method, Operation, OperationStatus, Payment
from apps.payments.processing.adjustments import tell_refused
from apps.payments.processing.gateway_sync import VOID_COMMANDED, tell_voided, want
from apps.payments.processing.pay import insert_or_find
from dominos.kernel.unit_of_work import publish


def capture(command: CapturePayment) -> None:
    """Wants the amount of the order's payment; a repeated command changes nothing."""
    payment = _live(command.order_id)
    if payment is not None:
        if command.amounts is not None and command.amounts.total == command.amount:
            payment.order_amounts = asdict(command.amounts)
            payment.save(update_fields=["order_amounts"])
        _want(payment, OperationKind.CAPTURE, key="capture", amount=command.amount)


def refund(command: RefundPayment) -> None:
    """Wants money given back, never above captured minus refunded minus what is promised already."""
    payment = _live(command.order_id)
    if payment is None:
        return
    _want(
        payment,
        OperationKind.REFUND,
        key=command.key,
        code=_contradiction(command, payment.currency),
        amount=command.amount,
        reason=command.reason,
        requested_by=command.requested_by,
        status=_first_status(command),
        details=refund_details(command),
    )


def _first_status(command: RefundPayment) -> str:
    """A person's refund above the market's limit waits for a second person."""
    alone = command.requested_by is None or rules().may_refund_alone(command.amount, command.currency)
    return (OperationStatus.PENDING if alone else OperationStatus.AWAITING_APPROVAL).value


def _contradiction(command: RefundPayment, currency: str) -> str:
    """What in the command does not fit together, as a code; empty where all does."""
    if command.currency != currency:
        return "currency-differs"
    if command.amount <= 0:
        return "not-positive"
    if command.components is not None and command.components.amount != command.amount:
        return "components-differ"
    if sum(line.amount for line in command.lines) > command.amount:
        return "lines-differ"
    return ""


def refund_details(command: RefundPayment) -> dict[str, Any]:
    """What the refund's entry and its credit note are made of, as JSON."""
    return {
        "components": asdict(command.components) if command.components else None,
        "lines": [asdict(line) for line in command.lines],
        "fault": command.fault,
    }


def void(command: VoidPayment) -> None:
    """Wants everything of the order released, whatever its payment's state; the order is never paid again."""
    tombstone = Payment(
        order_id=command.order_id,
        method=Method.NONE,
        status=PaymentStatus.VOIDED.value,
        amount=0,
        release_reason=command.reason,
    )
    payment = insert_or_find(tombstone)
    if payment.id == tombstone.id or payment.status == PaymentStatus.VOIDED:
        tell_voided(payment)
        return
    payment.release_reason = payment.release_reason or command.reason or "voided"
    payment.save(update_fields=["release_reason"])
    want(payment, OperationKind.VOID, key=VOID_COMMANDED, reason=command.reason)


def _live(order_id: UUID) -> Payment | None:
    return Payment.objects.select_for_update().filter(order_id=order_id, status__in=LIVE).first()


def _want(
    payment: Payment, kind: OperationKind, *, key: str, amount: int, code: str = "", **wanted: Any
) -> None:
    """Records the wish, or why it can never be done (`code`, where that is known)."""
    if payment.operations.filter(kind=kind, key=key).exists():
        return
    code = code or refusal(kind, payment.position, amount, promised_refunds(payment))
    if not code:
        want(payment, kind, key=key, amount=amount, **wanted)
        return
    wish = Operation(payment=payment, kind=kind.value, key=key, amount=amount, **wanted)
    refuse(wish, code)


def promised_refunds(payment: Payment) -> int:
    """The refunds wanted and not yet done, or that came back."""
    open_ones = (OperationStatus.PENDING, OperationStatus.AWAITING_APPROVAL, OperationStatus.FAILED)
    pending = payment.operations.filter(kind=OperationKind.REFUND, status__in=open_ones)
    return sum(pending.values_list("amount", flat=True))


def refuse(wish: Operation, code: str) -> None:
    """Keeps the wish as one that is never done, and says so."""
    wish.status, wish.code = OperationStatus.REFUSED.value, code
    wish.save()
    payment = wish.payment
    if wish.kind == OperationKind.ADJUST:
        tell_refused(payment, wish.details["revision"], code)
        return
    publish(
        OperationRefused(
            order_id=payment.order_id,
            payment_id=payment.id,
            kind=wish.kind,
            amount=wish.amount,
            currency=payment.currency,
            code=code,
            key=wish.key if wish.kind == OperationKind.REFUND else "",
        ),
        subject=payment.order_id,
    )
