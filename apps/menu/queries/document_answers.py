"""The schema of the menu document, which is kept as bytes and served whole."""

from datetime import date

from apps.menu.contract.types import Part
from apps.menu.domain.deals.types import Combine, Rule
from apps.menu.domain.terms import HalfRule
from apps.menu.queries.answers import UnorderableAnswer
from dominos.kernel.edge.answers import Answer, Omissible

Allergens = list[str] | None


class CodedAnswer(Answer):
    """An item of the menu, known by its code."""

    code: str
    name: str


class NutritionAnswer(Answer):
    """Grams on a whole piece by size (or variant; `*`: any other), and whole numbers of nutrients in 100 g."""

    grams: dict[str, int]
    per_100g: dict[str, int]


class CategoryAnswer(CodedAnswer):
    """A heading; headings form a tree."""

    parent: str | None


class CrustAnswer(CodedAnswer):
    """A crust."""

    allergens: Allergens
    """Null: unknown, which is not none."""
    nutrition: Omissible[NutritionAnswer] = None


class ToppingAnswer(CodedAnswer):
    """What may be on a product."""

    group: str
    whole_only: bool
    exclusive_group: str
    """Of the toppings of one exclusive group only one fits on a half."""
    is_paid: bool
    price: Omissible[int] = None
    """Of a side beyond those included; by default that of a topping unit."""
    allergens: Allergens
    """Null: unknown, which is not none."""
    nutrition: Omissible[NutritionAnswer] = None


class ProductToppingAnswer(Answer):
    """The amounts in which a product takes a topping, and how much of it is there by default."""

    amounts: list[str]
    default: str
    is_exclusive: Omissible[bool] = None
    """False: the topping's exclusive group does not count on this product."""
    is_paid_inverted: Omissible[bool] = None
    """True: the topping is paid here if it is not elsewhere, and vice versa."""


class ProductAnswer(CodedAnswer):
    """A product, in one or more variants."""

    description: str
    category: str
    max_toppings: int
    needs_oven: bool
    is_halvable: bool
    tax_class: str
    """The item class for taxes: food, beverage."""
    allergens: Allergens
    """Null: unknown, which is not none."""
    nutrition: Omissible[NutritionAnswer] = None
    dayparts: Omissible[list[str]] = None
    """When it is sold; without it always."""
    toppings: dict[str, ProductToppingAnswer]
    """By topping code."""


class VariantAnswer(CodedAnswer):
    """A product in a size and crust. Prices in minor units of the menu's currency.

    The name tells it from the product's other variants, and may be empty.
    """

    product: str
    size: str | None
    crust: str | None
    price: int
    crust_surcharge: int
    topping_price: int
    """For each topping unit beyond the defaults."""
    included_units: int
    deposit: Omissible[int] = None
    """For the bottle, on top of the price."""
    unit_steps: Omissible[list[int]] = None
    """What 1, 2, 3 ... topping units add, where they do not add the same each."""
    own_defaults: Omissible[dict[str, str]] = None
    """All defaults of this variant, where they are not the product's."""
    without: Omissible[list[str]] = None
    """Toppings of the product that this variant does not take."""


class PreconfiguredAnswer(CodedAnswer):
    """A product with options chosen for the customer, to order in its variant or in any of the product's."""

    description: str
    category: str
    product: str
    variant: Omissible[str] = None
    options: dict[str, dict[Part, str]]
    """`{topping: {part: amount}}`"""


class SpanAnswer(Answer):
    """From one time of the store's day to before another; across midnight where it ends earlier than it starts.

    One that ends when it starts is the whole day.
    """

    starts: str
    ends: str
    weekdays: list[int]
    """ISO, 1 is Monday, of the business day, for a night that on which it began; none: all."""


class DaypartAnswer(CodedAnswer, SpanAnswer):
    """A span of the day with a name."""


class HalvesAnswer(Answer):
    """What halves cost here: by the dearer, the average, a percentage of the whole, or as the whole."""

    rule: HalfRule
    percent: int


class DealSlotAnswer(Answer):
    """So many items of these variants, with at most so many topping units each."""

    variants: list[str]
    quantity: Omissible[int] = None
    max_units: Omissible[int] = None
    is_open: Omissible[bool] = None
    is_free: Omissible[bool] = None


class DealAnswer(CodedAnswer):
    """A deal. `value`: a price or an amount in minor units, or basis points."""

    description: str
    rule: Rule
    value: Omissible[int] = None
    slots: Omissible[list[DealSlotAnswer]] = None
    tiers: Omissible[list[tuple[int, int]]] = None
    combine: Combine
    services: Omissible[list[str]] = None
    stores: Omissible[list[str]] = None
    starts_on: Omissible[date] = None
    ends_on: Omissible[date] = None
    weekdays: Omissible[list[int]] = None
    daypart: Omissible[SpanAnswer] = None
    """When, by the store's clock."""
    min_subtotal: Omissible[int] = None
    max_uses: Omissible[int] = None
    is_automatic: Omissible[bool] = None
    limit_total: Omissible[int] = None
    limit_per_customer: Omissible[int] = None


class MenuAnswer(Answer):
    """A published menu; lists are in the order to show."""

    version: str
    """The hash of the published content."""
    unorderable: UnorderableAnswer
    name: str
    currency: str
    categories: list[CategoryAnswer]
    sizes: list[CodedAnswer]
    crusts: list[CrustAnswer]
    toppings: list[ToppingAnswer]
    products: list[ProductAnswer]
    variants: list[VariantAnswer]
    preconfigured: list[PreconfiguredAnswer]
    halves: HalvesAnswer
    dayparts: list[DaypartAnswer]
    deals: list[DealAnswer]
    """The listed deals."""
