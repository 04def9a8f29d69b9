"""Who may grant a refund alone: what a person granted without a second one is added up by order and business day."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Sum

from apps.payments.contract.commands import RefundPayment
from apps.payments.domain.payment import OperationKind, OperationStatus
from apps.payments.ledger.locks import hold
from apps.payments.models import Operation, Payment, StoreFacts
from apps.payments.queries.market import rules
from dominos.kernel.clock import now

GRANTED = (OperationStatus.PENDING, OperationStatus.DONE, OperationStatus.FAILED)
# No business day is longer, the night on which the clocks go back included.
MAX_DAY = timedelta(hours=25)


def first_status(payment: Payment, command: RefundPayment) -> OperationStatus:
    """The initial status: a refund by rule needs nobody; a person's waits for a second person above the
    market's limits.

    The payment is locked in this unit of work, and so are the person's other refunds until it ends.
    """
    if command.requested_by is None:
        return OperationStatus.PENDING
    hold(f"refunds:{command.requested_by}")
    alone = Operation.objects.filter(
        kind=OperationKind.REFUND,
        status__in=GRANTED,
        requested_by__isnull=False,
        decision__isnull=True,
        payment__currency=payment.currency,
    )
    of_order = alone.filter(payment__order_id=payment.order_id).aggregate(sum=Sum("amount"))["sum"] or 0
    recent = alone.filter(requested_by=command.requested_by, created_at__gt=now() - MAX_DAY)
    is_allowed = rules().may_refund_alone(
        command.amount, command.currency, of_order=of_order, of_day=_of_today(payment, recent)
    )
    return OperationStatus.PENDING if is_allowed else OperationStatus.AWAITING_APPROVAL


def _of_today(payment: Payment, refunds: Iterable[Operation]) -> int:
    """The sum of the refunds of the running business day, by the clock of the payment's store."""
    known = (
        StoreFacts.objects.filter(store_id=payment.store_id)
        if payment.store_id
        else StoreFacts.objects.none()
    )
    store = known.first() or StoreFacts()
    today = store.business_date(now())
    return sum(refund.amount for refund in refunds if store.business_date(refund.created_at) == today)
