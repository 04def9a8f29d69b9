"""REST routes of the dashboard."""

from django.urls import path

from apps.dashboard.rest.reports import ReportCsvView, ReportPdfView, ReportView
from apps.dashboard.rest.views import BoardView, MapView, PastBoardView, SalesView, StoresView

urlpatterns = [
    path("dashboard/stores", StoresView.as_view(), name="dashboard-stores"),
    path("dashboard/board", BoardView.as_view(), name="dashboard-board"),
    path("dashboard/board/past", PastBoardView.as_view(), name="dashboard-past-board"),
    path("dashboard/map", MapView.as_view(), name="dashboard-map"),
    path("dashboard/sales", SalesView.as_view(), name="dashboard-sales"),
    path("dashboard/reports/<str:subject>", ReportView.as_view(), name="dashboard-report"),
    path("dashboard/reports/<str:subject>/csv", ReportCsvView.as_view(), name="dashboard-report-csv"),
    path("dashboard/reports/<str:subject>/pdf", ReportPdfView.as_view(), name="dashboard-report-pdf"),
]
