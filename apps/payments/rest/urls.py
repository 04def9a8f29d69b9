"""Routes of payments, relative to /api/v1/."""

from django.urls import path

from apps.payments.rest import cash, views

urlpatterns = [
    path("payments", views.PaymentsView.as_view(), name="payments"),
    path("payments/<uuid:payment_id>", views.PaymentView.as_view(), name="payment"),
    path("payments/<uuid:payment_id>/confirm", views.ConfirmView.as_view(), name="payment-confirm"),
    path("payments/cash-counts", cash.CashCountsView.as_view(), name="cash-counts"),
    path(
        "payments/cash-counts/<uuid:count_id>/explain", cash.ExplainCountView.as_view(), name="cash-explain"
    ),
    path("payments/cash-balance", cash.CashBalanceView.as_view(), name="cash-balance"),
    path("payments/webhooks/<slug:gateway>", views.WebhookView.as_view(), name="payment-webhook"),
    path("orders/<uuid:order_id>/invoice", views.InvoiceView.as_view(), name="invoice"),
    path("orders/<uuid:order_id>/invoice.pdf", views.InvoicePdfView.as_view(), name="invoice-pdf"),
]
