"""The draft menus, what stores sell by, and the door from one to the other."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.menu import actions, outages
from apps.menu.availability import Kind, is_on_menu
from apps.menu.models import (
    Catalogue,
    Category,
    Crust,
    MenuVersion,
    Outage,
    PreconfiguredProduct,
    Product,
    ProductTopping,
    Publication,
    Size,
    StoreMenu,
    Topping,
    Variant,
)
from dominos.kernel.clock import now
from dominos.kernel.errors import DomainError


class EntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["code", "name", "catalogue", "position"]
    list_editable = ["position"]
    list_filter = ["catalogue"]
    list_select_related = ["catalogue"]
    search_fields = ["code", "name"]


@admin.register(Catalogue)
class CatalogueAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["code", "name", "currency"]
    search_fields = ["code", "name"]
    actions = ["publish_to_stores"]

    @admin.action(description="Publish for every store that sells from it")
    def publish_to_stores(self, request: HttpRequest, catalogues: QuerySet[Catalogue]) -> None:
        publish(request, StoreMenu.objects.filter(catalogue__in=catalogues))


@admin.register(Category)
class CategoryAdmin(EntryAdmin):
    list_display = ["code", "name", "parent", "catalogue", "position"]
    list_select_related = ["catalogue", "parent"]


admin.site.register([Size, Crust], EntryAdmin)


@admin.register(Topping)
class ToppingAdmin(EntryAdmin):
    list_display = ["code", "name", "group", "exclusive_group", "whole_only", "is_paid", "position"]
    list_filter = ["catalogue", "group", "whole_only", "is_paid"]


class VariantInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Variant
    exclude = ["catalogue"]
    extra = 0


class ProductToppingInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ProductTopping
    autocomplete_fields = ["topping"]
    extra = 0


@admin.register(Product)
class ProductAdmin(EntryAdmin):
    list_display = ["code", "name", "category", "is_halvable", "needs_oven", "position"]
    list_filter = ["catalogue", "category"]
    list_select_related = ["category"]
    inlines = [VariantInline, ProductToppingInline]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A variant belongs to the catalogue of its product."""
        for row in formset.save(commit=False):
            if isinstance(row, Variant):
                row.catalogue = form.instance.catalogue
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()


@admin.register(Variant)
class VariantAdmin(EntryAdmin):
    list_display = ["code", "name", "product", "price", "crust_surcharge", "topping_price"]
    list_editable = ["price"]
    list_filter = ["catalogue", "size", "crust"]
    list_select_related = ["product"]
    autocomplete_fields = ["product"]


@admin.register(PreconfiguredProduct)
class PreconfiguredProductAdmin(EntryAdmin):
    list_display = ["code", "name", "product", "category", "position"]
    list_select_related = ["product", "category"]
    autocomplete_fields = ["product"]


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shown, never edited here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StoreMenu)
class StoreMenuAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["store_code", "store_name", "catalogue", "current", "revision"]
    list_filter = ["catalogue"]
    list_select_related = ["catalogue", "current"]
    search_fields = ["store_code", "store_name", "store_id"]
    readonly_fields = ["store_id", "store_code", "store_name", "currency", "current", "revision"]
    actions = ["publish_draft"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Publish the draft")
    def publish_draft(self, request: HttpRequest, stores: QuerySet[StoreMenu]) -> None:
        publish(request, stores)


@admin.register(MenuVersion)
class MenuVersionAdmin(ReadOnly):
    list_display = ["content_hash", "catalogue_code", "created_at"]
    list_filter = ["catalogue_code"]
    search_fields = ["content_hash"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MenuVersion]:
        return super().get_queryset(request).defer("document")


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = ["store_menu", "revision", "version", "published_at", "published_by"]
    list_filter = ["store_menu"]
    list_select_related = ["store_menu", "version"]
    actions = ["sell_by_again"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The action below needs it; the fields stay read-only."""
        return True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["store_menu", "version", "revision", "published_at", "published_by"]

    @admin.action(description="Sell by this version again")
    def sell_by_again(self, request: HttpRequest, publications: QuerySet[Publication]) -> None:
        for row in publications.select_related("version"):
            try:
                actions.publish_version(row.store_menu_id, row.version.content_hash, by=user_id(request))
            except DomainError as error:
                messages.error(request, f"{row}: {error.detail}")


class OutageForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something of the store's menu, and an end that is still to come."""

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
        return version is not None and is_on_menu(version.document, Kind(found["kind"]), found["code"])

    def validate_constraints(self) -> None:
        """The same outage again moves its end."""


@admin.register(Outage)
class OutageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Goes through the actions, so that everyone is told; a row is history once it has ended."""

    list_display = ["store", "kind", "code", "until", "reported_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "kind"]
    list_select_related = ["store"]
    search_fields = ["code", "store__store_code"]
    form = OutageForm
    actions = ["put_back"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the action changes rows."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Outage, form: Any, change: bool) -> None:
        obj.pk = outages.mark_sold_out(
            obj.store_id, Kind(obj.kind), obj.code, until=obj.until, by=user_id(request)
        ).pk

    @admin.action(description="Put back on sale")
    def put_back(self, request: HttpRequest, rows: QuerySet[Outage]) -> None:
        for row in rows.filter(ended_at=None):
            outages.restock(row.store_id, Kind(row.kind), row.code, by=user_id(request))


def publish(request: HttpRequest, stores: QuerySet[StoreMenu]) -> None:
    """Publishes the drafts of the stores and tells the editor how many of them changed."""
    changed = 0
    for store in stores:
        try:
            changed += actions.publish_menu(store.store_id, by=user_id(request))
        except DomainError as error:
            messages.error(request, f"{store}: {error.detail}")
    messages.success(request, f"{changed} of {len(stores)} stores sell by a new version.")


def user_id(request: HttpRequest) -> Any:
    """Who is signed in."""
    return request.user.pk
