"""The ways a deal can be applied to a basket, with their gain and the items they need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.menu.domain.deals.assignment import Places
from apps.menu.domain.deals.types import WHOLE_RATE, AppliedDeal, Deal, DealBasket, DealLine, Rule, Slot
from dominos.kernel.money import allocate, share


@dataclass(frozen=True, slots=True)
class Choice:
    """A deal applied `uses` times at one value; its first slot needs at least `least` items."""

    deal: Deal
    value: int
    uses: int = 1
    least: int = 0

    def places(self, lines: Sequence[DealLine]) -> list[Places]:
        """Its slots, evaluated against the lines."""
        return [
            Places(
                max(slot.quantity * self.uses, self.least if not number else 0),
                slot.is_open,
                [self._gain(slot, line) if slot.takes(line) else None for line in lines],
            )
            for number, slot in enumerate(self.deal.slots)
        ]

    def _gain(self, slot: Slot, line: DealLine) -> int:
        """What an item of the line gains in the slot, before the bundle's price is paid."""
        price = line.unit_price
        match self.deal.rule:
            case Rule.FIXED_BUNDLE:
                return price
            case Rule.EACH_AT:
                return max(0, price - self.value)
            case Rule.PERCENT:
                return percent_of(price, self.value)
            case Rule.AMOUNT:
                return min(price, self.value)
            case Rule.FREE_ITEM:
                return price if slot.is_free else 0
            case Rule.FREE_DELIVERY:
                return 0

    @property
    def cost(self) -> int:
        """The price of the bundles."""
        return self.value * self.uses if self.deal.rule is Rule.FIXED_BUNDLE else 0

    def delivery(self, basket: DealBasket) -> int:
        """The discount on the delivery fee."""
        return basket.delivery_fee if self.deal.rule is Rule.FREE_DELIVERY else 0

    def applied(self, basket: DealBasket, taken: Sequence[Sequence[int]]) -> AppliedDeal:
        """The discount with these items in its slots; a bundle's discount is shared among its lines."""
        count = len(basket.lines)
        items = {line: sum(slot[line] for slot in taken) for line in range(count)}
        used = {line: number for line, number in items.items() if number}
        if self.deal.rule is Rule.FIXED_BUNDLE:
            prices = [basket.lines[line].unit_price * number for line, number in used.items()]
            parts = dict(zip(used, shares(max(0, sum(prices) - self.cost), prices), strict=True))
        else:
            parts = self._gained(basket, taken, list(used))
        off = {line: amount for line, amount in parts.items() if amount}
        return AppliedDeal(
            code=self.deal.code, uses=self.uses, lines=off, items=used, delivery=self.delivery(basket)
        )

    def _gained(
        self, basket: DealBasket, taken: Sequence[Sequence[int]], lines: Sequence[int]
    ) -> dict[int, int]:
        pairs = list(zip(self.deal.slots, taken, strict=True))
        return {
            line: sum(self._gain(slot, basket.lines[line]) * row[line] for slot, row in pairs if row[line])
            for line in lines
        }


def choices(deal: Deal, basket: DealBasket) -> Iterator[Choice]:
    """All ways to apply an item-level deal: by tiers, or once, twice ... as often as the basket has items for."""
    if deal.tiers:
        for tier in deal.tiers:
            yield Choice(deal, tier.value, least=tier.threshold)
        return
    items = sum(line.quantity for line in basket.lines)
    needed = max(1, sum(slot.quantity for slot in deal.slots))
    uses = deal.max_uses if deal.slots else 1
    for number in range(1, max(1, min(uses, items // needed)) + 1):
        yield Choice(deal, deal.value, number)


def percent_of(amount: int, basis_points: int) -> int:
    """The part of the amount, rounded half up."""
    return share(amount, Decimal(basis_points) / WHOLE_RATE)


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """Proportional shares, any rest to the last; none exceeds its weight. The amount is at most their sum."""
    if not amount:
        return [0] * len(weights)
    parts = allocate(amount, weights)
    excess = 0
    for index in reversed(range(len(parts))):
        parts[index] += excess
        excess = max(0, parts[index] - weights[index])
        parts[index] -= excess
    return parts
