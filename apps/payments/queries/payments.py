"""Reading payments and invoices."""

from uuid import UUID

from django.db.models import QuerySet

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import PAID, OperationKind
from apps.payments.models import CreditNote, DayReport, Invoice, Operation, Payment
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import NotFound

STAFF = (Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)


def get_payment_of_order(order_id: UUID) -> Payment | None:
    """The order's authorised or later payment, else its newest attempt, else None."""
    payments = sorted(Payment.objects.filter(order_id=order_id), key=lambda p: p.id, reverse=True)
    paid = (p for p in payments if PaymentStatus(p.status) in PAID)
    return next(paid, payments[0] if payments else None)


def get_own_payment(payment_id: UUID, principal: Principal) -> Payment:
    """The payment, if it is the caller's own or of a store the caller works for. NotFound."""
    payment = Payment.objects.filter(id=payment_id).first()
    if payment is None or not _may_see(principal, payment.customer_id, payment.store_id):
        raise NotFound
    return payment


def get_invoice(order_id: UUID, principal: Principal) -> Invoice:
    """The order's invoice, for whose payment it is, its store's staff and support. NotFound."""
    invoice = Invoice.objects.select_related("payment").filter(order_id=order_id).first()
    if invoice is None or not _may_see(principal, invoice.payment.customer_id, invoice.store_id):
        raise NotFound
    return invoice


def get_credit_note(note_id: UUID, principal: Principal) -> CreditNote:
    """A credit note, for whose payment it is, its store's staff and support. NotFound."""
    note = CreditNote.objects.select_related("invoice__payment").filter(id=note_id).first()
    if note is None or not _may_see(principal, note.invoice.payment.customer_id, note.store_id):
        raise NotFound
    return note


def list_credit_notes(order_id: UUID, principal: Principal) -> list[CreditNote]:
    """The credit notes of an order, oldest first. NotFound for an order without an invoice the caller may see."""
    invoice = get_invoice(order_id, principal)
    return list(invoice.credit_notes.select_related("invoice").order_by("id"))


def list_disputes(principal: Principal) -> QuerySet[Payment]:
    """The payments customers' banks took back, won or not, at the stores one works for; at all of them for support."""
    disputed = Payment.objects.exclude(dispute="")
    if principal.is_any(Role.SUPPORT, Role.ADMIN):
        return disputed
    return disputed.filter(store_id__in=principal.store_ids)


def list_refunds(principal: Principal) -> QuerySet[Operation]:
    """The refunds at the stores one works for; at all of them for support."""
    refunds = Operation.objects.select_related("payment").filter(kind=OperationKind.REFUND)
    if principal.is_any(Role.SUPPORT, Role.ADMIN):
        return refunds
    return refunds.filter(payment__store_id__in=principal.store_ids)


def get_refund(refund_id: UUID, principal: Principal) -> Operation:
    """A refund at a store one works for. NotFound."""
    refund = list_refunds(principal).filter(id=refund_id).first()
    if refund is None:
        raise NotFound
    return refund


def list_day_reports(principal: Principal) -> QuerySet[DayReport]:
    """The closed days of the stores one manages; of all of them for support and admins."""
    if principal.is_any(Role.SUPPORT, Role.ADMIN):
        return DayReport.objects.all()
    return DayReport.objects.filter(store_id__in=principal.managed_ids)


def get_day_report(report_id: UUID, principal: Principal) -> DayReport:
    """A closed day of a store one manages. NotFound."""
    report = list_day_reports(principal).filter(id=report_id).first()
    if report is None:
        raise NotFound
    return report


def _may_see(principal: Principal, customer_id: UUID | None, store_id: UUID | None) -> bool:
    if customer_id is not None and customer_id == principal.id:
        return True
    return store_id is not None and principal.is_any(*STAFF) and principal.works_for(store_id)
