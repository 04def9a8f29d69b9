"""Cash in couriers' bags: what should be there, and what was counted."""

from uuid import UUID

from apps.payments.contract.types import CashBalance, PaymentStatus
from apps.payments.models import Method, Payment

PROMISED_OR_TAKEN = (PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED, PaymentStatus.PARTIALLY_REFUNDED)


def get_balance(courier_id: UUID, order_ids: list[UUID]) -> CashBalance:
    """The courier's cash of the given orders."""
    payments = Payment.objects.filter(
        order_id__in=order_ids, method=Method.CASH, status__in=PROMISED_OR_TAKEN
    )
    expected = sum((payment.captured or payment.amount) - payment.refunded for payment in payments)
    return CashBalance(
        courier_id=courier_id,
        currency=payments[0].currency if payments else "EUR",
        expected=expected,
        counted=None,
        difference=0,
        is_settled=not expected,
    )
