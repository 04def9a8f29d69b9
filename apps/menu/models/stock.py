"""Ingredients with their recipes, and stores' stock of them."""

from typing import Any

from django.db import models
from django.db.models import Q

from apps.menu.domain.availability import OutageKind
from apps.menu.domain.recipes import StockUnit
from apps.menu.domain.stock import MovementKind
from apps.menu.models.drafts import Entry
from apps.menu.models.fields import CODE
from apps.menu.models.store_menus import StoreMenu
from dominos.kernel.ids import new_id
from dominos.kernel.personal import NotPersonal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Kept


def quantity_field(help_text: str = "") -> Any:
    """An amount in the ingredient's unit."""
    return models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0, help_text=help_text)


class Ingredient(Entry):
    """An ingredient. Its recipes take effect with the next publication."""

    unit = models.CharField(max_length=5, choices=[(unit.value, unit.value) for unit in StockUnit])


class RecipeLine(models.Model):
    """The amount of an ingredient in the normal portion of an item, on a whole piece of a size."""

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ingredient = models.ForeignKey(Ingredient, models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in OutageKind])
    code = models.CharField(max_length=40, validators=[CODE])
    size = models.CharField(
        max_length=40, default="*", db_default="*", help_text="A size's code; *: any other."
    )
    amount = quantity_field("In the ingredient's unit.")

    class Meta:
        ordering = ["kind", "code", "size"]
        constraints = [
            models.UniqueConstraint("ingredient", "kind", "code", "size", name="menu_recipeline_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="menu_recipeline_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.size}"


class StockLevel(models.Model):
    """A store's stock of an ingredient, the sum of its movements, and the level below which it is low.

    Negative if more was used than was recorded as delivered.
    """

    retention = Kept(because="as many as stores have ingredients")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(StoreMenu, models.CASCADE, related_name="levels")
    ingredient = models.CharField(max_length=40)
    on_hand = quantity_field()
    low_at = quantity_field()

    class Meta:
        ordering = ["ingredient"]
        constraints = [models.UniqueConstraint(fields=["store", "ingredient"], name="menu_stocklevel_once")]

    def __str__(self) -> str:
        return f"{self.ingredient}: {self.on_hand}"


class StockMovement(models.Model):
    """A change of a level by `amount`. Rows are append-only, except for the one row a day of what orders use.

    The amount of a count is the difference from what earlier movements add up to.
    """

    retention = Kept(because="some ten rows a day and store; stock is an asset in the books")
    personal = NotPersonal(because="names of the staff who counted, by identifier only")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(StoreMenu, models.CASCADE, related_name="movements")
    ingredient = models.CharField(max_length=40)
    business_date = models.DateField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in MovementKind])
    amount = quantity_field()
    by = models.UUIDField(null=True)
    note = models.CharField(max_length=MAX_REASON, blank=True, db_default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "ingredient", "business_date"],
                condition=Q(kind=MovementKind.USE),
                name="menu_stockmovement_use_of_day",
            )
        ]
        indexes = [models.Index(fields=["store", "business_date"], name="menu_stock_of_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ingredient} {self.amount}"
