"""Routes of payments, relative to /api/v1/."""

from django.urls import path

from apps.payments.rest import cash, credit_notes, days, disputes, methods, owed_cash, refunds, views

urlpatterns = [
    path("payments", views.PaymentsView.as_view(), name="payments"),
    path("payments/<uuid:payment_id>", views.PaymentView.as_view(), name="payment"),
    path("payments/<uuid:payment_id>/confirm", views.ConfirmView.as_view(), name="payment-confirm"),
    path("payments/cash-counts", cash.CashCountsView.as_view(), name="cash-counts"),
    path(
        "payments/cash-counts/<uuid:count_id>/explain", cash.ExplainCountView.as_view(), name="cash-explain"
    ),
    path(
        "payments/cash-counts/<uuid:count_id>/confirm", cash.ConfirmCountView.as_view(), name="cash-confirm"
    ),
    path("payments/cash-balance", cash.CashBalanceView.as_view(), name="cash-balance"),
    path("payments/owed-cash", owed_cash.OwedCashView.as_view(), name="owed-cash"),
    path("payments/owed-cash/<uuid:order_id>/return", owed_cash.ReturnCashView.as_view(), name="return-cash"),
    path("payments/webhooks/<slug:gateway>", views.WebhookView.as_view(), name="payment-webhook"),
    path("payments/methods", methods.MethodsView.as_view(), name="methods"),
    path("payments/methods/<uuid:method_id>", methods.MethodView.as_view(), name="method"),
    path(
        "payments/methods/<uuid:method_id>/confirm",
        methods.ConfirmMethodView.as_view(),
        name="method-confirm",
    ),
    path("payments/day-reports", days.DayReportsView.as_view(), name="day-reports"),
    path("payments/day-reports/<uuid:report_id>.pdf", days.DayReportPdfView.as_view(), name="day-report-pdf"),
    path("payments/disputes", disputes.DisputesView.as_view(), name="disputes"),
    path("payments/refunds", refunds.RefundsView.as_view(), name="refunds"),
    path("payments/refunds/<uuid:refund_id>/approve", refunds.ApproveRefundView.as_view(), name="approve"),
    path("payments/refunds/<uuid:refund_id>/decline", refunds.DeclineRefundView.as_view(), name="decline"),
    path("payments/refunds/<uuid:refund_id>/repeat", refunds.RepeatRefundView.as_view(), name="repeat"),
    path("payments/credit-notes/<uuid:note_id>", credit_notes.CreditNoteView.as_view(), name="credit-note"),
    path(
        "payments/credit-notes/<uuid:note_id>.pdf",
        credit_notes.CreditNotePdfView.as_view(),
        name="credit-note-pdf",
    ),
    path("orders/<uuid:order_id>/credit-notes", credit_notes.CreditNotesView.as_view(), name="credit-notes"),
    path("orders/<uuid:order_id>/invoice", views.InvoiceView.as_view(), name="invoice"),
    path("orders/<uuid:order_id>/invoice.pdf", views.InvoicePdfView.as_view(), name="invoice-pdf"),
]
