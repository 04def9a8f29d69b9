"""Deals and baskets. Money in minor units, percentages in basis points (1500 is 15 %)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from apps.menu.domain.dayparts import Daypart, Moment

WHOLE_RATE = 10_000


class Rule(StrEnum):
    """What a deal does to the items in its slots; `percent` and `amount` without slots apply to the whole order."""

    FIXED_BUNDLE = "fixed_bundle"
    EACH_AT = "each_at"
    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_ITEM = "free_item"
    FREE_DELIVERY = "free_delivery"


class Combine(StrEnum):
    """Whether a deal can be combined with others."""

    EXCLUSIVE = "exclusive"
    COMPLEMENTARY = "complementary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """`quantity` items of the variants with at most `max_units` topping units each; an open slot accepts more items.

    In a free-item deal the items of `is_free` slots cost nothing.
    """

    variants: frozenset[str]
    quantity: int = 1
    max_units: int | None = None
    is_open: bool = False
    is_free: bool = False

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError("a slot takes at least one item")

    def takes(self, line: "DealLine") -> bool:
        """Whether an item of the line fits."""
        has_both = line.variant in self.variants and (
            line.second_half is None or line.second_half in self.variants
        )
        return has_both and (self.max_units is None or line.units <= self.max_units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From `threshold` on, the deal's value is `value`; the threshold counts items in slots, or the subtotal
    without slots.
    """

    threshold: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A deal. `value`: the bundle's price, the price per item, basis points, or the amount off each item or
    the order.

    Empty `services`, `stores` or `weekdays` (ISO, 1 is Monday) mean all of them; both dates are included.
    Weekdays and dates are those of the store's business day: a night counts to the evening it began.
    """

    code: str
    rule: Rule
    value: int = 0
    slots: tuple[Slot, ...] = ()
    combine: Combine = Combine.COMPLEMENTARY
    services: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None
    weekdays: frozenset[int] = frozenset()
    daypart: Daypart | None = None
    min_subtotal: int = 0
    max_uses: int = 1
    tiers: tuple[Tier, ...] = ()

    def __post_init__(self) -> None:
        values = [self.value, *(tier.value for tier in self.tiers)]
        most = WHOLE_RATE if self.rule is Rule.PERCENT else 10**9
        if not all(0 <= value <= most for value in values) or self.max_uses < 1:
            raise ValueError("a deal's value or uses are out of range")
        if self.rule in (Rule.FIXED_BUNDLE, Rule.EACH_AT, Rule.FREE_ITEM) and not self.slots:
            raise ValueError("this deal needs slots")
        if self.rule is Rule.FIXED_BUNDLE and any(slot.is_open for slot in self.slots):
            raise ValueError("a bundle's slots are not open")

    @property
    def is_order_level(self) -> bool:
        """Whether it applies to the order rather than to items."""
        return not self.slots and self.rule in (Rule.PERCENT, Rule.AMOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLine:
    """A line: `quantity` items of a variant with `units` charged topping units, `unit_price` each.

    A pizza of two halves fits where both of its variants do.
    """

    variant: str
    quantity: int
    unit_price: int
    units: int = 0
    second_half: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealBasket:
    """Lines, and what the deals' conditions depend on; `at` is when it is wanted. Tips and taxes are not included."""

    lines: tuple[DealLine, ...]
    service: str
    store: str
    at: Moment
    delivery_fee: int = 0

    @property
    def subtotal(self) -> int:
        """The price of the food before deals."""
        return sum(line.unit_price * line.quantity for line in self.lines)

    def day_for(self, deal: Deal) -> date:
        """The business day the basket counts to: with a deal's daypart the day on which that began."""
        within = self.at.day_in(deal.daypart) if deal.daypart is not None else None
        return within or self.at.day


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedDeal:
    """The discounts of a deal, by line index and on the delivery fee; `items` are those it used, by line index."""

    code: str
    uses: int
    lines: Mapping[int, int]
    items: Mapping[int, int]
    delivery: int = 0

    @property
    def discount(self) -> int:
        """The total discount."""
        return sum(self.lines.values()) + self.delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Savings:
    """The best legal set of deals. `unused` maps the codes of other deals to the reason."""

    applied: tuple[AppliedDeal, ...]
    lines: tuple[int, ...]
    delivery: int
    unused: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The total saving, delivery included."""
        return sum(self.lines) + self.delivery
