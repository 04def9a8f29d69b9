"""Operations queued for the worker, and attempts that we end ourselves."""

from typing import Any

from apps.payments.contract.events import MoneyWaits
from apps.payments.contract.types import MoneyMatter, PaymentStatus
from apps.payments.domain.payment import OperationKind, OperationStatus
from apps.payments.models import Operation, Payment
from apps.payments.processing.gateway_checks import save_and_schedule
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.prepared_writes import insert_new
from dominos.kernel.unit_of_work import publish

CAPTURE_COMMANDED = "capture"
VOID_COMMANDED = "void"
"""The key of voids that the orders saga commands; other voids release what our own failed attempts hold."""


def key_of(commanded: str, again: int) -> str:
    """The key of a command, distinct for each time somebody asks for it again."""
    return f"{commanded}:{again}" if again else commanded


def is_commanded_void(operation: Operation) -> bool:
    """Whether the orders saga waits for the confirmation of this void."""
    return operation.kind == OperationKind.VOID and operation.key.partition(":")[0] == VOID_COMMANDED


def expedite(payment: Payment, kind: OperationKind) -> bool:
    """Makes pending operations of this kind due now; whether there are any, so that no new one is needed."""
    waiting = payment.operations.filter(kind=kind, status=OperationStatus.PENDING)
    if waiting.update(due_at=now()):
        start_after_commit("payments.perform")
        return True
    return False


def request_operation(payment: Payment, kind: OperationKind, *, key: str, **fields: Any) -> None:
    """Queues an operation, once per kind and key, and wakes the worker; `fields` are those of `Operation`."""
    operation = Operation(payment=payment, kind=kind.value, key=key, **fields)
    insert_new(operation)
    start_after_commit("payments.perform")
    if operation.status == OperationStatus.AWAITING_APPROVAL:
        waits = MoneyWaits(
            subject_id=operation.id,
            store_id=payment.store_id,
            matter=MoneyMatter.REFUND_TO_DECIDE,
            amount=operation.amount,
            currency=payment.currency,
            at=now(),
        )
        publish(waits, subject=payment.order_id)


def abandon(payment: Payment, code: str) -> None:
    """Ends an attempt for a reason of our own, and releases what the gateway may hold.

    The payment is locked in this unit of work. Publishes nothing: the customer's next attempt counts.
    """
    payment.status, payment.failure_code = PaymentStatus.FAILED.value, code
    payment.next_action = None
    save_and_schedule(payment)
    request_operation(payment, OperationKind.VOID, key=code, reason=code)
