"""The schema of the menu document and of its nutrition facts, which are stored as bytes and served unchanged."""

from datetime import date

from apps.menu.contract.types import DietClass, Part
from apps.menu.domain.deals.types import Combine, Rule
from apps.menu.domain.terms import ANY_AMOUNT, FOOD, HalfRule
from apps.menu.queries.answers import UnorderableAnswer
from dominos.kernel.edge.answers import Answer, Omissible, usual

Allergens = list[str] | None


class CodedAnswer(Answer):
    """An item of the menu, identified by its code."""

    code: str
    name: str


class NutritionAnswer(Answer):
    """Grams of a whole piece by size (or variant; `*`: any other), and nutrients per 100 g as integers."""

    grams: dict[str, int]
    per_100g: dict[str, int]


class MenuNutritionAnswer(Answer):
    """The nutrition facts of a published menu by code; items left out are unknown."""

    version: str
    """The version of the menu."""
    crusts: dict[str, NutritionAnswer]
    toppings: dict[str, NutritionAnswer]
    products: dict[str, NutritionAnswer]


class PictureAnswer(Answer):
    """A picture. Its files are at `GET /menu/pictures/` (see `widths`) and never change."""

    key: str
    alt: str
    """The text alternative."""
    focal: list[int] = usual([50, 50])
    """The point that stays visible when cropped: percent from the left and the top, as CSS's `object-position`."""
    widths: list[int] = usual([])
    """In pixels: for each there are `{key}-{width}.avif` and `{key}-{width}.webp`. Empty: a drawing, `{key}.svg`."""


class CategoryAnswer(CodedAnswer):
    """A category; categories form a tree."""

    parent: str | None
    picture: Omissible[PictureAnswer] = None


class SizeAnswer(CodedAnswer):
    """A size."""

    topping_price: int = usual(0)
    """Per topping unit, on variants of this size without a `topping_price` of their own."""


class CrustAnswer(CodedAnswer):
    """A crust."""

    allergens: Allergens
    """Null: unknown, which does not mean none."""
    diet: Omissible[DietClass] = None
    """Who may eat it. Unknown if left out."""
    surcharges: dict[str, int] = usual({})
    """By size, added to a variant's price; 0 for sizes left out."""


class ToppingAnswer(CodedAnswer):
    """A topping of a product."""

    group: str
    amounts: list[str] = usual(ANY_AMOUNT)
    """The amounts that products accept which have no `amounts` of their own for it."""
    whole_only: bool = usual(False)
    exclusive_group: str = usual("")
    """Only one topping of an exclusive group fits on a half."""
    is_paid: bool = usual(True)
    price: Omissible[int] = None
    """For a side beyond those included; by default that of a topping unit."""
    allergens: Allergens
    """Null: unknown, which does not mean none."""
    diet: Omissible[DietClass] = None
    """Who may eat it. Unknown if left out."""


class ProductAnswer(CodedAnswer):
    """A product, in one or more variants."""

    description: str = usual("")
    category: str
    max_toppings: int = usual(10)
    needs_oven: bool = usual(True)
    is_halvable: bool = usual(False)
    tax_class: str = usual(FOOD)
    """The item class for taxes: food, beverage."""
    allergens: Allergens
    """Null: unknown, which does not mean none."""
    diet: Omissible[DietClass] = None
    """Who may eat it. Unknown if left out."""
    dayparts: list[str] = usual([])
    """When it is sold; always if empty."""
    picture: Omissible[PictureAnswer] = None
    topping_set: Omissible[str] = None
    """Which of the menu's `topping_sets` it accepts; without it, no toppings."""
    defaults: dict[str, str] = usual({})
    """Default amounts by topping; 0 for toppings left out."""
    amounts: dict[str, list[str]] = usual({})
    """Accepted amounts by topping, where they differ from the topping's."""
    nonexclusive: list[str] = usual([])
    """Toppings whose exclusive group does not apply to this product."""
    inverts_paid: list[str] = usual([])
    """Toppings that are paid here if they are not elsewhere, and vice versa."""


