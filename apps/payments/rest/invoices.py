"""Invoices and credit notes, as data and as PDF."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.invoices.pdf.drawing import render_credit_note, render_invoice
from apps.payments.queries import documents
from apps.payments.queries.issued_answers import CreditNoteAnswer, InvoiceAnswer
from apps.payments.rest.payments import SEES_MONEY
from apps.payments.rest.pdf import DRAWING, pdf_answer
from dominos.kernel.edge.views import ApiView


class InvoiceView(ApiView):
    """An order's invoice as data."""

    access = {"GET": SEES_MONEY}

    @extend_schema(operation_id="payments_invoice", tags=["payments"], responses=InvoiceAnswer)
    def get(self, request: Request, order_id: UUID) -> Response:
        """The invoice, for the customer, the store's staff and support."""
        return self.answer(InvoiceAnswer.of(documents.get_invoice(order_id, self.principal)))


class InvoicePdfView(ApiView):
    """An order's invoice as a PDF."""

    access = {"GET": SEES_MONEY}
    costs = DRAWING

    @extend_schema(
        operation_id="payments_invoice_pdf",
        tags=["payments"],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, order_id: UUID) -> HttpResponse:
        """The same bytes every time."""
        invoice = documents.get_invoice(order_id, self.principal)
        return pdf_answer(f"invoice-{invoice.number}", render_invoice, invoice.document)


class CreditNotesView(ApiView):
    """An order's credit notes."""

    access = {"GET": SEES_MONEY}

    @extend_schema(
        operation_id="payments_credit_notes", tags=["payments"], responses={200: list[CreditNoteAnswer]}
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """One for each refund, oldest first."""
        notes = documents.list_credit_notes(order_id, self.principal)
        return self.answer(CreditNoteAnswer.of_all(notes))


class CreditNoteView(ApiView):
    """A credit note as data."""

    access = {"GET": SEES_MONEY}

    @extend_schema(operation_id="payments_credit_note", tags=["payments"], responses=CreditNoteAnswer)
    def get(self, request: Request, note_id: UUID) -> Response:
        """The credit note, for the customer, the store's staff and support."""
        return self.answer(CreditNoteAnswer.of(documents.get_credit_note(note_id, self.principal)))


class CreditNotePdfView(ApiView):
    """A credit note as a PDF."""

    access = {"GET": SEES_MONEY}
    costs = DRAWING

    @extend_schema(
        operation_id="payments_credit_note_pdf",
        tags=["payments"],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, note_id: UUID) -> HttpResponse:
        """The same bytes every time."""
        note = documents.get_credit_note(note_id, self.principal)
        return pdf_answer(f"credit-note-{note.number}", render_credit_note, note.document)
