"""Reads: invoices, credit notes and closed days."""

from uuid import UUID

from django.db.models import QuerySet

from apps.payments.models import CreditNote, DayReport, Invoice
from apps.payments.queries.access import at_store, may_see, sees_all_stores
from apps.payments.queries.issued_answers import DayReportAnswer
from dominos.kernel.auth import Principal
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound


def get_invoice(order_id: UUID, principal: Principal) -> Invoice:
    """The order's invoice, for the customer who paid, the store's staff and support. NotFound."""
    invoice = Invoice.objects.select_related("payment").filter(order_id=order_id).first()
    if invoice is None or not may_see(principal, invoice.payment.customer_id, invoice.store_id):
        raise NotFound
    return invoice


def get_credit_note(note_id: UUID, principal: Principal) -> CreditNote:
    """A credit note, for the customer who paid, the store's staff and support. NotFound."""
    note = CreditNote.objects.select_related("invoice__payment").filter(id=note_id).first()
    if note is None or not may_see(principal, note.invoice.payment.customer_id, note.store_id):
        raise NotFound
    return note


def list_credit_notes(order_id: UUID, principal: Principal) -> list[CreditNote]:
    """The credit notes of an order, oldest first. NotFound for an order without an invoice the caller may see."""
    invoice = get_invoice(order_id, principal)
    return list(invoice.credit_notes.select_related("invoice").order_by("id"))


def list_day_reports(principal: Principal, *, store_id: UUID | None = None) -> Listing[DayReportAnswer]:
    """The closed days of the stores the caller manages; of all of them for support and admins."""
    return Listing(at_store(_visible_reports(principal), store_id), DayReportAnswer.of_all)


def _visible_reports(principal: Principal) -> QuerySet[DayReport]:
    if sees_all_stores(principal):
        return DayReport.objects.all()
    return DayReport.objects.filter(store_id__in=principal.managed_ids)


def get_day_report(report_id: UUID, principal: Principal) -> DayReport:
    """A closed day of a store the caller manages. NotFound."""
    report = _visible_reports(principal).filter(id=report_id).first()
    if report is None:
        raise NotFound
    return report
