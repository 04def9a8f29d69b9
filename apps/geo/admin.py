"""The chain's map in the admin: delivery zones with overlap warnings, store points and loaded cities to look at."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from apps.geo.models import City, DeliveryZone, StorePoint
from apps.geo.queries import overlapping_zones
from dominos.kernel.unit_of_work import unit_of_work


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """What other places write is only shown here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DeliveryZone)
class DeliveryZoneAdmin(admin.ModelAdmin[DeliveryZone]):
    list_display = ("name", "store_id", "kind", "priority", "minimum_subtotal", "currency", "is_active")
    list_filter = ("kind", "is_active", "store_id")
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: DeliveryZone, form: Any, change: bool) -> None:
        with unit_of_work("geo"):
            super().save_model(request, obj, form, change)
        for other in overlapping_zones(obj) if obj.is_active else ():
            text = f"{obj.name} overlaps {other.name} at the same priority: the nearer store serves the shared ground."
            messages.warning(request, text)


@admin.register(StorePoint)
class StorePointAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "lat", "lon", "is_active")
    search_fields = ("code", "name")


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    list_display = ("name", "file_name", "streets", "addresses", "is_active", "loaded_at")
