"""Endpoints of closed business days."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.invoices.pdf.drawing import render_day_report
from apps.payments.ledger.day_table import sections
from apps.payments.queries import documents
from apps.payments.queries.issued_answers import DayReportAnswer
from apps.payments.rest.pdf import DRAWING, pdf_answer
from apps.payments.rest.serializers import StoreQuery
from dominos.kernel.auth import Role
from dominos.kernel.csv_text import csv_answer
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.views import ApiView
from dominos.kernel.money import from_minor

MANAGES = only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")


class DayReportsView(ApiView):
    """Closed days."""

    access = {"GET": MANAGES}

    @extend_schema(
        operation_id="payments_day_reports",
        tags=["payments"],
        parameters=[StoreQuery],
        responses=Page[DayReportAnswer],
    )
    def get(self, request: Request) -> Response:
        """The days closed at the stores one manages, the last closed first."""
        wanted = self.validated_query(StoreQuery)
        return self.page(documents.list_day_reports(self.principal, store_id=wanted.get("store")))


class DayReportPdfView(ApiView):
    """A closed day as a PDF."""

    access = {"GET": MANAGES}
    costs = DRAWING

    @extend_schema(
        operation_id="payments_day_report_pdf",
        tags=["payments"],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        """The same bytes every time."""
        report = documents.get_day_report(report_id, self.principal)
        return pdf_answer(f"day-{report.day}", render_day_report, report.document)


class DayReportCsvView(ApiView):
    """A closed day as a table for programs."""

    access = {"GET": MANAGES}

    @extend_schema(
        operation_id="payments_day_report_csv",
        tags=["payments"],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        """A row for each figure of its PDF."""
        report = documents.get_day_report(report_id, self.principal)
        currency = report.document["currency"]
        parts = sections(report.document, lambda amount: str(from_minor(amount, currency)))
        rows = [[part.title, name, figure, currency] for part in parts for name, figure in part.rows]
        return csv_answer([["part", "figure", "value", "currency"], *rows], f"day-{report.day}")
