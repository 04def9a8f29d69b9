"""Geo in the admin site: zones drawn on a map with overlap warnings; store points and loaded cities are read-only."""

import json
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.geo.domain.zones import BadZone
from apps.geo.models import City, DeliveryZone, StorePoint
from apps.geo.queries.zone_map import overlaps_of, zones_on_map
from apps.geo.queries.zones import overlapping_zones
from dominos.kernel.admin import ReadOnly, demanding
from dominos.kernel.admin_amounts import AmountsForm, StepsField, WithAmounts
from dominos.kernel.audit.admin import Audited
from dominos.kernel.unit_of_work import unit_of_work


def _stores() -> list[tuple[str, str]]:
    return [(str(store.store_id), str(store)) for store in StorePoint.objects.order_by("code", "name")]


def _uuid(value: object) -> UUID:
    return UUID(str(value))


class JsonField(forms.JSONField):
    """JSON, with a depth limit."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return InvalidJSONInput(data)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, data)
        except RecursionError:
            return True


class FeesField(StepsField):
    """Delivery fees by subtotal, one tier a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(names=("from_subtotal", "fee"), **options)


class ZoneForm(AmountsForm[DeliveryZone]):
    store_id = forms.TypedChoiceField(label=gettext_lazy("Store"), choices=_stores, coerce=_uuid)

    class Meta:
        model = DeliveryZone
        fields = (
            *("store_id", "name", "kind", "shape", "priority", "hours", "currency", "minimum_subtotal"),
            *("fee_rules", "is_active"),
        )
        field_classes: ClassVar = dict.fromkeys(("shape", "hours"), JsonField)


class ByStore(admin.SimpleListFilter):
    """Filters the zones of one store."""

    title, parameter_name = gettext_lazy("store"), "store_id"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return _stores()

    def queryset(self, request: HttpRequest, queryset: QuerySet[DeliveryZone]) -> QuerySet[DeliveryZone]:
        wanted = [key for key, _ in _stores() if key == self.value()]
        return queryset.filter(store_id=wanted[0]) if wanted else queryset


@admin.register(DeliveryZone)
class DeliveryZoneAdmin(Audited, WithAmounts, admin.ModelAdmin[DeliveryZone]):
    form = ZoneForm
    amounts = {"minimum_subtotal": "currency", "fee_rules": "currency"}
    amount_fields = {"fee_rules": FeesField}
    list_display = ("name", "store", "kind", "priority", "minimum_subtotal", "currency", "is_active")
    list_filter = ("kind", "is_active", ByStore)
    search_fields = ("name",)

    class Media:
        css = {"all": ["geo/maplibre/maplibre-gl.css", "geo/map.css", "geo/zone_editor.css"]}
        js = [forms.Script("geo/zone_editor.js", type="module")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeliveryZone]:
        code, name = (
            StorePoint.objects.filter(store_id=OuterRef("store_id")).values(column)[:1]
            for column in ("code", "name")
        )
        zones: QuerySet[DeliveryZone] = super().get_queryset(request)
        return zones.annotate(store_code=Subquery(code), store_name=Subquery(name))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Initial values from the link to the form, the shape as JSON."""
        found: dict[str, Any] = super().get_changeform_initial_data(request)
        with suppress(KeyError, ValueError, RecursionError):
            found["shape"] = json.loads(found["shape"])
        return found

    @admin.display(ordering="store_code")
    def store(self, zone: Any) -> str:
        return f"{zone.store_code} {zone.store_name}" if zone.store_code else str(zone.store_id)

    def get_urls(self) -> list[URLPattern]:
        """Adds the map's data; drawing saves nothing, the form does."""
        seen, drawn = (demanding(self, "view", view) for view in (self.map_data, self.overlaps))
        return [
            path("map.json", require_safe(seen), name="geo_zone_map"),
            path("overlaps.json", require_POST(drawn), name="geo_zone_overlaps"),
            *super().get_urls(),
        ]

    def map_data(self, request: HttpRequest) -> JsonResponse:
        """All zones, stores and overlaps."""
        return JsonResponse(zones_on_map())

    def overlaps(self, request: HttpRequest) -> JsonResponse:
        """The overlaps of the zone being drawn, or why it is invalid."""
        try:
            return JsonResponse({"overlaps": overlaps_of(json.loads(request.body)), "refusal": ""})
        except BadZone as error:
            return JsonResponse({"overlaps": [], "refusal": str(error)})
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return JsonResponse({"overlaps": [], "refusal": "not a zone"}, status=400)

    def save_model(self, request: HttpRequest, obj: DeliveryZone, form: Any, change: bool) -> None:
        with unit_of_work("geo"):
            super().save_model(request, obj, form, change)
        stores = dict(_stores())
        for other in overlapping_zones(obj) if obj.is_active else ():
            store = stores.get(str(other.store_id), other.store_id)
            told = gettext(
                "{zone} overlaps {other} at the same priority: the nearer store serves the shared ground."
            )
            messages.warning(request, told.format(zone=obj.name, other=f"{other.name} ({store})"))


@admin.register(StorePoint)
class StorePointAdmin(Audited, ReadOnly, admin.ModelAdmin[StorePoint]):
    list_display = ("code", "name", "lat", "lon", "is_active")
    search_fields = ("code", "name")


@admin.register(City)
class CityAdmin(Audited, ReadOnly, admin.ModelAdmin[City]):
    list_display = ("name", "file_name", "streets", "addresses", "is_active", "loaded_at")
