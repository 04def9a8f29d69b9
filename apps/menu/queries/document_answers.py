"""The schema of the menu document and of its nutrition facts, which are kept as bytes and served whole."""

from datetime import date

from apps.menu.contract.types import DietClass, Part
from apps.menu.domain.deals.types import Combine, Rule
from apps.menu.domain.terms import ANY_AMOUNT, FOOD, HalfRule
from apps.menu.queries.answers import UnorderableAnswer
from dominos.kernel.edge.answers import Answer, Omissible, usual

Allergens = list[str] | None


class CodedAnswer(Answer):
    """An item of the menu, known by its code."""

    code: str
    name: str


class NutritionAnswer(Answer):
    """Grams on a whole piece by size (or variant; `*`: any other), and whole numbers of nutrients in 100 g."""

    grams: dict[str, int]
    per_100g: dict[str, int]


class MenuNutritionAnswer(Answer):
    """The nutrition facts of a published menu by code; what is not there is unknown."""

    version: str
    """That of the menu."""
    crusts: dict[str, NutritionAnswer]
    toppings: dict[str, NutritionAnswer]
    products: dict[str, NutritionAnswer]


class PictureAnswer(Answer):
    """A picture. Its files are at `GET /menu/pictures/`: see `widths`. They never change."""

    key: str
    alt: str
    """What it shows, for whoever does not see it."""
    focal: list[int] = usual([50, 50])
    """What stays in sight when it is cut: percent from the left and from the top, as CSS's `object-position`."""
    widths: list[int] = usual([])
    """In pixels: of each there are `{key}-{width}.avif` and `{key}-{width}.webp`. None: a drawing, `{key}.svg`."""


class CategoryAnswer(CodedAnswer):
    """A heading; headings form a tree."""

    parent: str | None
    picture: Omissible[PictureAnswer] = None


class SizeAnswer(CodedAnswer):
    """A size."""

    topping_price: int = usual(0)
    """For each topping unit on variants of this size that have no `topping_price` of their own."""


class CrustAnswer(CodedAnswer):
    """A crust."""

    allergens: Allergens
    """Null: unknown, which is not none."""
    diet: Omissible[DietClass] = None
    """Who may eat it. Without it: unknown."""
    surcharges: dict[str, int] = usual({})
    """By size, what it adds to a variant's price; without the size, nothing."""


class ToppingAnswer(CodedAnswer):
    """What may be on a product."""

    group: str
    amounts: list[str] = usual(ANY_AMOUNT)
    """In which products take it that have no `amounts` of their own for it."""
    whole_only: bool = usual(False)
    exclusive_group: str = usual("")
    """Of the toppings of one exclusive group only one fits on a half."""
    is_paid: bool = usual(True)
    price: Omissible[int] = None
    """Of a side beyond those included; by default that of a topping unit."""
    allergens: Allergens
    """Null: unknown, which is not none."""
    diet: Omissible[DietClass] = None
    """Who may eat it. Without it: unknown."""


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
    """Null: unknown, which is not none."""
    diet: Omissible[DietClass] = None
    """Who may eat it. Without it: unknown."""
    dayparts: list[str] = usual([])
    """When it is sold; without any always."""
    picture: Omissible[PictureAnswer] = None
    topping_set: Omissible[str] = None
    """Which of the menu's `topping_sets` it takes; without it, no toppings."""
    defaults: dict[str, str] = usual({})
    """By topping, how much of it is there by default; of the others nothing."""
    amounts: dict[str, list[str]] = usual({})
    """By topping, where they are not those of the topping."""
    nonexclusive: list[str] = usual([])
    """Toppings whose exclusive group does not count on this product."""
    inverts_paid: list[str] = usual([])
    """Toppings that are paid here if they are not elsewhere, and vice versa."""


class VariantAnswer(Answer):
    """A product in a size and crust. Prices in minor units of the menu's currency."""

    code: str
    product: str
    size: str | None
    crust: Omissible[str] = None
    name: Omissible[str] = None
    """Tells it from the product's other variants. Without it: the names of its size and crust, with a space between."""
    price: int
    crust_surcharge: Omissible[int] = None
    """On top of the price. Without it: what the crust's `surcharges` have for the size, else 0."""
    topping_price: Omissible[int] = None
    """For each topping unit beyond the defaults. Without it: that of the size, or 0 where it has no size."""
    included_units: int = usual(0)
    deposit: int = usual(0)
    """For the bottle, on top of the price."""
    unit_steps: Omissible[list[int]] = None
    """What 1, 2, 3 ... topping units add, where they do not add the same each."""
    own_defaults: Omissible[dict[str, str]] = None
    """All defaults of this variant, where they are not the product's."""
    without: Omissible[list[str]] = None
    """Toppings of the product that this variant does not take."""


class PreconfiguredAnswer(CodedAnswer):
    """A product with options chosen for the customer, to order in its variant or in any of the product's."""

    description: str = usual("")
    category: str
    product: str
    variant: Omissible[str] = None
    options: dict[str, dict[Part, str]]
    """`{topping: {part: amount}}`"""
    least_price: Omissible[int] = None
    """What one costs at least, in whichever variant, in minor units."""


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
    """So many items with at most so many topping units each.

    It takes the `variants`, and all variants of the `products`: where there are `sizes`, those of these sizes.
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
    """What it costs in loyalty points: a reward, which is asked for by its code."""
    needs_code: bool = usual(False)
    """It is asked for by a single-use code, not by its own."""


class MenuAnswer(Answer):
    """A published menu; lists are in the order to show. What it does not say has the default of its schema."""

    version: str
    """The hash of the published content."""
    unorderable: UnorderableAnswer
    name: str
    language: str
    """Of its names and descriptions, as far as it has words in it."""
    currency: str
    categories: list[CategoryAnswer]
    sizes: list[SizeAnswer]
    crusts: list[CrustAnswer]
    toppings: list[ToppingAnswer]
    topping_sets: dict[str, list[str]]
    """The toppings that products take, by the name of the set."""
    products: list[ProductAnswer]
    variants: list[VariantAnswer]
    preconfigured: list[PreconfiguredAnswer]
    halves: HalvesAnswer
    dayparts: list[DaypartAnswer]
    deals: list[DealAnswer]
    """The listed deals."""
