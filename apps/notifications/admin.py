"""Notifications and mails in the chain's admin, to look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.notifications.mailer import retry_failed
from apps.notifications.models import Mail, Notification
from dominos.kernel.admin import ReadOnly
from dominos.kernel.audit.admin import Audited


@admin.register(Notification)
class NotificationAdmin(Audited, ReadOnly, admin.ModelAdmin[Notification]):
    list_display = ("created_at", "kind", "title", "user_id", "read_at")
    list_filter = ("kind",)
    search_fields = ("user_id", "subject_id")
    ordering = ("-id",)


@admin.register(Mail)
class MailAdmin(Audited, ReadOnly, admin.ModelAdmin[Mail]):
    list_display = ("created_at", "kind", "user_id", "attempts", "sent_at", "failed_at")
    list_filter = ("kind", ("failed_at", admin.EmptyFieldListFilter), ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("user_id", "id")
    exclude = ("text", "html")
    ordering = ("-id",)
    actions = ("retry",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Whether the person may change mails."""
        return request.user.has_perm("notifications.change_mail")

    @admin.action(description="Retry mails that failed", permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        retry_failed(queryset.values_list("id", flat=True))
