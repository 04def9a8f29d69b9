"""Types of the menu service."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Part(StrEnum):
    """The part of a pizza a topping lies on."""

    WHOLE = "1/1"
    LEFT = "1/2"
    RIGHT = "2/2"


Options = dict[str, dict[Part, Decimal]]
"""Toppings of one pizza: `{topping code: {part: amount}}`, amounts 0, 0.5, 1, 1.5 or 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRequest:
    """A wish: `quantity` of a variant with options that differ from the product's defaults.

    With `second_half`, a variant of the same size and crust, `variant` is the left half only.
    """

    variant: str
    quantity: int
    options: Options
    second_half: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line as the store sells it. Prices in minor units; `units` are the charged topping units of one pizza.

    `options` is the whole configuration, defaults included; asked for again it costs the same.
    """

    variant: str
    product: str
    name: str
    description: str
    quantity: int
    options: Options
    units: int
    unit_price: int
    total: int
    needs_oven: bool
    second_half: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedBasket:
    """A basket priced from one published menu version. `food` is the sum of the line totals, in minor units."""

    store_id: UUID
    menu_version: str
    currency: str
    lines: tuple[PricedLine, ...]
    food: int
