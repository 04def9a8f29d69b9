"""Ingredients and what they are used for; levels and movements are looked at."""

from django.contrib import admin

from apps.menu.admin.drafts import EntryAdmin
from apps.menu.models import Ingredient, RecipeLine, StockLevel, StockMovement
from dominos.kernel.admin import Labelled, ReadOnly
from dominos.kernel.audit.admin import Audited


class RecipeLineInline(Labelled, admin.TabularInline[RecipeLine, Ingredient]):
    model = RecipeLine
    extra = 0


@admin.register(Ingredient)
class IngredientAdmin(EntryAdmin):
    """Recipes count from the next publication on."""

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
