"""When a payment's gateway is polled: webhooks may be lost."""

from collections.abc import Mapping
from datetime import timedelta

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import Dispute
from apps.payments.models import Payment
from dominos.kernel.clock import now
from dominos.kernel.prepared_writes import update

# How long to wait for a webhook before asking the gateway.
CHECK_AFTER: Mapping[PaymentStatus, timedelta] = {
    PaymentStatus.CREATED: timedelta(minutes=1),
    PaymentStatus.REQUIRES_ACTION: timedelta(minutes=5),
    PaymentStatus.AUTHORIZED: timedelta(hours=6),
    PaymentStatus.CHARGEBACK: timedelta(days=1),
    PaymentStatus.PARTIALLY_REFUNDED: timedelta(days=2),
    PaymentStatus.REFUNDED: timedelta(days=2),
}
REFUNDED_STATES = (PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)
# A bank that rejects a refund returns it within 30 days. Source: Stripe's documentation of failed refunds.
REFUND_FAILURE_WINDOW = timedelta(days=30)


def save_and_schedule(payment: Payment) -> None:
    """Saves the payment with the time of the next check at its gateway."""
    schedule(payment)
    update(payment)


def schedule(payment: Payment) -> None:
    """Sets when it was changed and when its gateway is polled next; does not save."""
    payment.updated_at = now()
    wait = None if _is_over(payment) else CHECK_AFTER.get(PaymentStatus(payment.status))
    payment.check_at = payment.updated_at + wait if wait else None


def _is_over(payment: Payment) -> bool:
    """Whether nothing more is expected from the gateway."""
    if not payment.gateway or payment.dispute == Dispute.LOST:
        return True
    if payment.status not in REFUNDED_STATES:
        return False
    return payment.refunded_at is None or payment.refunded_at < now() - REFUND_FAILURE_WINDOW
