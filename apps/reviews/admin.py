"""Moderating reviews."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.reviews.models import Review
from apps.reviews.use_cases import set_hidden
from dominos.kernel.audit.admin import Audited


@admin.register(Review)
class ReviewAdmin(Audited, admin.ModelAdmin[Review]):
    """Reviews are shown and hidden here, never rewritten."""

    list_display = ("posted_at", "stars", "courier_stars", "product_stars", "text", "store_id", "is_hidden")
    list_filter = ("stars", "is_hidden")
    search_fields = ("text", "order_id", "store_id")
    actions = ("hide", "show")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Hide the chosen reviews", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: Any) -> None:
        for review in queryset:
            set_hidden(review.id, is_hidden=True)

    @admin.action(description="Show the chosen reviews", permissions=["change"])
    def show(self, request: HttpRequest, queryset: Any) -> None:
        for review in queryset:
            set_hidden(review.id, is_hidden=False)
