"""Ingredients and their recipes; stock levels and movements are read-only."""

from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext

from apps.menu.admin.drafts import EntryAdmin
from apps.menu.domain.availability import OutageKind
from apps.menu.domain.contents import ANY_SIZE
from apps.menu.models import (
    Catalogue,
    Crust,
    Ingredient,
    Product,
    RecipeLine,
    Size,
    StockLevel,
    StockMovement,
    Topping,
    Variant,
)
from dominos.kernel.admin import Labelled, ReadOnly
from dominos.kernel.audit.admin import Audited

ENTRIES = {
    OutageKind.TOPPING: Topping,
    OutageKind.CRUST: Crust,
    OutageKind.VARIANT: Variant,
    OutageKind.PRODUCT: Product,
}


class RecipeLines(BaseInlineFormSet[RecipeLine, Ingredient, Any]):
    """Rejects recipe lines for items that the catalogue does not have."""

    def clean(self) -> None:
        super().clean()
        if self.instance.catalogue_id is not None:
            for form in self.forms:
                for field in _unknown(self.instance.catalogue, form.cleaned_data if form.is_valid() else {}):
                    form.add_error(field, gettext("The catalogue has none of this code."))


def _unknown(catalogue: Catalogue, row: dict[str, Any]) -> list[str]:
    """The fields of a recipe whose code the catalogue does not have."""
    asked = {"code": ENTRIES[OutageKind(row["kind"])], "size": Size} if row.get("kind") else {}
    return [
        field
        for field, entry in asked.items()
        if row[field] != ANY_SIZE
        and not entry._default_manager.filter(catalogue=catalogue, code=row[field]).exists()
    ]


class RecipeLineInline(Labelled, admin.TabularInline[RecipeLine, Ingredient]):
    model = RecipeLine
    formset = RecipeLines
    extra = 0


@admin.register(Ingredient)
class IngredientAdmin(EntryAdmin):
    """Changes of recipes take effect with the next publication."""

    list_display = ["code", "name", "missing", "unit", "catalogue", "position"]
    inlines = [RecipeLineInline]


@admin.register(StockLevel)
class StockLevelAdmin(Audited, ReadOnly, admin.ModelAdmin[StockLevel]):
    list_display = ["store", "ingredient", "on_hand", "low_at"]
    list_filter = ["store"]
    list_select_related = ["store"]
    search_fields = ["ingredient", "store__store_code"]


@admin.register(StockMovement)
class StockMovementAdmin(Audited, ReadOnly, admin.ModelAdmin[StockMovement]):
    list_display = ["business_date", "store", "kind", "ingredient", "amount", "by", "note"]
    list_filter = ["store", "kind"]
    list_select_related = ["store"]
    search_fields = ["ingredient", "store__store_code"]
