"""Routes of payments, relative to /api/v1/."""

from django.urls import path

from apps.payments.rest import (
    cards,
    cash,
    credit,
    days,
    invoice_links,
    invoices,
    late_tips,
    link_payments,
    partners,
    parts,
    payments,
    refunds,
    statements,
)

urlpatterns = [
    path("payments", payments.PaymentsView.as_view(), name="payments"),
    path("payments/<uuid:payment_id>", payments.PaymentView.as_view(), name="payment"),
    path("payments/<uuid:payment_id>/confirm", payments.ConfirmView.as_view(), name="payment-confirm"),
    path("payments/webhooks/<slug:gateway>", payments.WebhookView.as_view(), name="payment-webhook"),
    path("payments/cash-counts", cash.CashCountsView.as_view(), name="cash-counts"),
    path(
        "payments/cash-counts/<uuid:count_id>/explain", cash.ExplainCountView.as_view(), name="cash-explain"
    ),
    path(
        "payments/cash-counts/<uuid:count_id>/confirm", cash.ConfirmCountView.as_view(), name="cash-confirm"
    ),
    path("payments/cash-balance", cash.CashBalanceView.as_view(), name="cash-balance"),
    path("payments/owed-cash", cash.OwedCashView.as_view(), name="owed-cash"),
    path("payments/owed-cash/<uuid:order_id>/return", cash.ReturnCashView.as_view(), name="return-cash"),
    path("payments/card-entry", link_payments.CardEntryView.as_view(), name="card-entry"),
    path("payments/credit", credit.OwnCreditView.as_view(), name="own-credit"),
    path("payments/credit/open", credit.OpenCreditView.as_view(), name="open-credit"),
    path("payments/gift-cards", credit.GiftCardsView.as_view(), name="gift-cards"),
    path(
        "payments/gift-cards/<uuid:purchase_id>/confirm",
        credit.ConfirmGiftView.as_view(),
        name="gift-confirm",
    ),
    path("payments/parts/<uuid:order_id>", parts.PartsView.as_view(), name="parts"),
    path("payments/parts/<uuid:order_id>/take-over", parts.TakeOverView.as_view(), name="take-over"),
    path("payments/parts/<uuid:order_id>/<uuid:part_id>", parts.PayPartView.as_view(), name="pay-part"),
    path(
        "payments/parts/<uuid:order_id>/<uuid:part_id>/confirm",
        parts.ConfirmPartView.as_view(),
        name="confirm-part",
    ),
    path("payments/tips/<uuid:order_id>", late_tips.TipsView.as_view(), name="tips"),
    path(
        "payments/tips/<uuid:order_id>/<uuid:tip_id>/confirm",
        late_tips.ConfirmTipView.as_view(),
        name="confirm-tip",
    ),
    path("payments/methods", cards.CardsView.as_view(), name="methods"),
    path("payments/methods/<uuid:method_id>", cards.CardView.as_view(), name="method"),
    path("payments/methods/<uuid:method_id>/confirm", cards.ConfirmCardView.as_view(), name="method-confirm"),
    path("payments/day-reports", days.DayReportsView.as_view(), name="day-reports"),
    path("payments/day-reports/<uuid:report_id>.csv", days.DayReportCsvView.as_view(), name="day-report-csv"),
    path("payments/day-reports/<uuid:report_id>.pdf", days.DayReportPdfView.as_view(), name="day-report-pdf"),
    path(
        "payments/courier-statements", statements.CourierStatementsView.as_view(), name="courier-statements"
    ),
    path("payments/payout", statements.PayoutView.as_view(), name="payout"),
    path(
        "payments/partners/<uuid:partner_id>/balances",
        partners.PartnerBalancesView.as_view(),
        name="partner-balances",
    ),
    path(
        "payments/partners/<uuid:partner_id>/payouts",
        partners.PartnerPayoutsView.as_view(),
        name="partner-payouts",
    ),
    path("payments/royalties", statements.RoyaltiesView.as_view(), name="royalties"),
    path("payments/disputes", refunds.DisputesView.as_view(), name="disputes"),
    path("payments/refunds", refunds.RefundsView.as_view(), name="refunds"),
    path("payments/refunds/<uuid:refund_id>/approve", refunds.ApproveRefundView.as_view(), name="approve"),
    path("payments/refunds/<uuid:refund_id>/decline", refunds.DeclineRefundView.as_view(), name="decline"),
    path("payments/refunds/<uuid:refund_id>/retry", refunds.RetryRefundView.as_view(), name="refund-retry"),
    path("payments/credit-notes/<uuid:note_id>", invoices.CreditNoteView.as_view(), name="credit-note"),
    path(
        "payments/credit-notes/<uuid:note_id>.pdf",
        invoices.CreditNotePdfView.as_view(),
        name="credit-note-pdf",
    ),
    path(
        "payments/invoices/<str:token>.pdf", invoice_links.LinkedInvoicePdfView.as_view(), name="linked-pdf"
    ),
    path("payments/invoices/<str:token>", invoice_links.LinkedInvoiceView.as_view(), name="linked-invoice"),
    path(
        "payments/invoices/<str:token>/credit-notes/<uuid:note_id>.pdf",
        invoice_links.LinkedCreditNotePdfView.as_view(),
        name="linked-credit-note-pdf",
    ),
    path("track/<str:token>/payments", link_payments.LinkPaymentsView.as_view(), name="link-payments"),
    path(
        "track/<str:token>/payments/<uuid:payment_id>/confirm",
        link_payments.LinkConfirmView.as_view(),
        name="link-confirm",
    ),
    path("orders/<uuid:order_id>/credit-notes", invoices.CreditNotesView.as_view(), name="credit-notes"),
    path("orders/<uuid:order_id>/invoice", invoices.InvoiceView.as_view(), name="invoice"),
    path("orders/<uuid:order_id>/invoice.pdf", invoices.InvoicePdfView.as_view(), name="invoice-pdf"),
]
