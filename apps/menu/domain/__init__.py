"""Prices of configured products and which configurations a menu sells. Pure; prices in minor units.

The price rule: units = sum over paid toppings of max(0, charge(amount) - charge(default amount on that
part)), half of it for half a pizza, less the included units, rounded up once per pizza; price = base + units
x topping price + crust surcharge. Removing never credits. The dearer of two halves counts unless the market
has another `HalfRule`.
"""

from apps.menu.domain.pricing import price_lines
from apps.menu.domain.terms import (
    AMOUNTS,
    CHARGES,
    COOKING,
    SIDE,
    HalfRule,
    Menu,
    Product,
    Topping,
    Variant,
)

__all__ = [
    "AMOUNTS",
    "CHARGES",
    "COOKING",
    "SIDE",
    "HalfRule",
    "Menu",
    "Product",
    "Topping",
    "Variant",
    "price_lines",
]
