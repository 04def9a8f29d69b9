"""The chain's draft menus, and the published versions stores sell by."""

from apps.menu.models.deal_codes import CodeBatch, DealCode
from apps.menu.models.drafts import (
    Catalogue,
    Category,
    Crust,
    Daypart,
    Deal,
    Entry,
    PreconfiguredProduct,
    Product,
    ProductTopping,
    Size,
    Topping,
    Variant,
)
from apps.menu.models.fields import any_amount, is_amount
from apps.menu.models.pictures import Picture, PictureFile
from apps.menu.models.stock import Ingredient, RecipeLine, StockLevel, StockMovement
from apps.menu.models.store_menus import (
    MenuVersion,
    Outage,
    PlannedPublication,
    Publication,
    StoreChange,
    StoreMenu,
)

__all__ = [
    "Catalogue",
    "Category",
    "CodeBatch",
    "Crust",
    "Daypart",
    "Deal",
    "DealCode",
    "Entry",
    "Ingredient",
    "MenuVersion",
    "Outage",
    "Picture",
    "PictureFile",
    "PlannedPublication",
    "PreconfiguredProduct",
    "Product",
    "ProductTopping",
    "Publication",
    "RecipeLine",
    "Size",
    "StockLevel",
    "StockMovement",
    "StoreChange",
    "StoreMenu",
    "Topping",
    "Variant",
    "any_amount",
    "is_amount",
]
