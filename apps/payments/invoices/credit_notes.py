"""Issuing credit notes: one per refund in the ledger, numbered without gaps in a series of their own."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Sum

from apps.payments.contract.events import CreditNoteIssued, PaymentRefunded
from apps.payments.contract.types import RefundComponents, RefundScope
from apps.payments.domain.accounts import Account
from apps.payments.invoices.invoices import CREDIT_NOTES, Sold, issue_invoice, next_number
from apps.payments.models import CreditNote, Invoice, JournalEntry
from apps.payments.queries.document_answers import CreditNoteDocumentAnswer
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import json_values
from dominos.kernel.unit_of_work import publish, unit_of_work

PARTS = ("food", "delivery_fee", "small_order_fee", "deposit", "tax_added", "tip", "rounding")


def issue_credit_note(event: PaymentRefunded, sold: Sold) -> CreditNote | None:
    """Issues the refund's credit note, or returns the existing one; issues the order's invoice first if it is
    missing.

    None for a refund that is not in the ledger.
    """
    with unit_of_work("payments"):
        if event.refund_id is None:
            return None
        entry = JournalEntry.objects.filter(id=event.refund_id).first()
        if entry is None:
            return None
        issued = CreditNote.objects.filter(entry=entry).first()
        if issued is not None:
            return issued
        invoice = issue_invoice(event.payment_id, sold)
        note = _issue(event, entry, invoice, sold)
        publish(
            CreditNoteIssued(
                order_id=note.order_id,
                customer_id=note.customer_id,
                refund_id=entry.id,
                credit_note_id=note.id,
                number=note.number,
                amount=note.total,
                tax=note.tax,
                currency=note.currency,
            ),
            subject=note.order_id,
        )
        return note


def _issue(event: PaymentRefunded, entry: JournalEntry, invoice: Invoice, sold: Sold) -> CreditNote:
    issued_at = now()
    year = issued_at.astimezone(ZoneInfo(sold.store.timezone)).year
    note = CreditNote(
        legal_entity=invoice.legal_entity,
        year=year,
        sequence=next_number(CREDIT_NOTES, invoice.legal_entity, year),
        invoice=invoice,
        entry=entry,
        order_id=invoice.order_id,
        customer_id=invoice.customer_id,
        store_id=invoice.store_id,
        currency=invoice.currency,
        total=event.amount,
        tax=_booked(entry, Account.TAX_PAYABLE),
        issued_at=issued_at,
    )
    note.document = json_values(CreditNoteDocumentAnswer.of(_document(note, invoice, event, sold)))
    note.save(force_insert=True)
    return note


def _booked(entry: JournalEntry, account: Account) -> int:
    return entry.postings.filter(account=account).aggregate(total=Sum("amount"))["total"] or 0


def _document(note: CreditNote, invoice: Invoice, event: PaymentRefunded, sold: Sold) -> dict[str, Any]:
    """Everything the credit note says, as JSON; the PDF is drawn from nothing else."""
    kept, zone = invoice.document, ZoneInfo(sold.store.timezone)
    tip = event.components.tip if event.components else _booked(note.entry, Account.TIPS_PAYABLE)
    copied = {name: kept[name] for name in ("language", "seller", "buyer", "order") if name in kept}
    return copied | {
        "id": str(note.id),
        "number": note.number,
        "invoice": {"id": str(invoice.id), "number": invoice.number, "issued_on": kept["issued_on"]},
        "issued_at": note.issued_at.isoformat(),
        "issued_on": note.issued_at.astimezone(zone).date().isoformat(),
        "currency": note.currency,
        "lines": _lines(event, kept, note.tax),
        "amounts": {"net": note.total - note.tax - tip, "tax": note.tax, "tip": tip, "total": note.total},
        "taxes": note.entry.taxes or [],
        "reason": event.reason,
        "payment": kept["payment"],
    }


def _lines(event: PaymentRefunded, invoice: dict[str, Any], tax: int) -> list[dict[str, Any]]:
    """The refunded order lines, then the parts no line accounts for; they add up to the refund."""
    names = {line["number"]: line["name"] for line in invoice["lines"]}
    rows = [
        {
            "number": line.number,
            "name": names.get(line.number, ""),
            "part": "refund",
            "amount": line.amount,
            "tax": line.tax,
        }
        for line in event.lines
    ]
    left = event.amount - sum(line.amount for line in event.lines)
    left_tax = tax - sum(line.tax for line in event.lines)
    unnamed = event.scope.value if event.scope is not RefundScope.LINES else "refund"
    if event.components and left == event.components.rounding:
        unnamed = "rounding"
    rows += _parts(event.components if not event.lines else None, {unnamed: left}, left_tax)
    return rows


def _parts(components: RefundComponents | None, left: dict[str, int], tax: int) -> list[dict[str, Any]]:
    parts = {name: getattr(components, name) for name in PARTS} if components else left
    return [
        {"number": None, "name": "", "part": part, "amount": amount, "tax": None if components else tax}
        for part, amount in parts.items()
        if amount
    ]
