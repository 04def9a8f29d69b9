"""Reports as JSON, CSV and PDF."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.dashboard.access import MANAGERS
from apps.dashboard.domain.reports import Subject
from apps.dashboard.queries.answers import ReportAnswer, ReportTableAnswer
from apps.dashboard.queries.reports.subjects import REPORTS
from apps.dashboard.rest.documents import as_pdf, csv_rows
from apps.dashboard.rest.serializers import ReportQuery
from apps.dashboard.rest.views import scope_of
from dominos.kernel.clock import now
from dominos.kernel.csv_text import csv_answer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

DRAWING = 5
"""How many calls a PDF counts as against the rate limit."""


class _Report(ApiView):
    access = {"GET": MANAGERS}
    problems = {"GET": [NotFound]}

    def report(self, subject: str) -> ReportAnswer:
        """The report that is asked for. NotFound."""
        if subject not in list(Subject):
            raise NotFound("There is no such report.")
        scope = scope_of(self, ReportQuery)
        return ReportAnswer(
            subject=Subject(subject),
            first=scope.first,
            last=scope.last,
            by=scope.by,
            as_of=now(),
            tables=ReportTableAnswer.of_all(REPORTS[Subject(subject)](scope)),
        )


class ReportView(_Report):
    """A report."""

    @extend_schema(
        operation_id="dashboard_report", parameters=[ReportQuery], responses=ReportAnswer, tags=["dashboard"]
    )
    def get(self, request: Request, subject: str) -> Response:
        """Figures by business day of the stores the caller manages."""
        return self.answer(self.report(subject))


class ReportCsvView(_Report):
    """A report as CSV."""

    @extend_schema(
        operation_id="dashboard_report_csv",
        parameters=[ReportQuery],
        responses={(200, "text/csv"): OpenApiTypes.STR},
        tags=["dashboard"],
    )
    def get(self, request: Request, subject: str) -> HttpResponse:
        """The same figures for programs: amounts as decimal numbers, shares in percent."""
        report = self.report(subject)
        return csv_answer(csv_rows(report), _name(report))


class ReportPdfView(_Report):
    """A report as a PDF."""

    costs = DRAWING

    @extend_schema(
        operation_id="dashboard_report_pdf",
        parameters=[ReportQuery],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        tags=["dashboard"],
    )
    def get(self, request: Request, subject: str) -> HttpResponse:
        """The same figures as a PDF."""
        report = self.report(subject)
        answer = HttpResponse(as_pdf(report), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{_name(report)}.pdf"'
        return answer


def _name(report: ReportAnswer) -> str:
    return f"{report.subject}-{report.first}-{report.last}"
