"""Publications and outages of stores."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy

from apps.menu.admin.publications import (
    PLANNED,
    WARNING,
    PlanForm,
    of_drafts,
    plan,
    plans_of,
    publish,
    user_id,
)
from apps.menu.admin.words import changes_in_words
from apps.menu.domain.availability import OutageKind, is_on_menu
from apps.menu.domain.plans import PlanOutcome
from apps.menu.models import (
    MenuVersion,
    Outage,
    PlannedPublication,
    Publication,
    StoreChange,
    StoreMenu,
)
from apps.menu.queries import drafts
from apps.menu.queries.answers import DifferenceAnswer
from apps.menu.store_menus import outages, publications
from apps.menu.store_menus.planned_publications import cancel_publication
from dominos.kernel.admin import Labelled, ReadOnly, shows_only
from dominos.kernel.admin_amounts import WithAmounts
from dominos.kernel.admin_questions import asks, undone_by
from dominos.kernel.audit.admin import Audited
from dominos.kernel.clock import now
from dominos.kernel.errors import DomainError
from dominos.kernel.texts.problems import said


class StoreChangeInline(Labelled, WithAmounts, admin.TabularInline[StoreChange, StoreMenu]):
    model = StoreChange
    amounts = {"price": "parent.currency", "topping_price": "parent.currency"}
    extra = 0


@admin.register(StoreMenu)
class StoreMenuAdmin(Audited, admin.ModelAdmin[StoreMenu]):
    list_display = ["store_code", "store_name", "catalogue", "current", "revision"]
    list_filter = ["catalogue"]
    list_select_related = ["catalogue", "current"]
    search_fields = ["store_code", "store_name", "store_id"]
    readonly_fields = ["store_id", "store_code", "store_name", "currency", "timezone", "current", "revision"]
    inlines = [StoreChangeInline]
    actions = ["preview_draft", "publish_draft", "plan_publication"]
    action_form = PlanForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @shows_only
    @admin.action(
        description=gettext_lazy("Show what publishing the draft would change"), permissions=["view"]
    )
    def preview_draft(self, request: HttpRequest, stores: QuerySet[StoreMenu]) -> HttpResponse:
        found = []
        for store in stores:
            try:
                found.append((store, self._differences(store)))
            except DomainError as error:
                messages.error(request, f"{store}: {said(str(error.detail))}")
        context = {**self.admin_site.each_context(request), "title": gettext("What publishing would change")}
        return TemplateResponse(
            request, "admin/menu/preview.html", {**context, "opts": self.opts, "found": found}
        )

    def _differences(self, store: StoreMenu) -> list[tuple[DifferenceAnswer, list[tuple[str, str, str]]]]:
        return [
            (each, changes_in_words(each.changes, store.currency))
            for each in drafts.get_draft(store.store_id).differences
        ]

    @asks(WARNING, of_drafts)
    @admin.action(description=gettext_lazy("Publish the draft"), permissions=["change"])
    def publish_draft(self, request: HttpRequest, stores: QuerySet[StoreMenu]) -> None:
        publish(request, stores)

    @asks(PLANNED, plans_of)
    @admin.action(
        description=gettext_lazy("Publish the draft at the time beside this"), permissions=["change"]
    )
    def plan_publication(self, request: HttpRequest, stores: QuerySet[StoreMenu]) -> None:
        plan(request, stores)


@admin.register(MenuVersion)
class MenuVersionAdmin(Audited, ReadOnly, admin.ModelAdmin[MenuVersion]):
    list_display = ["content_hash", "catalogue_code", "created_at"]
    list_filter = ["catalogue_code"]
    search_fields = ["content_hash"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MenuVersion]:
        return super().get_queryset(request).defer("document")


@admin.register(Publication)
class PublicationAdmin(Audited, ReadOnly, admin.ModelAdmin[Publication]):
    list_display = ["store_menu", "revision", "version", "published_at", "published_by"]
    list_filter = ["store_menu"]
    list_select_related = ["store_menu", "version"]
    actions = ["publish_again"]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user may change what stores sell."""
        return request.user.has_perm("menu.change_publication")

    @asks(WARNING)
    @admin.action(description=gettext_lazy("Publish this version again"), permissions=["publish"])
    def publish_again(self, request: HttpRequest, rows: QuerySet[Publication]) -> None:
        for row in rows.select_related("version"):
            try:
                publications.publish_version(row.store_menu_id, row.version.content_hash, by=user_id(request))
                messages.success(
                    request, gettext("{store} sells by this version.").format(store=row.store_menu)
                )
            except DomainError as error:
                messages.error(request, f"{row}: {said(str(error.detail))}")


@admin.register(PlannedPublication)
class PlannedPublicationAdmin(Audited, ReadOnly, admin.ModelAdmin[PlannedPublication]):
    """Another time is set where the first one was: at the stores' menus."""

    list_display = ["store_menu", "at_the_store", "outcome", "planned_by", "planned_at", "problem"]
    list_filter = ["outcome", "store_menu"]
    list_select_related = ["store_menu"]
    actions = ["cancel"]

    @admin.display(description=gettext_lazy("Time at the store"), ordering="publish_at")
    def at_the_store(self, row: PlannedPublication) -> str:
        return row.wall_time

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user may change what stores sell."""
        return request.user.has_perm("menu.change_plannedpublication")

    @asks(gettext_lazy("The stores go on with the menus they have."))
    @admin.action(description=gettext_lazy("Do not publish then"), permissions=["publish"])
    def cancel(self, request: HttpRequest, rows: QuerySet[PlannedPublication]) -> None:
        for row in rows.filter(outcome=PlanOutcome.OPEN):
            cancel_publication(row.store_menu_id, by=user_id(request))
            messages.success(request, gettext("{plan}: cancelled.").format(plan=row))


class OutageForm(forms.ModelForm[Outage]):
    """An item of the store's menu and, optionally, an end in the future."""

    class Meta:
        model = Outage
        fields = ["store", "kind", "code", "until"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("until") and found["until"] <= now():
            self.add_error("until", "has passed already")
        if {"store", "kind", "code"} <= found.keys() and not self._is_on_menu(found):
            self.add_error("code", "is not on the store's menu")
        return found

    def _is_on_menu(self, found: dict[str, Any]) -> bool:
        version = found["store"].current
        return version is not None and is_on_menu(version.document, OutageKind(found["kind"]), found["code"])

    def validate_constraints(self) -> None:
        """Skips the uniqueness of open outages: entering the same outage again changes its end."""


@admin.register(Outage)
class OutageAdmin(Audited, admin.ModelAdmin[Outage]):
    """Saves through the use cases, which publish the change; ended outages are history."""

    list_display = ["store", "kind", "code", "until", "reported_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "kind"]
    list_select_related = ["store"]
    search_fields = ["code", "store__store_code"]
    form = OutageForm
    actions = ["put_back"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: rows change through the action only."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Outage, form: Any, change: bool) -> None:
        obj.pk = outages.mark_sold_out(
            obj.store_id, OutageKind(obj.kind), obj.code, until=obj.until, by=user_id(request)
        ).pk

    @undone_by("add")
    @admin.action(description=gettext_lazy("Put back on sale"), permissions=["change"])
    def put_back(self, request: HttpRequest, rows: QuerySet[Outage]) -> None:
        for row in rows.filter(ended_at=None):
            outages.restock(row.store_id, OutageKind(row.kind), row.code, by=user_id(request))
