"""What a configured product costs and which configurations a menu sells. Pure; prices in minor units.

The price rule: units = sum over paid toppings of max(0, charge(amount) - charge(default amount on that part)),
half of it for half a pizza, less the included units, rounded up once for each pizza;
price = base + units x topping price + crust surcharge. Removing never credits. Of two halves the dearer counts.
What a half costs is the market's choice, see `HalfRule`.
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
