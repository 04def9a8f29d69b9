"""Payments in the admin site: read-only, with refunds through the same command as everywhere."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from apps.payments.contract.commands import RefundPayment
from apps.payments.contract.types import RefundScope
from apps.payments.domain.payment import refundable
from apps.payments.models import (
    CashCount,
    CreditNote,
    DayReport,
    GiftPurchase,
    Invoice,
    JournalEntry,
    LateTip,
    Operation,
    OwedCash,
    Payment,
    PaymentPart,
    Posting,
    RefundDecision,
    WebhookEvent,
)
from apps.payments.processing import late_tips
from apps.payments.processing.approvals import Decision, decide, is_for
from dominos.kernel.admin import ReadOnly
from dominos.kernel.admin_amounts import WithAmounts, shown
from dominos.kernel.admin_questions import asks
from dominos.kernel.audit.admin import Audited
from dominos.kernel.errors import DomainError
from dominos.kernel.ids import new_id
from dominos.kernel.texts.problems import said
from dominos.kernel.unit_of_work import send, unit_of_work

PAYMENT_AMOUNTS = ("amount", "authorized", "captured", "refunded", "refund_failed", "charged_back")


class OperationInline(WithAmounts, ReadOnly, admin.TabularInline[Operation, Payment]):
    amounts = {"amount": "payment.currency"}
    model = Operation
    extra = 0


class PartInline(WithAmounts, ReadOnly, admin.TabularInline[PaymentPart, Payment]):
    """Who pays which part of it."""

    amounts = dict.fromkeys(("amount", "authorized", "captured", "refunded"), "payment.currency")
    model = PaymentPart
    fields = (
        "person_id",
        "payer_id",
        "amount",
        "status",
        "authorized",
        "captured",
        "refunded",
        "failure_code",
    )
    extra = 0


@admin.register(Payment)
class PaymentAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[Payment]):
    """Payments and the operations requested on them."""

    amounts = dict.fromkeys(PAYMENT_AMOUNTS, "currency")
    list_display = (
        "order_number",
        "status",
        "method",
        "currency",
        "authorized",
        "captured",
        "refunded",
        "created_at",
    )
    list_filter = ("status", "method", "gateway", "is_test")
    search_fields = ("order_number", "order_id", "reference")
    exclude = ("token", "request_key")
    ordering = ("-id",)
    inlines = (PartInline, OperationInline)
    actions = ("refund_in_full",)

    def has_refund_permission(self, request: HttpRequest) -> bool:
        """Whether the user has the change permission on payments."""
        return request.user.has_perm("payments.change_payment")

    @asks(
        gettext_lazy("The money goes back to where it came from; that cannot be taken back."),
        lambda request, payments: [_told(payment) for payment in _refundable(payments)],
    )
    @admin.action(description=gettext_lazy("Refund what is left"), permissions=["refund"])
    def refund_in_full(self, request: HttpRequest, payments: QuerySet[Payment]) -> None:
        """Sends a refund command for each selected payment that is not fully refunded."""
        wanted = _refundable(payments)
        with unit_of_work("payments"):
            for payment in wanted:
                send(_refund(payment, request), subject=payment.order_id)
        told = ngettext("%(count)s refund is under way.", "%(count)s refunds are under way.", len(wanted))
        self.message_user(request, told % {"count": len(wanted)}, messages.SUCCESS)


def _refundable(payments: QuerySet[Payment]) -> list[Payment]:
    return [payment for payment in payments if refundable(payment.position)]


def _told(payment: Payment) -> str:
    return f"{payment.order_number}: {shown(refundable(payment.position), payment.currency)}"


def _refund(payment: Payment, request: HttpRequest) -> RefundPayment:
    return RefundPayment(
        order_id=payment.order_id,
        amount=refundable(payment.position),
        currency=payment.currency,
        reason="refunded at the desk",
        key=str(new_id()),
        scope=RefundScope.REST,
        requested_by=request.user.pk,
    )


@admin.register(Operation)
class OperationAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[Operation]):
    """Operations requested on payments; waiting refunds are decided here by somebody other than their requester."""

    amounts = {"amount": "payment.currency"}
    list_display = ("kind", "payment", "amount", "status", "code", "attempts", "created_at", "done_at")
    list_filter = ("status", "kind")
    ordering = ("-id",)
    list_select_related = ("payment",)
    actions = ("approve_refunds", "decline_refunds")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the user has the change permission on operations."""
        return request.user.has_perm("payments.change_operation")

    @asks(
        gettext_lazy("The money goes back to where it came from; that cannot be taken back."),
        is_fresh_only=True,
    )
    @admin.action(description=gettext_lazy("Approve refunds"), permissions=["decide"])
    def approve_refunds(self, request: HttpRequest, refunds: QuerySet[Operation]) -> None:
        """Approves the waiting refunds; needs a recently verified second factor."""
        self._decide(request, refunds, is_approved=True)

    @asks(gettext_lazy("Nobody gets anything back by them; another refund can be asked for."))
    @admin.action(description=gettext_lazy("Decline refunds"), permissions=["decide"])
    def decline_refunds(self, request: HttpRequest, refunds: QuerySet[Operation]) -> None:
        """Declines the waiting refunds."""
        self._decide(request, refunds, is_approved=False)

    def _decide(self, request: HttpRequest, refunds: QuerySet[Operation], *, is_approved: bool) -> None:
        by = request.user.pk
        assert by is not None
        for refund in refunds:
            is_own = is_for(by, refund.payment.order_id)
            decision = Decision(by=by, is_approved=is_approved, is_for_oneself=is_own)
            try:
                decide(refund.id, decision)
            except DomainError as error:
                self.message_user(request, f"{refund.payment}: {said(error.title)}", messages.WARNING)


