"""The parts of a menu, as the price rule sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from apps.menu.contract.limits import MAX_QUANTITY
from apps.menu.domain.contents import UNSTATED, Facts
from apps.menu.domain.dayparts import Daypart, Moment
from dominos.kernel.texts.languages import SOURCE

CHARGES = {
    Decimal("0"): Decimal(0),
    Decimal("0.5"): Decimal(1),
    Decimal("1"): Decimal(1),
    Decimal("1.5"): Decimal("1.5"),
    Decimal("2"): Decimal(2),
    **{Decimal(count): Decimal(count) for count in range(3, MAX_QUANTITY + 1)},
}
"""Topping units charged for an amount of a topping on a whole pizza; 3 and above are counts of a side."""
AMOUNTS = tuple(amount for amount in CHARGES if amount <= 2)
ANY_AMOUNT = [str(amount) for amount in AMOUNTS if amount]
"""The default amounts of a topping."""
SIDE = "side"
"""The group of sides: charged beyond the number included, whichever they are."""
COOKING = "cooking"
"""The group of cooking instructions: free, one of each exclusive group."""
NONE = Decimal(0)
FOOD = "food"
"""The default item class."""

Halves = tuple[Decimal, Decimal]
"""Amounts of one topping on the left and on the right half."""


class HalfRule(StrEnum):
    """How halves are priced: a market's choice.

    DEARER: a pizza of two halves costs what the dearer one costs; a topping on a half counts half. AVERAGE:
    it costs the mean of both, half a minor unit rounded up; a topping on a half counts half. PERCENTAGE: as
    DEARER, but a topping on a half counts a stated part of the whole. WHOLE: as DEARER, but a topping on a
    half counts as on the whole.
    """

    DEARER = "dearer"
    AVERAGE = "average"
    PERCENTAGE = "percentage"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topping:
    """A topping of a product; only one of an `exclusive_group` fits on a half. Unpaid ones are free.

    `price` is that of a side beyond those included; None means that of a topping unit.
    """

    code: str
    name: str
    group: str
    whole_only: bool = False
    exclusive_group: str = ""
    is_paid: bool = True
    price: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product with the amounts of each topping it accepts, and its defaults.

    The `nonexclusive` toppings may be combined with others of their exclusive group on this product; those in
    `inverts_paid` are paid here if they are not elsewhere, and vice versa. `tax_class` is its item class for
    taxes. It is sold in its `dayparts`, or always if it has none.
    """

    code: str
    name: str
    amounts: Mapping[str, frozenset[Decimal]] = field(default_factory=dict)
    defaults: Mapping[str, Decimal] = field(default_factory=dict)
    nonexclusive: frozenset[str] = frozenset()
    inverts_paid: frozenset[str] = frozenset()
    max_toppings: int = 10
    needs_oven: bool = True
    is_halvable: bool = True
    tax_class: str = FOOD
    dayparts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A product in one size and crust.

    `unit_steps[n]` is the surcharge for n + 1 topping units; each one beyond the table adds `topping_price`.
    `deposit` is refundable, for the bottle.
    """

    code: str
    name: str
    product: str
    size: str = ""
    crust: str = ""
    price: int
    crust_surcharge: int = 0
    topping_price: int = 0
    included_units: int = 0
    unit_steps: tuple[int, ...] = ()
    deposit: int = 0

    def cost_of_units(self, units: int) -> int:
        """The surcharge for `units` topping units, in minor units."""
        if not units or not self.unit_steps:
            return units * self.topping_price
        beyond = max(0, units - len(self.unit_steps))
        return self.unit_steps[min(units, len(self.unit_steps)) - 1] + beyond * self.topping_price


Recipes = Mapping[tuple[str, str], Mapping[str, Mapping[str, Decimal]]]
"""Consumption of a topping, crust, product or variant, `("topping", "P")`, by size (`*`: any other) and ingredient."""
Under = tuple[Product, Product]
"""The products of the left and the right half: equal, except for a pizza of two halves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What one published version sells, ready for pricing.

    `as_sold` has the products of those variants, by their codes, that differ from the product in general.
    `half_percent` is what a topping on a half counts under `HalfRule.PERCENTAGE`. `facts` are of toppings, crusts and
    products: `("topping", "P")`; `recipes` are what is used up. `language` is that of the names.
    """

    currency: str
    variants: Mapping[str, Variant]
    products: Mapping[str, Product]
    toppings: Mapping[str, Topping]
    as_sold: Mapping[str, Product] = field(default_factory=dict)
    half_rule: HalfRule = HalfRule.DEARER
    half_percent: int = 50
    dayparts: Mapping[str, Daypart] = field(default_factory=dict)
    facts: Mapping[tuple[str, str], Facts] = field(default_factory=dict)
    recipes: Recipes = field(default_factory=dict)
    language: str = SOURCE

    def product_of(self, variant: Variant) -> Product:
        """The product, with this variant's exceptions."""
        return self.as_sold.get(variant.code) or self.products[variant.product]

    def is_paid(self, under: Under, code: str) -> bool:
        """Whether the topping is charged on these products."""
        is_flipped = code in under[0].inverts_paid or code in under[1].inverts_paid
        return self.toppings[code].is_paid != is_flipped

    def facts_of(self, kind: str, code: str) -> Facts:
        """The facts about an item."""
        return self.facts.get((kind, code), UNSTATED)

    def is_sold_at(self, variant: Variant, at: Moment) -> bool:
        """Whether its product is sold at the moment; an undefined daypart restricts nothing."""
        asked = [
            self.dayparts[code] for code in self.products[variant.product].dayparts if code in self.dayparts
        ]
        return not asked or any(at.day_in(daypart) is not None for daypart in asked)

    def group_of(self, code: str) -> str:
        """The topping's group; empty if it is not on the menu."""
        topping = self.toppings.get(code)
        return topping.group if topping else ""

    def known_as(self, code: str, group: str) -> str:
        """The menu's code of a side or instruction that shares its code with something else: `K.side`."""
        other = f"{code}.{group}"
        return code if self.group_of(code) == group or other not in self.toppings else other

    @property
    def half_share(self) -> Decimal:
        """The part of a whole topping that one on a half counts."""
        if self.half_rule is HalfRule.WHOLE:
            return Decimal(1)
        return Decimal(self.half_percent) / 100 if self.half_rule is HalfRule.PERCENTAGE else Decimal("0.5")
