"""Credit notes over REST."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.invoices.pdf.credit_note import render_credit_note
from apps.payments.models import CreditNote
from apps.payments.queries import payments
from apps.payments.rest.pdf import pdf_answer
from apps.payments.rest.views import SEES_MONEY
from dominos.kernel.edge.views import ApiView


class CreditNoteSerializer(serializers.Serializer[Any]):
    """A credit note; `document` is everything it says."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    invoice_number = serializers.CharField()
    order_id = serializers.UUIDField()
    issued_at = serializers.DateTimeField()
    currency = serializers.CharField()
    total = serializers.IntegerField()
    tax = serializers.IntegerField()
    pdf_url = serializers.CharField()
    document = serializers.DictField()


def credit_note_data(note: CreditNote) -> dict[str, Any]:
    """The credit note as JSON values."""
    return {
        "id": str(note.id),
        "number": note.number,
        "invoice_number": note.invoice.number,
        "order_id": str(note.order_id),
        "issued_at": note.issued_at.isoformat(),
        "currency": note.currency,
        "total": note.total,
        "tax": note.tax,
        "pdf_url": f"/api/v1/payments/credit-notes/{note.id}.pdf",
        "document": note.document,
    }


class CreditNotesView(ApiView):
    """An order's credit notes."""

    access = {"GET": SEES_MONEY}

    @extend_schema(
        operation_id="payments_credit_notes",
        tags=["payments"],
        responses=CreditNoteSerializer(many=True),
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """One for each refund, oldest first."""
        notes = payments.list_credit_notes(order_id, self.principal)
        return Response([credit_note_data(note) for note in notes])


class CreditNoteView(ApiView):
    """A credit note as data."""

    access = {"GET": SEES_MONEY}

    @extend_schema(operation_id="payments_credit_note", tags=["payments"], responses=CreditNoteSerializer)
    def get(self, request: Request, note_id: UUID) -> Response:
        """The credit note, for the customer, the store's staff and support."""
        return Response(credit_note_data(payments.get_credit_note(note_id, self.principal)))


class CreditNotePdfView(ApiView):
    """A credit note as a PDF."""

    access = {"GET": SEES_MONEY}

    @extend_schema(
        operation_id="payments_credit_note_pdf",
        tags=["payments"],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, note_id: UUID) -> HttpResponse:
        """The same bytes every time."""
        note = payments.get_credit_note(note_id, self.principal)
        return pdf_answer(render_credit_note(note.document), f"credit-note-{note.number}")
