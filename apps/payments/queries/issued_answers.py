"""Response types about issued documents: invoices, credit notes and closed days."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import AliasPath, Field, computed_field

from apps.payments.models import CreditNote, Invoice
from apps.payments.queries.document_answers import (
    CreditNoteDocumentAnswer,
    DayReportDocumentAnswer,
    InvoiceDocumentAnswer,
)
from dominos.kernel.edge.answers import Answer


class InvoiceAnswer(Answer):
    """An invoice; `document` is its whole content."""

    id: UUID
    number: str
    order_id: UUID
    issued_at: datetime
    currency: str
    total: int
    document: InvoiceDocumentAnswer

    @computed_field  # type: ignore[prop-decorator]
    @property
    def pdf_url(self) -> str:
        """The URL of its PDF."""
        return f"/api/v1/orders/{self.order_id}/invoice.pdf"


class CreditNoteAnswer(Answer):
    """A credit note; `document` is its whole content."""

    id: UUID
    number: str
    invoice_number: str = Field(validation_alias=AliasPath("invoice", "number"))
    order_id: UUID
    issued_at: datetime
    currency: str
    total: int
    tax: int
    document: CreditNoteDocumentAnswer

    @computed_field  # type: ignore[prop-decorator]
    @property
    def pdf_url(self) -> str:
        """The URL of its PDF."""
        return f"/api/v1/payments/credit-notes/{self.id}.pdf"


class LinkedCreditNoteAnswer(Answer):
    """A credit note of a linked invoice."""

    number: str
    issued_at: datetime
    total: int
    pdf_url: str


class LinkedInvoiceAnswer(Answer):
    """The documents that a signed link gives access to."""

    number: str
    issued_at: datetime
    currency: str
    total: int
    pdf_url: str
    credit_notes: list[LinkedCreditNoteAnswer]

    @classmethod
    def of_link(cls, token: str, invoice: Invoice, notes: Iterable[CreditNote]) -> Self:
        """The invoice behind the link's token, with its credit notes."""
        link = f"/api/v1/payments/invoices/{token}"
        return cls(
            number=invoice.number,
            issued_at=invoice.issued_at,
            currency=invoice.currency,
            total=invoice.total,
            pdf_url=f"{link}.pdf",
            credit_notes=[
                LinkedCreditNoteAnswer(
                    number=note.number,
                    issued_at=note.issued_at,
                    total=note.total,
                    pdf_url=f"{link}/credit-notes/{note.id}.pdf",
                )
                for note in notes
            ],
        )


class DayReportAnswer(Answer):
    """A closed business day; `document` is the whole content of its report."""

    id: UUID
    store_id: UUID
    day: date
    closed_at: datetime
    document: DayReportDocumentAnswer

    @computed_field  # type: ignore[prop-decorator]
    @property
    def pdf_url(self) -> str:
        """The URL of its PDF."""
        return f"/api/v1/payments/day-reports/{self.id}.pdf"
