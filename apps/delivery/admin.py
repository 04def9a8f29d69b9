"""Delivery in the chain's admin: couriers are edited, what happened is only looked at."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.delivery.models import Courier, CourierDocument, Delivery, DeliveryChange, Offer, Shift, StorePlace
from apps.delivery.use_cases.documents import decide_document
from dominos.kernel.admin import ReadOnly
from dominos.kernel.unit_of_work import unit_of_work


class ChangeInline(ReadOnly, admin.TabularInline[DeliveryChange, Delivery]):
    model = DeliveryChange
    fields = ("sequence", "at", "action", "status", "actor_id", "reason")
    ordering = ("sequence",)


class OfferInline(ReadOnly, admin.TabularInline[Offer, Delivery]):
    model = Offer
    fields = ("offered_at", "courier", "status", "reason", "answered_at", "stop")
    ordering = ("offered_at",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin[Delivery]):
    list_display = (
        "number",
        "status",
        "store_id",
        "courier",
        "ready_at",
        "eta_from",
        "eta_to",
        "promised_to",
    )
    list_filter = ("status", "contactless")
    search_fields = ("number", "order_id")
    date_hierarchy = "requested_at"
    list_select_related = ("courier",)
    inlines = (ChangeInline, OfferInline)


class DocumentInline(ReadOnly, admin.TabularInline[CourierDocument, Courier]):
    model = CourierDocument
    fields = ("kind", "number", "expires_on", "verified_at", "refused_at", "reason")
    ordering = ("-submitted_at",)


@admin.register(CourierDocument)
class CourierDocumentAdmin(ReadOnly, admin.ModelAdmin[CourierDocument]):
    list_display = ("courier", "kind", "number", "expires_on", "submitted_at", "verified_at", "refused_at")
    list_filter = ("kind", "verified_at", "refused_at")
    list_select_related = ("courier",)
    date_hierarchy = "expires_on"
    actions = ("verify", "refuse")

    @admin.action(description="Verify the chosen documents", permissions=["verify"])
    def verify(self, request: HttpRequest, chosen: QuerySet[CourierDocument]) -> None:
        self._decide(request, chosen, is_good=True)

    @admin.action(description="Refuse the chosen documents", permissions=["verify"])
    def refuse(self, request: HttpRequest, chosen: QuerySet[CourierDocument]) -> None:
        self._decide(request, chosen, is_good=False)

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("delivery.change_courierdocument")

    def _decide(self, request: HttpRequest, chosen: QuerySet[CourierDocument], *, is_good: bool) -> None:
        by = request.user.pk
        assert isinstance(by, UUID)
        for document in chosen.filter(verified_at=None, refused_at=None):
            decide_document(document.courier_id, document.id, by, is_good=is_good, reason="")


@admin.register(Courier)
class CourierAdmin(admin.ModelAdmin[Courier]):
    list_display = ("name", "status", "vehicle", "capacity", "home_store_id", "cash_carried")
    list_filter = ("status", "vehicle")
    search_fields = ("name__folded_contains", "user_id")
    inlines = (DocumentInline,)
    fields = ("user_id", "name", "vehicle", "capacity", "home_store_id", "status", "cash_carried")
    readonly_fields = ("status", "cash_carried")

    def save_model(self, request: HttpRequest, obj: Courier, form: Any, change: bool) -> None:
        with unit_of_work("delivery"):
            super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Courier | None = None) -> tuple[str, ...]:
        return self.readonly_fields if obj is None else (*self.readonly_fields, "user_id")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Shift)
class ShiftAdmin(ReadOnly, admin.ModelAdmin[Shift]):
    list_display = ("courier", "started_at", "ends_at", "ended_at", "acked_sequence")
    list_filter = ("ended_at",)
    list_select_related = ("courier",)


@admin.register(StorePlace)
class StorePlaceAdmin(ReadOnly, admin.ModelAdmin[StorePlace]):
    list_display = ("code", "name", "lat", "lon", "is_active")
