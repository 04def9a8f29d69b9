"""The commands of the orders saga: each is recorded as an operation, possibly a refused one."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from apps.payments.contract.commands import CapturePayment, CheckAuthorization, RefundPayment, VoidPayment
from apps.payments.contract.events import OperationRefused
from apps.payments.contract.types import PaymentStatus, RefundScope
from apps.payments.domain.payment import (
    LIVE,
    OPEN,
    OperationKind,
    OperationStatus,
    PaymentMethod,
    refundable,
    refusal,
)
from apps.payments.models import Operation, Payment
from apps.payments.processing.adjustments import publish_refused
from apps.payments.processing.attempts import find_or_insert
from apps.payments.processing.free_orders import NOTHING_DUE, capture_nothing, nothing_to_pay
from apps.payments.processing.operation_requests import (
    CAPTURE_COMMANDED,
    VOID_COMMANDED,
    abandon,
    expedite,
    key_of,
    request_operation,
)
from apps.payments.processing.refund_limits import first_status
from apps.payments.processing.steps import publish_voided
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.prepared_writes import update
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish

# Nobody gives money back to themselves.
OWN_ORDER = "own-order"


def ask_free_order(command: CapturePayment) -> OrderSummary | None:
    """The order, if it costs nothing and nobody paid it; else None."""
    if command.amount or Payment.objects.filter(order_id=command.order_id, status__in=LIVE - OPEN).exists():
        return None
    return service(OrdersService).get_order(order_id=command.order_id)


def capture(command: CapturePayment, free: OrderSummary | None = None) -> None:
    """Requests the capture of the amount; repeating the command changes nothing. An amount of 0 is captured at once."""
    payment = _live(command.order_id)
    if free is not None and payment is not None and payment.status in OPEN:
        abandon(payment, NOTHING_DUE)
        payment = None
    if payment is None and free is not None:
        payment = find_or_insert(nothing_to_pay(free))
    if payment is not None and not command.amount and payment.status == PaymentStatus.AUTHORIZED:
        capture_nothing(payment)
    elif payment is not None:
        if command.amounts is not None and command.amounts.total == command.amount:
            payment.order_amounts = asdict(command.amounts)
            payment.save(update_fields=["order_amounts"])
        _request_again(payment, command)


def _request_again(payment: Payment, command: CapturePayment) -> None:
    """The capture, anew where somebody asked for that and nothing is on its way."""
    if command.again and expedite(payment, OperationKind.CAPTURE):
        return
    key = key_of(CAPTURE_COMMANDED, command.again)
    _request(payment, OperationKind.CAPTURE, key=key, amount=command.amount)


def check_authorization(command: CheckAuthorization) -> None:
    """Makes the payment's check at its gateway due now."""
    held = Payment.objects.filter(order_id=command.order_id, status=PaymentStatus.AUTHORIZED)
    held.exclude(gateway="").update(check_at=now())


def refund(command: RefundPayment) -> None:
    """Requests a refund, never above captured minus refunded minus refunds already requested."""
    payment = _live(command.order_id)
    if payment is None:
        return
    _request(
        payment,
        OperationKind.REFUND,
        key=command.key,
        code=_contradiction(command, payment),
        amount=command.amount,
        reason=command.reason,
        requested_by=command.requested_by,
        status=first_status(payment, command).value,
        details=refund_details(command),
    )


def _contradiction(command: RefundPayment, payment: Payment) -> str:
    """What of the command contradicts itself or may never be, as a code; empty where nothing does."""
    if command.requested_by is not None and command.requested_by == payment.customer_id:
        return OWN_ORDER
    if command.currency != payment.currency:
        return "currency-differs"
    if command.amount <= 0:
        return "not-positive"
    if command.components is not None and command.components.amount != command.amount:
        return "components-differ"
    rounding = command.components.rounding if command.components else 0
    if sum(line.amount for line in command.lines) > command.amount - rounding:
        return "lines-differ"
    return _misnamed(command, payment)


def _misnamed(command: RefundPayment, payment: Payment) -> str:
    """What does not go with the command's scope, so that nobody could say how it is taxed."""
    parts = command.components
    named = sum(line.tax for line in parts.tax_lines) if parts else 0
    if parts is not None and parts.tax_lines and named != parts.tax:
        return "tax-lines-differ"
    is_right = {
        RefundScope.LINES: bool(command.lines) and parts is not None and named == parts.tax,
        RefundScope.REST: not command.lines and command.amount == refundable(payment.position),
        RefundScope.REDUCTION: not command.lines and bool(command.reason.strip()),
    }
    return "" if is_right[command.scope] else "scope-differs"


def refund_details(command: RefundPayment) -> dict[str, Any]:
    """The data of the refund's entry and its credit note, as JSON."""
    return {
        "components": asdict(command.components) if command.components else None,
        "lines": [asdict(line) for line in command.lines],
        "fault": command.fault,
        "scope": command.scope.value,
    }


def void(command: VoidPayment) -> None:
    """Requests the release of everything held for the order, in any state; the order can never be paid again."""
    tombstone = Payment(
        order_id=command.order_id,
        method=PaymentMethod.NONE,
        status=PaymentStatus.VOIDED.value,
        amount=0,
        release_reason=command.reason,
    )
    payment = find_or_insert(tombstone)
    if payment.id == tombstone.id or payment.status == PaymentStatus.VOIDED:
        publish_voided(payment)
        return
    payment.release_reason = payment.release_reason or command.reason or "voided"
    update(payment, "release_reason")
    if not (command.again and expedite(payment, OperationKind.VOID)):
        key = key_of(VOID_COMMANDED, command.again)
        request_operation(payment, OperationKind.VOID, key=key, reason=command.reason)


def _live(order_id: UUID) -> Payment | None:
    return Payment.objects.select_for_update().filter(order_id=order_id, status__in=LIVE).first()


def _request(
    payment: Payment, kind: OperationKind, *, key: str, amount: int, code: str = "", **wanted: Any
) -> None:
    """Records the operation, or refuses it (with `code`, where the reason is known)."""
    if payment.operations.filter(kind=kind, key=key).exists():
        return
    code = code or refusal(kind, payment.position, amount, promised_refunds(payment))
    if by := wanted.get("requested_by"):
        record(
            f"{kind.value.lower()}_requested",
            about=payment,
            by=by,
            amount=amount,
            order=payment.order_id,
            refused=code,
        )
    if not code:
        request_operation(payment, kind, key=key, amount=amount, **wanted)
        return
    operation = Operation(payment=payment, kind=kind.value, key=key, amount=amount, **wanted)
    refuse(operation, code)


def promised_refunds(payment: Payment) -> int:
    """The sum of refunds that are requested and not done, or were returned by the bank."""
    open_ones = (OperationStatus.PENDING, OperationStatus.AWAITING_APPROVAL, OperationStatus.FAILED)
    pending = payment.operations.filter(kind=OperationKind.REFUND, status__in=open_ones)
    return sum(pending.values_list("amount", flat=True))


def refuse(operation: Operation, code: str) -> None:
    """Records the operation as refused and publishes that."""
    operation.status, operation.code = OperationStatus.REFUSED.value, code
    operation.save()
    payment = operation.payment
    if operation.kind == OperationKind.ADJUST:
        publish_refused(payment, operation.details["revision"], code)
        return
    publish(
        OperationRefused(
            order_id=payment.order_id,
            payment_id=payment.id,
            kind=operation.kind,
            amount=operation.amount,
            currency=payment.currency,
            code=code,
            key=operation.key if operation.kind == OperationKind.REFUND else "",
        ),
        subject=payment.order_id,
    )
