"""The draft menus."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.menu.admin.publications import publish
from apps.menu.models import (
    Catalogue,
    Category,
    Crust,
    Daypart,
    Deal,
    PreconfiguredProduct,
    Product,
    ProductTopping,
    Size,
    StoreMenu,
    Topping,
    Variant,
)
from apps.menu.queries.drafts import check_deal


class EntryAdmin(admin.ModelAdmin[Any]):
    list_display = ["code", "name", "catalogue", "position"]
    list_editable = ["position"]
    list_filter = ["catalogue"]
    list_select_related = ["catalogue"]
    search_fields = ["code", "name"]


@admin.register(Catalogue)
class CatalogueAdmin(admin.ModelAdmin[Catalogue]):
    list_display = ["code", "name", "currency"]
    search_fields = ["code", "name"]
    actions = ["publish_to_stores"]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the person may change both the catalogue and by what stores sell."""
        return self.has_change_permission(request) and request.user.has_perm("menu.change_storemenu")

    @admin.action(description="Publish for every store that sells from it", permissions=["publish"])
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


class VariantInline(admin.TabularInline[Variant, Product]):
    model = Variant
    exclude = ["catalogue"]
    extra = 0


class ProductToppingInline(admin.TabularInline[ProductTopping, Product]):
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


@admin.register(Daypart)
class DaypartAdmin(EntryAdmin):
    list_display = ["code", "name", "starts", "ends", "weekdays", "catalogue"]
    list_editable = []


class DealForm(forms.ModelForm[Deal]):
    """Refuses what the engine could not take."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            check_deal(self.instance)
        except ValueError as error:
            self.add_error(None, f"This makes no deal: {error}")


@admin.register(Deal)
class DealAdmin(EntryAdmin):
    """A deal counts from the next publication on."""

    form = DealForm

    list_display = ["code", "name", "rule", "value", "combine", "is_automatic", "is_listed", "position"]
    list_filter = ["catalogue", "rule", "combine", "is_automatic", "is_listed"]
    list_select_related = ["daypart"]
