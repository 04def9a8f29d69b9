"""Moderating reviews in the admin site: the queue, why each waits, and actions, each with its own permission."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy, ngettext

from apps.reviews.domain.moderation import Action, HiddenFor
from apps.reviews.models import Complaint, Moderation, Review
from apps.reviews.use_cases.complaint_commands import decide
from apps.reviews.use_cases.moderation import moderate, reply
from dominos.kernel.admin import ReadOnly
from dominos.kernel.admin_amounts import WithAmounts, shown
from dominos.kernel.admin_questions import asks, undone_by
from dominos.kernel.audit.admin import Audited
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import DomainError
from dominos.kernel.texts.codes import coded_lazy
from dominos.kernel.texts.problems import said


def _caller(request: HttpRequest) -> Principal:
    return Principal(UUID(str(request.user.pk)), frozenset({Role.SUPPORT}))


def _hiding(reason: HiddenFor) -> Callable[..., None]:
    """The action that hides reviews for the reason."""

    @undone_by("show")
    @admin.action(
        description=format_lazy("{}: {}", gettext_lazy("Hide the chosen reviews"), coded_lazy(reason)),
        permissions=["hide"],
    )
    def hide(model_admin: "ReviewAdmin", request: HttpRequest, reviews: QuerySet[Review]) -> None:
        model_admin.moderate(request, reviews, Action.HIDE, reason.value)

    hide.__name__ = f"hide_for_{reason.value}"
    return hide


def _told(complaint: Complaint) -> str:
    return f"{complaint.number}: {shown(complaint.suggested, complaint.currency)}"


@admin.register(Complaint)
class ComplaintAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[Complaint]):
    """Customers' complaints; those that no rule decided are decided here."""

    list_display = ("made_at", "state", "why", "number", "matter", "suggested", "amount", "currency", "words")
    list_filter = ("state", "matter", "why")
    search_fields = ("number", "order_id")
    exclude = ("mailbox",)
    amounts = {"suggested": "currency", "amount": "currency"}
    ordering = ("-id",)
    actions = ("grant", "decline")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reviews.decide_complaint")

    @asks(
        gettext_lazy("The money goes back to where it came from; that cannot be taken back."),
        lambda request, rows: [_told(complaint) for complaint in rows.filter(suggested__gt=0)],
    )
    @admin.action(description=gettext_lazy("Grant what the rule suggests"), permissions=["decide"])
    def grant(self, request: HttpRequest, complaints: QuerySet[Complaint]) -> None:
        for complaint in complaints.filter(suggested=0):
            told = gettext("The rule suggests nothing for %(number)s.") % {"number": complaint.number}
            self.message_user(request, told, messages.WARNING)
        self._decide(request, dict(complaints.filter(suggested__gt=0).values_list("pk", "suggested")))

    @asks(
        gettext_lazy("Nobody gets anything back by them, and those who complained are told."),
        lambda request, rows: [_told(complaint) for complaint in rows],
    )
    @admin.action(description=gettext_lazy("Decline the chosen complaints"), permissions=["decide"])
    def decline(self, request: HttpRequest, complaints: QuerySet[Complaint]) -> None:
        self._decide(request, dict.fromkeys(complaints.values_list("pk", flat=True), 0))

    def _decide(self, request: HttpRequest, amounts: Mapping[UUID, int]) -> None:
        for complaint_id, amount in amounts.items():
            try:
                decide(complaint_id, amount, _caller(request))
            except DomainError as refusal:
                self.message_user(request, f"{complaint_id}: {said(str(refusal.detail))}", messages.WARNING)


class ModerationInline(ReadOnly, admin.TabularInline[Moderation, Review]):
    model = Moderation
    fields = ["at", "action", "reason", "by"]


@admin.register(Review)
class ReviewAdmin(Audited, admin.ModelAdmin[Review]):
    """Reviews are shown, hidden and answered here, never rewritten."""

    inlines = (ModerationInline,)
    list_display = ("posted_at", "state", "held_for", "stars", "text", "reply", "lateness", "store_id")
    list_filter = ("state", "stars", "lateness")
    search_fields = ("order_id", "store_id")
    ordering = ("-id",)
    actions = ("show", *map(_hiding, HiddenFor))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in Review._meta.fields if field.name != "reply"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may answer reviews: nothing else of a review can be changed."""
        return request.user.has_perm("reviews.reply_review")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_show_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reviews.show_review")

    def has_hide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reviews.hide_review")

    def save_model(self, request: HttpRequest, obj: Review, form: Any, change: bool) -> None:
        """Saves the store's answer; a hidden review cannot be answered."""
        try:
            reply(obj.pk, obj.reply, _caller(request))
        except DomainError as refusal:
            self.message_user(request, said(str(refusal.detail)), messages.ERROR)

    @undone_by("hide")
    @admin.action(description=gettext_lazy("Show the chosen reviews"), permissions=["show"])
    def show(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        self.moderate(request, reviews, Action.SHOW, "")

    def moderate(self, request: HttpRequest, reviews: QuerySet[Review], action: Action, reason: str) -> None:
        """Applies the action to each selected review whose state allows it."""
        done = 0
        for review in reviews:
            try:
                moderate(review.pk, action, _caller(request), reason=reason)
                done += 1
            except DomainError as refusal:
                self.message_user(request, f"{review.pk}: {said(str(refusal.detail))}", messages.WARNING)
        told = ngettext("%(count)s review is changed.", "%(count)s reviews are changed.", done)
        self.message_user(request, told % {"count": done}, messages.SUCCESS)
