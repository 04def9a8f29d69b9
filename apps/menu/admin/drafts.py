"""The draft menus."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from apps.menu.admin.publications import PLANNED, WARNING, PlanForm, of_drafts, plan, plans_of, publish
from apps.menu.admin.texts import MissingIn, WithTexts
from apps.menu.domain.deals.types import Rule
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
from apps.menu.stock.recipes import recipes_of_weights
from dominos.kernel.admin import Labelled
from dominos.kernel.admin_amounts import COUNT, AmountsField, AmountsForm, StepsField, WithAmounts
from dominos.kernel.admin_questions import asks
from dominos.kernel.audit.admin import Audited
from dominos.kernel.money import PERCENT

OF_CATALOGUE = "catalogue.currency"
OF_PRODUCT = "parent.catalogue.currency"
PRICES = ("price", "crust_surcharge", "topping_price", "deposit", "unit_steps")


class EntryAdmin(Audited, WithTexts, WithAmounts, admin.ModelAdmin[Any]):
    list_display = ["code", "name", "missing", "catalogue", "position"]
    list_editable = ["position"]
    list_filter = ["catalogue", MissingIn]
    list_select_related = ["catalogue"]
    search_fields = ["code", "name", "texts"]


def _stores_of(catalogues: QuerySet[Catalogue]) -> QuerySet[StoreMenu]:
    return StoreMenu.objects.filter(catalogue__in=catalogues)


@admin.register(Catalogue)
class CatalogueAdmin(Audited, admin.ModelAdmin[Catalogue]):
    list_display = ["code", "name", "currency", "language"]
    search_fields = ["code", "name"]
    actions = ["publish_to_stores", "plan_for_stores", "make_recipes"]
    action_form = PlanForm

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user may change both the catalogue and stores' menus."""
        return self.has_change_permission(request) and request.user.has_perm("menu.change_storemenu")

    @asks(WARNING, lambda request, catalogues: of_drafts(request, _stores_of(catalogues)))
    @admin.action(
        description=gettext_lazy("Publish for every store that sells from it"), permissions=["publish"]
    )
    def publish_to_stores(self, request: HttpRequest, catalogues: QuerySet[Catalogue]) -> None:
        publish(request, _stores_of(catalogues))

    @asks(PLANNED, lambda request, catalogues: plans_of(request, _stores_of(catalogues)))
    @admin.action(
        description=gettext_lazy("Publish at the time beside this, for every store that sells from it"),
        permissions=["publish"],
    )
    def plan_for_stores(self, request: HttpRequest, catalogues: QuerySet[Catalogue]) -> None:
        plan(request, _stores_of(catalogues))

    @asks(
        gettext_lazy(
            "Every topping and dough that states its grams becomes an ingredient, and so does every drink; "
            "recipes that are there stay."
        )
    )
    @admin.action(description=gettext_lazy("Make recipes of the weights it states"), permissions=["change"])
    def make_recipes(self, request: HttpRequest, catalogues: QuerySet[Catalogue]) -> None:
        for catalogue in catalogues:
            made = recipes_of_weights(catalogue)
            messages.success(
                request,
                gettext("{catalogue}: {count} recipes were made.").format(catalogue=catalogue, count=made),
            )


@admin.register(Category)
class CategoryAdmin(EntryAdmin):
    autocomplete_fields = ["picture"]
    list_display = ["code", "name", "missing", "parent", "catalogue", "position"]
    list_select_related = ["catalogue", "parent"]


admin.site.register([Size, Crust], EntryAdmin)


@admin.register(Topping)
class ToppingAdmin(EntryAdmin):
    list_display = [
        "code",
        "name",
        "missing",
        "group",
        "exclusive_group",
        "whole_only",
        "is_paid",
        "position",
    ]
    list_filter = ["catalogue", MissingIn, "group", "diet", "whole_only", "is_paid"]
    amounts = {"price": OF_CATALOGUE}


class VariantInline(WithTexts, WithAmounts, admin.StackedInline[Variant, Product]):
    """One collapsed block per variant: as a table row its fields would be wider than the screen."""

    model = Variant
    amounts = dict.fromkeys(PRICES, OF_PRODUCT)
    amount_fields = {"unit_steps": AmountsField}
    classes = ["collapse"]
    exclude = ["catalogue"]
    extra = 0


class ProductToppingInline(Labelled, admin.TabularInline[ProductTopping, Product]):
    model = ProductTopping
    autocomplete_fields = ["topping"]
    extra = 0


@admin.register(Product)
class ProductAdmin(EntryAdmin):
    list_display = ["code", "name", "missing", "category", "is_halvable", "needs_oven", "position"]
    list_filter = ["catalogue", MissingIn, "diet", "category"]
    list_select_related = ["category", "catalogue"]
    autocomplete_fields = ["picture"]
    inlines = [VariantInline, ProductToppingInline]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Assigns variants to the catalogue of their product."""
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
    list_filter = ["catalogue", MissingIn, "size", "crust"]
    list_select_related = ["product", "catalogue"]
    autocomplete_fields = ["product"]
    amounts = dict.fromkeys(PRICES, OF_CATALOGUE)
    amount_fields = {"unit_steps": AmountsField}


@admin.register(PreconfiguredProduct)
class PreconfiguredProductAdmin(EntryAdmin):
    list_display = ["code", "name", "missing", "product", "category", "position"]
    list_select_related = ["product", "category", "catalogue"]
    autocomplete_fields = ["product"]


@admin.register(Daypart)
class DaypartAdmin(EntryAdmin):
    list_display = ["code", "name", "missing", "starts", "ends", "weekdays", "catalogue"]
    list_editable = []


class DealForm(AmountsForm[Deal]):
    """Rejects deals that the engine does not accept."""

    def value_unit(self) -> str:
        """The unit of the deal's value, by the selected rule."""
        typed = getattr(self, "cleaned_data", {})
        rule = typed.get("rule") or self.instance.rule
        if rule == Rule.PERCENT:
            return PERCENT
        return self._currency()

    def tiers_unit(self) -> str:
        """The units of the tiers' thresholds (items or money) and of their values."""
        typed = getattr(self, "cleaned_data", {})
        has_slots = typed.get("slots", self.instance.slots)
        return f"{COUNT if has_slots else self._currency()} {self.value_unit()}"

    def _currency(self) -> str:
        catalogue = getattr(self, "cleaned_data", {}).get("catalogue")
        if catalogue is None and self.instance.catalogue_id is not None:
            catalogue = self.instance.catalogue
        return catalogue.currency if catalogue else ""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:
            check_deal(self.instance)
        except ValueError as error:
            self.add_error(None, f"This makes no deal: {error}")


@admin.register(Deal)
class DealAdmin(EntryAdmin):
    """Changes of a deal take effect with the next publication."""

    form = DealForm

    list_display = [
        "code",
        "name",
        "missing",
        "rule",
        "value",
        "combine",
        "is_automatic",
        "is_listed",
        "position",
    ]
    list_filter = ["catalogue", MissingIn, "rule", "combine", "is_automatic", "is_listed"]
    list_select_related = ["daypart", "catalogue"]
    amounts = {"value": "value_unit", "tiers": "tiers_unit", "min_subtotal": OF_CATALOGUE}
    amount_fields = {"tiers": StepsField}
