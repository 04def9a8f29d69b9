"""Types of the menu service."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen, MultipleOf, doc

from apps.menu.contract import limits


class Part(StrEnum):
    """The part of a pizza a topping is on."""

    WHOLE = "1/1"
    LEFT = "1/2"
    RIGHT = "2/2"


class DietClass(StrEnum):
    """Who may eat something: vegans, vegetarians but not vegans, or neither. Unknown is None."""

    VEGAN = "vegan"
    VEGETARIAN = "vegetarian"
    NEITHER = "neither"

    @staticmethod
    def of_all(parts: Iterable["DietClass | None"]) -> "DietClass | None":
        """The diet class of all parts together: the least strict; None, unknown, comes right after NEITHER."""
        found = set(parts)
        strictness = (DietClass.NEITHER, None, DietClass.VEGETARIAN, DietClass.VEGAN)
        return next((each for each in strictness if each in found), None)


Code = Annotated[str, MinLen(1), MaxLen(limits.MAX_CODE_LENGTH)]
Count = Annotated[int, Ge(0), Le(limits.MAX_QUANTITY)]
Amount = Annotated[Decimal, Ge(0), Le(limits.MAX_AMOUNT), MultipleOf(limits.AMOUNT_STEP)]
"""Amount of a topping on a part: 0, 0.5, 1, 1.5 or 2 are sold; others are corrected."""

Options = dict[Code, dict[Part, Amount]]
"""Toppings of one pizza: `{topping code: {part: amount}}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRequest:
    """A requested line: `quantity` of a variant with options that differ from the product's defaults.

    With `second_half`, a variant of the same size and crust, `variant` is the left half only. `sides` are
    counts by side code and, if any is given, replace the included ones. `cooking` are codes of instructions,
    which replace the default of their group. `note` is for the kitchen, at most 200 characters.
    """

    variant: Code
    quantity: Annotated[int, Ge(1), Le(limits.MAX_QUANTITY)] = 1
    options: Annotated[
        Options,
        MaxLen(limits.MAX_OPTIONS),
        doc(
            "`{topping: {part: amount}}` where it differs from the default; part `1/1`, `1/2` (left) or `2/2`."
        ),
    ] = field(default_factory=dict)
    second_half: Code | None = None
    sides: Annotated[
        dict[Code, Count],
        MaxLen(limits.MAX_SIDES),
        doc("Numbers by side; where any is named they are all there are."),
    ] = field(default_factory=dict)
    cooking: Annotated[tuple[Code, ...], MaxLen(limits.MAX_COOKING)] = ()
    note: Annotated[str, MaxLen(limits.MAX_NOTE_REQUESTED), doc("For the kitchen.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The contents of a pizza, or of one half of it: `part` is the whole if both halves are equal.

    `allergens` are certain; `unknown` are codes of ingredients without stated allergens, so that other
    allergens are ruled out only if it is empty. `nutrition` is of the half or the whole piece, by nutrient
    (`energy_kcal`, `fat_mg` ...), None if any ingredient's is not stated. `diet` is who may eat all of it,
    None if unknown.
    """

    part: Part
    allergens: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    nutrition: dict[str, int] | None = None
    diet: DietClass | None = None

    def has(self, allergen: str) -> bool | None:
        """Whether it contains the allergen; None if unknown."""
        if allergen in self.allergens:
            return True
        return None if self.unknown else False


class ChangeKind(StrEnum):
    """The kind of a recipe change: what is on it, what is packed with it, or how it is baked and cut."""

    TOPPING = "topping"
    SIDE = "side"
    COOKING = "cooking"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeChange:
    """A difference of a line from its recipe, for the kitchen: `words` as in "no onion" or "double olives".

    A change equal on both halves is one of the whole. `is_left_out`: an ingredient of the recipe is omitted.
    """

    part: Part
    topping: str
    words: str
    kind: ChangeKind = ChangeKind.TOPPING
    is_left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreWords:
    """A line's texts in the language of the store, for the kitchen: as in `PricedLine`."""

    name: str
    changes: tuple[RecipeChange, ...]
    side_names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line as the store sells it. Prices in minor units; `units` are the charged topping units of one pizza.

    `options`, `sides` and `cooking` are the whole configuration, defaults included; requesting it again costs the
    same. `total` is before deals: `discount` is this line's share of them, at most `total`. `tax_class` is the item
    class (`food`, `beverage` ...); `deposit`, for all bottles of the line, is in neither `total` nor `discount`.
    `contents` is the whole, or the left and the right half where they differ. `changes` are what differs from the
    recipe, `side_names` the names of `sides`. All are in the language asked for; `store_words` has them in the store's,
    None where it is the same.
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
    sides: dict[str, int] = field(default_factory=dict)
    cooking: tuple[str, ...] = ()
    note: str = ""
    tax_class: str = "food"
    deposit: int = 0
    discount: int = 0
    contents: tuple[Contents, ...] = ()
    changes: tuple[RecipeChange, ...] = ()
    side_names: dict[str, str] = field(default_factory=dict)
    store_words: StoreWords | None = None

    @property
    def diet(self) -> DietClass | None:
        """Who may eat all of it; None if unknown."""
        return DietClass.of_all(each.diet for each in self.contents)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedDeal:
    """A deal of the best legal set: what it takes off, by line number and off the delivery fee, in minor units.

    `limit_total` and `limit_per_customer` are the numbers of orders that may use it, None for any; the caller
    counts them and passes used-up deals as `exhausted`. `uses` is how often it applies within this order,
    which counts as one. `points` is its price in loyalty points, and `coupon` the digest of the single-use
    code it was requested with.
    """

    code: str
    name: str
    lines: dict[int, int]
    delivery: int = 0
    uses: int = 1
    limit_total: int | None = None
    limit_per_customer: int | None = None
    points: int = 0
    coupon: str = ""

    @property
    def discount(self) -> int:
        """The total discount."""
        return sum(self.lines.values()) + self.delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedBasket:
    """A basket priced from one published menu version, in minor units.

    `food` is the sum of the line totals before deals, `discount` what deals take off them,
    `delivery_discount` what they take off `delivery_fee`, the fee of the tier that `food` reaches. `deposit`
    comes on top. `unused_deals` maps requested deals that are not in the set to the reason, as in
    `below_minimum`.
    """

    store_id: UUID
    menu_version: str
    currency: str
    lines: tuple[PricedLine, ...]
    food: int
    deals: tuple[AppliedDeal, ...] = ()
    delivery_fee: int = 0
    delivery_discount: int = 0
    unused_deals: dict[str, str] = field(default_factory=dict)
    deposit: int = 0

    @property
    def discount(self) -> int:
        """What deals take off the lines, without the delivery fee."""
        return sum(line.discount for line in self.lines)


class Action(StrEnum):
    """How a line is corrected; all but the first three keep part of the requested line."""

    REMOVE_LINE = "remove_line"
    CHOOSE_VARIANT = "choose_variant"
    DROP_SECOND_HALF = "drop_second_half"
    DROP_OPTION = "drop_option"
    CHANGE_AMOUNT = "change_amount"
    PUT_ON_WHOLE = "put_on_whole"
    CHANGE_QUANTITY = "change_quantity"
    SHORTEN_NOTE = "shorten_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A problem of a line and how it was corrected; `field` is its path as in `lines.0.options.P.1/2`.

    `topping` is the code of the topping, side or instruction, `value` the new amount or quantity,
    `alternatives` the variants to choose from instead: until one is chosen the line is left out.
    """

    code: str
    action: Action
    field: str
    message: str
    topping: str = ""
    value: str = ""
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCheck:
    """A line of the checked basket: its number, its corrections, and its number among the corrected lines."""

    number: int
    corrections: tuple[Correction, ...] = ()
    corrected: int | None = None

    @property
    def is_ok(self) -> bool:
        """Whether it can be ordered as requested."""
        return not self.corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketCheck:
    """Every line with its corrections, the remaining lines, and their price; None if no line remains."""

    store_id: UUID
    menu_version: str
    lines: tuple[LineCheck, ...]
    corrected: tuple[LineRequest, ...]
    basket: PricedBasket | None

    @property
    def is_ok(self) -> bool:
        """Whether the basket can be ordered as requested."""
        return all(line.is_ok for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuDocument:
    """What a store sells now. `tag` identifies the content: the published version, its language, and what is
    sold out.

    `document` is the version in the requested language and never changes (its lists are those of `GET
    /stores/{id}/menu`, each product with all its `toppings`); None if the caller knows this tag. `sold_out`
    are codes of toppings, variants, preconfigured products and deals that are not available now.
    """

    tag: str
    document: dict[str, Any] | None
    sold_out: frozenset[str] = frozenset()
