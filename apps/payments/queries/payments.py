"""Reads: payments, refunds and disputes."""

from uuid import UUID

from django.db.models import QuerySet

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import Dispute
from apps.payments.domain.payment import PAID, OperationKind, PaymentMethod
from apps.payments.models import Operation, Payment
from apps.payments.queries.access import at_store, may_see, sees_all_stores
from apps.payments.queries.answers import DisputedPaymentAnswer, RefundAnswer
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound


def get_payment_of_order(order_id: UUID) -> Payment | None:
    """The order's authorized or later payment, else its newest attempt, else None."""
    payments = sorted(Payment.objects.filter(order_id=order_id), key=lambda p: p.id, reverse=True)
    paid = (p for p in payments if PaymentStatus(p.status) in PAID)
    return next(paid, payments[0] if payments else None)


def list_paid(order_ids: list[UUID]) -> list[UUID]:
    """Those of the orders whose payment by card is authorized or captured."""
    paying = Payment.objects.filter(
        order_id__in=order_ids,
        method=PaymentMethod.CARD,
        status__in=(PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED),
    )
    return list(paying.values_list("order_id", flat=True))


def get_own_payment(payment_id: UUID, principal: Principal) -> Payment:
    """The payment, if it is the caller's own or of a store the caller works for. NotFound."""
    payment = Payment.objects.filter(id=payment_id).first()
    if payment is None or not may_see(principal, payment.customer_id, payment.store_id):
        raise NotFound
    return payment


def list_disputes(
    principal: Principal, *, store_id: UUID | None = None, is_open: bool = False
) -> Listing[DisputedPaymentAnswer]:
    """Disputed payments, decided or not, at the caller's stores; at all of them for support."""
    disputed = at_store(Payment.objects.exclude(dispute=""), store_id)
    if is_open:
        disputed = disputed.filter(dispute=Dispute.OPEN)
    if not sees_all_stores(principal):
        disputed = disputed.filter(store_id__in=principal.store_ids)
    return Listing(disputed, DisputedPaymentAnswer.of_all)


def list_refunds(
    principal: Principal, *, store_id: UUID | None = None, status: str = ""
) -> Listing[RefundAnswer]:
    """The refunds at the caller's stores; at all of them for support."""
    refunds = at_store(_visible_refunds(principal), store_id, "payment__store_id")
    return Listing(refunds.filter(status=status) if status else refunds, RefundAnswer.of_all)


def _visible_refunds(principal: Principal) -> QuerySet[Operation]:
    refunds = Operation.objects.select_related("payment", "decision").filter(kind=OperationKind.REFUND)
    if sees_all_stores(principal):
        return refunds
    return refunds.filter(payment__store_id__in=principal.store_ids)


def get_managed_refund(refund_id: UUID, principal: Principal) -> Operation:
    """A refund at a store one manages; any for support. NotFound."""
    refund = _visible_refunds(principal).filter(id=refund_id).first()
    if refund is None:
        raise NotFound
    store_id = refund.payment.store_id
    if not principal.is_any(Role.SUPPORT) and not (store_id and principal.manages(store_id)):
        raise NotFound
    return refund
