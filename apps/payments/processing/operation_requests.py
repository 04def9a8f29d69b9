"""What is to be done at a gateway, written down for the worker, and attempts that end for a reason of our own."""

from typing import Any

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import OperationKind
from apps.payments.models import Operation, Payment
from apps.payments.processing.gateway_checks import save_and_schedule
from dominos.kernel.after_commit import start_after_commit

# The key of a void that the orders saga commands; others release what our own failed attempts hold.
VOID_COMMANDED = "void"


def request_operation(payment: Payment, kind: OperationKind, *, key: str, **fields: Any) -> None:
    """Records an operation, once for each kind and key, and wakes the worker; `fields` are those of `Operation`."""
    operation = Operation(payment=payment, kind=kind.value, key=key, **fields)
    Operation.objects.bulk_create([operation], ignore_conflicts=True)
    start_after_commit("payments.perform")


def abandon(payment: Payment, code: str) -> None:
    """Ends an attempt for a reason of our own, and releases what the gateway may hold.

    The payment is locked in this unit of work. Publishes nothing: the customer's next attempt counts.
    """
    payment.status, payment.failure_code = PaymentStatus.FAILED.value, code
    payment.next_action = None
    save_and_schedule(payment)
    request_operation(payment, OperationKind.VOID, key=code, reason=code)