class VariantAnswer(Answer):
    """A product in a size and crust. Prices in minor units of the menu's currency."""

    code: str
    product: str
    size: str | None
    crust: Omissible[str] = None
    name: Omissible[str] = None
    """Distinguishes it from the product's other variants. If left out: the names of its size and crust,
    joined by a space.
    """
    price: int
    crust_surcharge: Omissible[int] = None
    """Added to the price. If left out: the crust's `surcharges` for the size, else 0."""
    topping_price: Omissible[int] = None
    """Per topping unit beyond the defaults. If left out: that of the size, or 0 without a size."""
    included_units: int = usual(0)
    deposit: int = usual(0)
    """For the bottle, added to the price."""
    unit_steps: Omissible[list[int]] = None
    """The surcharge for 1, 2, 3 ... topping units, if it is not proportional."""
    own_defaults: Omissible[dict[str, str]] = None
    """All defaults of this variant, if they differ from the product's."""
    without: Omissible[list[str]] = None
    """Toppings of the product that this variant does not accept."""


class PreconfiguredAnswer(CodedAnswer):
    """A product with options chosen by the chain, to order in its variant or in any of the product's."""

    description: str = usual("")
    category: str
    product: str
    variant: Omissible[str] = None
    options: dict[str, dict[Part, str]]
    """`{topping: {part: amount}}`"""
    least_price: Omissible[int] = None
    """Its lowest price among its variants, in minor units."""


class SpanAnswer(Answer):
    """A span [starts, ends) of the store's day; it crosses midnight if it ends earlier than it starts.

    One that ends when it starts is the whole day.
    """

    starts: str
    ends: str
    weekdays: list[int]
    """ISO, 1 is Monday, of the business day (for a night, the day on which it began); empty: all."""


class DaypartAnswer(CodedAnswer, SpanAnswer):
    """A span of the day with a name."""


class HalvesAnswer(Answer):
    """How halves are priced: by the dearer, the average, a percentage of the whole, or as the whole."""

    rule: HalfRule
    percent: int


class DealSlotAnswer(Answer):
    """A number of items with a maximal number of topping units each.

    It accepts the `variants`, and all variants of the `products`, limited to `sizes` if there are any.
    """

    variants: list[str] = usual([])
    products: list[str] = usual([])
    sizes: list[str] = usual([])
    quantity: int = usual(1)
    max_units: Omissible[int] = None
    is_open: bool = usual(False)
    is_free: bool = usual(False)


class DealAnswer(CodedAnswer):
    """A deal. `value`: a price or an amount in minor units, or basis points."""

    description: str = usual("")
    rule: Rule
    value: int = usual(0)
    slots: list[DealSlotAnswer] = usual([])
    tiers: list[tuple[int, int]] = usual([])
    combine: Combine
    services: list[str] = usual([])
    stores: list[str] = usual([])
    starts_on: Omissible[date] = None
    ends_on: Omissible[date] = None
    weekdays: list[int] = usual([])
    daypart: Omissible[SpanAnswer] = None
    """When, by the store's clock."""
    min_subtotal: int = usual(0)
    max_uses: int = usual(1)
    is_automatic: bool = usual(False)
    limit_total: Omissible[int] = None
    limit_per_customer: Omissible[int] = None
    points: int = usual(0)
    """Its price in loyalty points: a reward, requested by its code."""
    needs_code: bool = usual(False)
    """It is requested by a single-use code, not by its own."""


class MenuAnswer(Answer):
    """A published menu; lists are in display order. Members that are left out have their schema's default."""

    version: str
    """The hash of the published content."""
    unorderable: UnorderableAnswer
    name: str
    language: str
    """Of its names and descriptions, as far as they are translated."""
    currency: str
    categories: list[CategoryAnswer]
    sizes: list[SizeAnswer]
    crusts: list[CrustAnswer]
    toppings: list[ToppingAnswer]
    topping_sets: dict[str, list[str]]
    """The toppings that products accept, by the name of the set."""
    products: list[ProductAnswer]
    variants: list[VariantAnswer]
    preconfigured: list[PreconfiguredAnswer]
    halves: HalvesAnswer
    dayparts: list[DaypartAnswer]
    deals: list[DealAnswer]
    """The listed deals."""
