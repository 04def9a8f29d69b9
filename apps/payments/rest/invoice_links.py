"""Invoices by their signed link: for guests, whose session ends long before they need the document."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.invoices.pdf.drawing import render_credit_note, render_invoice
from apps.payments.queries.invoice_links import linked_credit_note, linked_invoice
from apps.payments.queries.issued_answers import LinkedInvoiceAnswer
from apps.payments.rest.pdf import pdf_answer
from dominos.kernel.config import env
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.throttling import SlidingThrottle
from dominos.kernel.edge.views import ApiView

# Whoever shares a computer or a proxy does not read it there.
_NOT_STORED = "private, no-store"


class InvoiceLinkThrottle(SlidingThrottle):
    """Limits documents read by link per address (`THROTTLE_INVOICE_LINKS`)."""

    rate = env.text("THROTTLE_INVOICE_LINKS", "30/min")

    def get_cache_key(self, request: Request, view: object) -> str:
        return f"throttle:{type(self).__name__}:{self.get_ident(request)}"


class _LinkView(ApiView):
    access = {"GET": ANYONE}
    authentication_classes = ()
    throttle_classes = (InvoiceLinkThrottle,)


class LinkedInvoiceView(_LinkView):
    """An invoice by its link, with its credit notes."""

    @extend_schema(
        operation_id="payments_linked_invoice", tags=["payments"], auth=[], responses=LinkedInvoiceAnswer
    )
    def get(self, request: Request, token: str) -> Response:
        """The documents of the link, which is signed and valid for ten years."""
        invoice = linked_invoice(token)
        notes = invoice.credit_notes.order_by("id")
        return self.answer(LinkedInvoiceAnswer.of_link(token, invoice, notes))


class LinkedInvoicePdfView(_LinkView):
    """An invoice as a PDF, by its link."""

    @extend_schema(
        operation_id="payments_linked_invoice_pdf",
        tags=["payments"],
        auth=[],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        """The same bytes every time."""
        invoice = linked_invoice(token)
        return pdf_answer(f"invoice-{invoice.number}", render_invoice, invoice.document, stored=_NOT_STORED)


class LinkedCreditNotePdfView(_LinkView):
    """A credit note as a PDF, by the link of its invoice."""

    @extend_schema(
        operation_id="payments_linked_credit_note_pdf",
        tags=["payments"],
        auth=[],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str, note_id: UUID) -> HttpResponse:
        """The same bytes every time."""
        note = linked_credit_note(token, note_id)
        return pdf_answer(f"credit-note-{note.number}", render_credit_note, note.document, stored=_NOT_STORED)
