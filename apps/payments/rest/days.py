"""Closed trading days over REST."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.invoices.pdf.day_report import render_day_report
from apps.payments.models import DayReport
from apps.payments.queries import payments
from apps.payments.rest.listing import PageSerializer, StoreQuery, of_store, paged
from apps.payments.rest.pdf import pdf_answer
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.views import ApiView

MANAGES = only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")


class DayReportSerializer(serializers.Serializer[Any]):
    """A closed trading day; `document` is everything its report says."""

    id = serializers.UUIDField()
    store_id = serializers.UUIDField()
    day = serializers.DateField()
    closed_at = serializers.DateTimeField()
    pdf_url = serializers.CharField()
    document = serializers.DictField()


class DayReportPageSerializer(PageSerializer):
    """A page of closed days."""

    results = DayReportSerializer(many=True)


def report_data(report: DayReport) -> dict[str, Any]:
    """The closed day as JSON values."""
    return {
        "id": str(report.id),
        "store_id": str(report.store_id),
        "day": report.day.isoformat(),
        "closed_at": report.closed_at.isoformat(),
        "pdf_url": f"/api/v1/payments/day-reports/{report.id}.pdf",
        "document": report.document,
    }


class DayReportsView(ApiView):
    """Closed days."""

    access = {"GET": MANAGES}

    @extend_schema(
        operation_id="payments_day_reports",
        tags=["payments"],
        parameters=[StoreQuery],
        responses=DayReportPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """The days closed at the stores one manages, the last closed first."""
        wanted = self.validated_query(StoreQuery)
        return paged(self, payments.list_day_reports(self.principal).filter(**of_store(wanted)), report_data)


class DayReportPdfView(ApiView):
    """A closed day as a PDF."""

    access = {"GET": MANAGES}

    @extend_schema(
        operation_id="payments_day_report_pdf",
        tags=["payments"],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        """The same bytes every time."""
        report = payments.get_day_report(report_id, self.principal)
        return pdf_answer(render_day_report(report.document), f"day-{report.day}")