@admin.register(GiftPurchase)
class GiftPurchaseAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[GiftPurchase]):
    """Purchased gift cards, and their chargebacks."""

    amounts = dict.fromkeys(("amount", "disputed", "dispute_won", "withheld"), "currency")
    list_display = (
        "created_at",
        "status",
        "amount",
        "disputed",
        "dispute_won",
        "withheld",
        "currency",
        "reference",
    )
    list_filter = ("status", "account__is_blocked")
    search_fields = ("id", "reference")
    search_help_text = gettext_lazy("Id or reference, or the whole e-mail of whom it is for.")
    exclude = ("token", "request_key", "recipient_mark", "words", "next_action")
    ordering = ("-id",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[GiftPurchase], search_term: str
    ) -> tuple[QuerySet[GiftPurchase], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        return (found | queryset.filter(recipient_email=term) if term else found), may_repeat


@admin.register(LateTip)
class LateTipAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[LateTip]):
    """Tips given after the hand-over."""

    amounts = dict.fromkeys(("amount", "refunded", "disputed", "dispute_won"), "currency")
    list_display = ("created_at", "order_number", "status", "amount", "refunded", "disputed", "currency")
    list_filter = ("status", "is_returned")
    search_fields = ("order_number", "order_id", "reference")
    exclude = ("token", "gateway_customer", "request_key", "next_action")
    ordering = ("-id",)
    actions = ("give_back",)

    def has_refund_permission(self, request: HttpRequest) -> bool:
        """Whether the user has the change permission on tips."""
        return request.user.has_perm("payments.change_latetip")

    @asks(
        gettext_lazy("The money goes back to where it came from; that cannot be taken back."),
        lambda request, tips: [
            f"{tip.order_number}: {shown(tip.returnable, tip.currency)}" for tip in tips if tip.returnable
        ],
    )
    @admin.action(description=gettext_lazy("Refund what is left"), permissions=["refund"])
    def give_back(self, request: HttpRequest, tips: QuerySet[LateTip]) -> None:
        """Has what is left of each selected tip given back; its courier keeps theirs."""
        count = late_tips.ask_return(tips)
        told = ngettext("%(count)s refund is under way.", "%(count)s refunds are under way.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS)


@admin.register(WebhookEvent)
class WebhookEventAdmin(Audited, ReadOnly, admin.ModelAdmin[WebhookEvent]):
    list_display = ("type", "reference", "gateway", "received_at", "attempts", "handled_at")
    list_filter = ("gateway", "type")
    ordering = ("-id",)


@admin.register(Invoice)
class InvoiceAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[Invoice]):
    amounts = {"total": "currency"}
    list_display = ("number", "legal_entity", "order_id", "currency", "total", "issued_at")
    list_filter = ("legal_entity", "year")
    ordering = ("-id",)


@admin.register(CreditNote)
class CreditNoteAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[CreditNote]):
    amounts = {"total": "currency", "tax": "currency"}
    list_display = ("number", "legal_entity", "order_id", "currency", "total", "tax", "issued_at")
    list_filter = ("legal_entity", "year")
    ordering = ("-id",)


@admin.register(RefundDecision)
class RefundDecisionAdmin(Audited, ReadOnly, admin.ModelAdmin[RefundDecision]):
    list_display = ("operation", "is_approved", "decided_by", "reason", "decided_at")
    list_filter = ("is_approved",)
    ordering = ("-decided_at",)


@admin.register(CashCount)
class CashCountAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[CashCount]):
    amounts = {"expected": "currency", "counted": "currency"}
    list_display = ("courier_id", "store_id", "expected", "counted", "currency", "counted_at", "settled_at")
    list_filter = (("settled_at", admin.EmptyFieldListFilter),)
    ordering = ("-id",)


@admin.register(OwedCash)
class OwedCashAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[OwedCash]):
    amounts = {"amount": "currency"}
    list_display = ("payment", "store_id", "courier_id", "amount", "currency", "taken_at", "returned_at")
    list_filter = (("returned_at", admin.EmptyFieldListFilter),)
    ordering = ("-taken_at",)


@admin.register(DayReport)
class DayReportAdmin(Audited, ReadOnly, admin.ModelAdmin[DayReport]):
    list_display = ("store_id", "day", "closed_at")
    ordering = ("-day",)


class PostingInline(WithAmounts, ReadOnly, admin.TabularInline[Posting, JournalEntry]):
    amounts = {"amount": "entry.currency"}
    model = Posting
    extra = 0


@admin.register(JournalEntry)
class JournalEntryAdmin(Audited, ReadOnly, admin.ModelAdmin[JournalEntry]):
    list_display = ("posted_at", "kind", "order_id", "currency", "key")
    list_filter = ("kind", "currency")
    search_fields = ("order_id", "payment__id")
    ordering = ("-id",)
    inlines = (PostingInline,)
