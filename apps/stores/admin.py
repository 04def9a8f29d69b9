"""Stores in the admin site; saving publishes the same events as any other change."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from apps.stores import availability, markets, profiles, revisions
from apps.stores.domain import schedule
from apps.stores.models import Holiday, Market, OfferedService, ServiceHours, SlotCapacity, Store
from apps.stores.queries import states
from dominos.kernel.admin import Labelled
from dominos.kernel.admin_amounts import AmountsForm, WithAmounts
from dominos.kernel.admin_questions import asks, undone_by
from dominos.kernel.audit.admin import Audited
from dominos.kernel.errors import Invalid
from dominos.kernel.texts.problems import said
from dominos.kernel.unit_of_work import unit_of_work


class StoreForm(AmountsForm[Store]):
    """The form of a store; remembers the store's previous state."""

    before: schedule.StoreState | None = None


class MarketForm(AmountsForm[Market]):
    """The form of a market, whose currency is that of its stores."""

    def currency(self) -> str:
        """The currency of the market in the form."""
        code = getattr(self, "cleaned_data", {}).get("code") or self.instance.code
        return Market(code=code).currency


class OfferInline(Labelled, admin.TabularInline[OfferedService, Store]):
    model = OfferedService
    extra = 0


class HoursInline(Labelled, admin.TabularInline[ServiceHours, Store]):
    model = ServiceHours
    extra = 0


class HolidayInline(Labelled, admin.TabularInline[Holiday, Store]):
    model = Holiday
    extra = 0


class CapacityInline(Labelled, admin.TabularInline[SlotCapacity, Store]):
    model = SlotCapacity
    extra = 0


@admin.register(Market)
class MarketAdmin(Audited, WithAmounts, admin.ModelAdmin[Market]):
    form = MarketForm
    amounts = {"small_order_fee": "currency", "cash_coin": "currency"}
    list_display = ["code", "name", "small_order", "small_order_fee", "cash_coin"]

    def save_model(self, request: HttpRequest, obj: Market, form: Any, change: bool) -> None:
        with unit_of_work("stores"):
            super().save_model(request, obj, form, change)
            markets.announce_market(obj.code)


@admin.register(Store)
class StoreAdmin(Audited, WithAmounts, admin.ModelAdmin[Store]):
    form = StoreForm
    amounts = {"cash_limit": "currency", "minimum_order": "currency", "auto_accept_up_to": "currency"}
    inlines = [OfferInline, HoursInline, HolidayInline, CapacityInline]
    list_display = ["code", "name", "city", "is_active", "force_closed", "busy_minutes"]
    list_filter = ["is_active", "force_closed", "city"]
    search_fields = ["code", "name", "street", "postcode", "city"]
    actions = ["close_by_hand", "reopen"]
    fieldsets = [
        (None, {"fields": ["code", "name", "phone", "is_active"]}),
        (gettext_lazy("Now"), {"fields": ["force_closed", "busy_minutes"]}),
        (
            gettext_lazy("Accepting orders"),
            {
                "fields": [
                    "auto_accept",
                    "auto_accept_from",
                    "auto_accept_until",
                    "auto_accept_up_to",
                    "auto_accept_known_only",
                ]
            },
        ),
        (
            gettext_lazy("Place"),
            {"fields": ["street", "house_number", "postcode", "city", "lat", "lon", "timezone", "languages"]},
        ),
        (
            gettext_lazy("Money"),
            {
                "fields": [
                    "market",
                    "currency",
                    "tax_percent",
                    "tax_included",
                    "local_taxes",
                    "legal_entity",
                    "cash_limit",
                    "minimum_order",
                ]
            },
        ),
        (
            gettext_lazy("Kitchen"),
            {"fields": ["make_stations", "make_seconds", "oven_slots", "oven_seconds", "day_starts_at"]},
        ),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a store is deactivated instead, because past orders refer to it."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with unit_of_work("stores"):
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Invalid as refusal:
            messages.error(request, " ".join(said(error.message) for error in refusal.errors))
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: Store, form: Any, change: bool) -> None:
        form.before = revisions.locked_state(obj.id) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        after = states.state_of(states.with_state().get(id=form.instance.id))
        profiles.require_whole_nights(after)
        if after != form.before:
            profiles.announce_saved(after, form.before)

    @asks(
        gettext_lazy("No new orders are taken until somebody opens it again. What is in the kitchen goes on.")
    )
    @admin.action(description=gettext_lazy("Close by hand"), permissions=["change"])
    def close_by_hand(self, request: HttpRequest, stores: QuerySet[Store]) -> None:
        self._set_closed(request, stores, True)

    @undone_by("close_by_hand")
    @admin.action(description=gettext_lazy("Reopen"), permissions=["change"])
    def reopen(self, request: HttpRequest, stores: QuerySet[Store]) -> None:
        self._set_closed(request, stores, False)

    def _set_closed(self, request: HttpRequest, stores: QuerySet[Store], closed: bool) -> None:
        ids: list[UUID] = list(stores.values_list("id", flat=True))
        changed = sum(availability.set_availability(store_id, force_closed=closed) for store_id in ids)
        told = gettext("Stores changed: {changed} of {count}.").format(changed=changed, count=len(ids))
        messages.success(request, told)
