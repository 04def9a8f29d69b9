"""Payments in the admin: to look at, and to refund through the command everybody uses."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.payments.contract.commands import RefundPayment
from apps.payments.domain import refundable
from apps.payments.models import Invoice, JournalEntry, Operation, Payment, Posting, WebhookEvent
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import send, unit_of_work


class ReadOnly:
    """Nobody adds, changes or deletes here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OperationInline(ReadOnly, admin.TabularInline[Operation, Payment]):
    model = Operation
    extra = 0


@admin.register(Payment)
class PaymentAdmin(ReadOnly, admin.ModelAdmin[Payment]):
    """Payments and what is wanted of them."""

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
    inlines = (OperationInline,)
    actions = ("refund_in_full",)

    def has_refund_permission(self, request: HttpRequest) -> bool:
        """Whether the person holds the change permission on payments."""
        return request.user.has_perm("payments.change_payment")

    @admin.action(description="Refund what is left", permissions=["refund"])
    def refund_in_full(self, request: HttpRequest, payments: QuerySet[Payment]) -> None:
        """Sends a refund command for each payment that has something left."""
        wanted = [payment for payment in payments if refundable(payment.position)]
        with unit_of_work("payments"):
            for payment in wanted:
                send(_refund(payment, request), subject=payment.order_id)
        self.message_user(request, f"{len(wanted)} refunds are under way.", messages.SUCCESS)


def _refund(payment: Payment, request: HttpRequest) -> RefundPayment:
    return RefundPayment(
        order_id=payment.order_id,
        amount=refundable(payment.position),
        currency=payment.currency,
        reason=f"refunded by {request.user.pk}",
        key=str(new_id()),
    )


@admin.register(Operation)
class OperationAdmin(ReadOnly, admin.ModelAdmin[Operation]):
    list_display = ("kind", "payment", "amount", "status", "code", "attempts", "created_at", "done_at")
    list_filter = ("status", "kind")
    ordering = ("-id",)


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnly, admin.ModelAdmin[WebhookEvent]):
    list_display = ("type", "reference", "gateway", "received_at", "attempts", "handled_at")
    list_filter = ("gateway", "type")
    ordering = ("-id",)


@admin.register(Invoice)
class InvoiceAdmin(ReadOnly, admin.ModelAdmin[Invoice]):
    list_display = ("number", "legal_entity", "order_id", "currency", "total", "issued_at")
    list_filter = ("legal_entity", "year")
    ordering = ("-id",)


class PostingInline(ReadOnly, admin.TabularInline[Posting, JournalEntry]):
    model = Posting
    extra = 0


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnly, admin.ModelAdmin[JournalEntry]):
    list_display = ("posted_at", "kind", "order_id", "currency", "key")
    list_filter = ("kind", "currency")
    search_fields = ("order_id", "payment__id")
    ordering = ("-id",)
    inlines = (PostingInline,)
