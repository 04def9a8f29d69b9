"""Refunds that came back from the customer's bank: still owed, and tried again when somebody says so."""

from uuid import UUID

from apps.payments.contract.errors import RefundNotFailed
from apps.payments.contract.events import RefundRepeated
from apps.payments.domain.payment import OperationKind
from apps.payments.gateways.after_commit import wake
from apps.payments.models import Operation, OperationStatus, Payment
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import publish, unit_of_work

FAILED = "refund-failed"
TRIES = "tries"
_GIVING_BACK = (OperationKind.REFUND, OperationKind.VOID)


def wish_for(payment: Payment, amount: int) -> Operation | None:
    """The wish a refund fulfils: a pending one, as news may come before the gateway's reply, or one that failed."""
    wishes = payment.operations.filter(kind__in=_GIVING_BACK, amount__in=(amount, 0)).order_by("id")
    pending = wishes.filter(status=OperationStatus.PENDING).first()
    return pending or wishes.filter(status=OperationStatus.FAILED).first()


def is_repeated(wish: Operation) -> bool:
    """Whether the wish's refund went out before and came back."""
    return wish.status == OperationStatus.FAILED or TRIES in wish.details


def keep_failed_refund(payment: Payment, amount: int) -> None:
    """Notes which refund came back; one that nobody wanted here is noted as a wish of its own."""
    wishes = payment.operations.filter(kind=OperationKind.REFUND, amount=amount)
    done = wishes.filter(status=OperationStatus.DONE).order_by("-done_at", "-id").first()
    wish = done or wishes.filter(status=OperationStatus.PENDING).order_by("id").first()
    if wish is None:
        wish = Operation(
            payment=payment,
            kind=OperationKind.REFUND.value,
            key=f"came-back:{payment.refund_failed}",
            amount=amount,
            reason="a refund that came back",
        )
    wish.status, wish.code, wish.done_at = OperationStatus.FAILED.value, FAILED, now()
    wish.save()


def settle_repeated(wish: Operation, payment: Payment) -> None:
    """The refund went out again."""
    Operation.objects.filter(id=wish.id).update(status=OperationStatus.DONE, done_at=now(), code="")
    event = RefundRepeated(
        order_id=payment.order_id, payment_id=payment.id, amount=wish.amount, currency=payment.currency
    )
    publish(event, subject=payment.order_id)


def repeat_refund(refund_id: UUID) -> Operation:
    """Lets a refund that came back go out again; one under way already is left alone. RefundNotFailed."""
    with unit_of_work("payments"):
        payment_id = Operation.objects.values_list("payment_id", flat=True).get(id=refund_id)
        Payment.objects.select_for_update().get(id=payment_id)
        refund = Operation.objects.select_related("payment").get(id=refund_id)
        if refund.status == OperationStatus.PENDING and is_repeated(refund):
            return refund
        if refund.status != OperationStatus.FAILED:
            raise RefundNotFailed(status_now=refund.status)
        refund.details[TRIES] = refund.details.get(TRIES, 0) + 1
        refund.status, refund.due_at, refund.attempts = OperationStatus.PENDING.value, now(), 0
        refund.save(update_fields=["details", "status", "due_at", "attempts"])
        wake("payments.perform")
        return refund
