"""Notifications and mails in the chain's admin, to look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.notifications.domain import MOST_ATTEMPTS
from apps.notifications.models import Mail, Notification
from dominos.kernel.admin import ReadOnly
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work


@admin.register(Notification)
class NotificationAdmin(ReadOnly, admin.ModelAdmin[Notification]):
    list_display = ("created_at", "kind", "title", "user_id", "read_at")
    list_filter = ("kind",)
    search_fields = ("user_id", "subject_id")
    ordering = ("-id",)


@admin.register(Mail)
class MailAdmin(ReadOnly, admin.ModelAdmin[Mail]):
    list_display = ("created_at", "kind", "user_id", "attempts", "sent_at", "failed_at")
    list_filter = ("kind", ("failed_at", admin.EmptyFieldListFilter), ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("user_id", "id")
    exclude = ("text", "html")
    ordering = ("-id",)
    actions = ("try_again",)

    @admin.action(description="Try again to send what failed", permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        with unit_of_work("notifications"):
            queryset.filter(sent_at=None, attempts__gte=MOST_ATTEMPTS).update(
                failed_at=None, attempts=0, due_at=now()
            )
