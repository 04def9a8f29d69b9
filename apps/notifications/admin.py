"""Notifications and mails in the admin site, read-only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from apps.notifications.models import Notification, Outgoing, UnusableAddress
from apps.notifications.sending.failures import retry_failed
from dominos.kernel.admin import ReadOnly
from dominos.kernel.admin_questions import asks
from dominos.kernel.audit.admin import Audited


@admin.register(Notification)
class NotificationAdmin(Audited, ReadOnly, admin.ModelAdmin[Notification]):
    list_display = ("created_at", "kind", "title", "user_id", "read_at")
    list_filter = ("kind",)
    search_fields = ("user_id", "subject_id")
    ordering = ("-id",)


@admin.register(Outgoing)
class OutgoingAdmin(Audited, ReadOnly, admin.ModelAdmin[Outgoing]):
    list_display = ("created_at", "kind", "channel", "user_id", "attempts", "outcome", "done_at")
    list_filter = ("channel", "outcome", "kind", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("user_id", "id")
    exclude = ("text", "link")
    ordering = ("-id",)
    actions = ("retry",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Whether the user may retry what is sent."""
        return request.user.has_perm("notifications.change_outgoing")

    @asks(gettext_lazy("Whoever it is for gets it at once, some perhaps a second time."))
    @admin.action(description=gettext_lazy("Send again what failed"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Outgoing]) -> None:
        again = retry_failed(queryset.values_list("id", flat=True))
        told = ngettext("%(count)s is sent again.", "%(count)s are sent again.", again)
        self.message_user(request, told % {"count": again})


@admin.register(UnusableAddress)
class UnusableAddressAdmin(Audited, ReadOnly, admin.ModelAdmin[UnusableAddress]):
    """Suppressed addresses; deleting one lets mails go there again."""

    list_display = ("created_at", "channel", "address", "because")
    list_filter = ("channel",)
    search_fields = ("address",)
    search_help_text = gettext_lazy("The whole address.")
    exclude = ("address_mark",)
    ordering = ("-id",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[UnusableAddress], search_term: str
    ) -> tuple[QuerySet[UnusableAddress], bool]:
        term = search_term.strip()
        return (queryset.filter(address=term) if term else queryset), False

    def has_delete_permission(self, request: HttpRequest, obj: UnusableAddress | None = None) -> bool:
        """Whether the user may free an address."""
        return request.user.has_perm("notifications.delete_unusableaddress")
