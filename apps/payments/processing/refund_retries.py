"""Refunds that the customer's bank returned: owed until staff retry them."""

from datetime import date
from uuid import UUID

from apps.payments.contract.errors import RefundNotFailed
from apps.payments.contract.events import RefundRetried
from apps.payments.domain.payment import OperationKind, OperationStatus
from apps.payments.models import Operation, Payment
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import publish, unit_of_work

FAILED = "refund-failed"
RETRIES = "retries"
_REFUNDING = (OperationKind.REFUND, OperationKind.VOID)


def operation_of_refund(payment: Payment, amount: int) -> Operation | None:
    """The operation of a refund: a pending one, as a webhook may precede the reply, or one that failed."""
    operations = payment.operations.filter(kind__in=_REFUNDING, amount__in=(amount, 0)).order_by("id")
    pending = operations.filter(status=OperationStatus.PENDING).first()
    return pending or operations.filter(status=OperationStatus.FAILED).first()


def is_retry(operation: Operation) -> bool:
    """Whether the operation's refund was sent before and the bank returned it."""
    return operation.status == OperationStatus.FAILED or RETRIES in operation.details


def record_failed_refund(payment: Payment, amount: int) -> None:
    """Records which refund the bank returned; one begun at the gateway gets an operation of its own."""
    operations = payment.operations.filter(kind=OperationKind.REFUND, amount=amount)
    done = operations.filter(status=OperationStatus.DONE).order_by("-done_at", "-id").first()
    operation = done or operations.filter(status=OperationStatus.PENDING).order_by("id").first()
    if operation is None:
        operation = Operation(
            payment=payment,
            kind=OperationKind.REFUND.value,
            key=f"returned:{payment.refund_failed}",
            amount=amount,
            reason="returned by the bank",
        )
    operation.status, operation.code, operation.done_at = OperationStatus.FAILED.value, FAILED, now()
    operation.save()


def settle_retried(operation: Operation, payment: Payment, day: date | None) -> None:
    """Records that the refund was sent again, booked on that business day."""
    Operation.objects.filter(id=operation.id).update(status=OperationStatus.DONE, done_at=now(), code="")
    event = RefundRetried(
        order_id=payment.order_id,
        payment_id=payment.id,
        amount=operation.amount,
        currency=payment.currency,
        business_date=day,
    )
    publish(event, subject=payment.order_id)


def retry_refund(refund_id: UUID) -> Operation:
    """Sends a returned refund again; does nothing while it is under way. RefundNotFailed."""
    with unit_of_work("payments"):
        payment_id = Operation.objects.values_list("payment_id", flat=True).get(id=refund_id)
        Payment.objects.select_for_update().get(id=payment_id)
        refund = Operation.objects.select_related("payment").get(id=refund_id)
        if refund.status == OperationStatus.PENDING and is_retry(refund):
            return refund
        if refund.status != OperationStatus.FAILED:
            raise RefundNotFailed(status_now=refund.status)
        refund.details[RETRIES] = refund.details.get(RETRIES, 0) + 1
        refund.status, refund.due_at, refund.attempts = OperationStatus.PENDING.value, now(), 0
        refund.save(update_fields=["details", "status", "due_at", "attempts"])
        start_after_commit("payments.perform")
        return refund
