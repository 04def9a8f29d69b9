"""The legal set of deals that saves most.

An item is in one deal at most. Exclusive deals go alone; complementary ones go together. Deals off the order come
last and take what the others leave: percentages, then amounts. The delivery fee is waived once. Of sets that save
the same the smaller counts. Subtotal, taxes, tips and other fees are never touched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apps.menu.deals.assignment import Places, assign
from apps.menu.deals.choices import Choice, choices, percent_of, shares
from apps.menu.deals.conditions import refusal
from apps.menu.deals.types import AppliedDeal, Combine, Deal, DealBasket, Rule, Savings

Chosen = tuple[Choice, ...]
Path = tuple[tuple[int, int], ...]
"""Which option of which deal, by their numbers in the search."""


def best_deals(basket: DealBasket, deals: Iterable[Deal]) -> Savings:
    """The best legal set of the deals offered; the same deal offered twice counts once."""
    offered = {deal.code: deal for deal in deals}
    refusals = {code: refusal(deal, basket) for code, deal in offered.items()}
    unused = {code: why for code, why in refusals.items() if why is not None}
    usable = [deal for code, deal in offered.items() if code not in unused]
    together = [deal for deal in usable if deal.combine is Combine.COMPLEMENTARY]
    sets = [together, *([deal] for deal in usable if deal.combine is Combine.EXCLUSIVE)]
    best = max((_best_of(basket, deals) for deals in sets), key=_worth)
    used = {deal.code for deal in best}
    unused |= {deal.code: "saves_less" for deal in usable if deal.code not in used}
    return _summed(basket, best, unused)


def _worth(applied: Sequence[AppliedDeal]) -> tuple[int, int]:
    return sum(deal.discount for deal in applied), -len(applied)


def _summed(basket: DealBasket, applied: Sequence[AppliedDeal], unused: dict[str, str]) -> Savings:
    lines = tuple(sum(deal.lines.get(line, 0) for deal in applied) for line in range(len(basket.lines)))
    delivery = sum(deal.delivery for deal in applied)
    return Savings(applied=tuple(applied), lines=lines, delivery=delivery, unused=unused)


def _best_of(basket: DealBasket, deals: Sequence[Deal]) -> list[AppliedDeal]:
    """The best of the sets of these deals, all of which go together."""
    search = _Search(basket, [deal for deal in deals if deal.is_order_level])
    search.run([deal for deal in deals if not deal.is_order_level])
    return search.best


@dataclass(slots=True)
class _Search:
    """Branch and bound over the ways to use each deal, in "Russian dolls" (Verfaillie, Lemaître, Schiex 1996).

    What a set saves is at most what its first part saves, found exactly, plus the most that the deals after that
    save among themselves, which is searched first: for the last deal, the last two, and so on.
    """

    basket: DealBasket
    order_level: list[Deal]
    best: list[AppliedDeal] = field(default_factory=list)
    _options: list[list[Choice]] = field(default_factory=list)
    _rest: list[int] = field(default_factory=list)
    _worths: dict[tuple[int, ...], int] = field(default_factory=dict)
    _record: int = 0

    def run(self, deals: Sequence[Deal]) -> None:
        self.best = self._with_order_level([])
        for deal in deals:
            options = [(self._found((choice,)), choice) for choice in choices(deal, self.basket)]
            options = sorted((row for row in options if row[0] > 0), key=lambda row: -row[0])
            if options:
                self._options.append([choice for _, choice in options])
                self._rest.append(options[0][0])
        order = sorted(range(len(self._rest)), key=lambda number: -self._rest[number])
        self._options = [self._options[number] for number in order]
        self._rest = [*(self._rest[number] for number in order), 0]
        for depth in reversed(range(len(order))):
            self._rest[depth] += self._rest[depth + 1]
            self._record = self._rest[depth + 1]
            self._climb((), 0, depth)
            self._rest[depth] = self._record
        self._extend((), 0, 0)

    def _found(self, chosen: Chosen) -> int:
        applied = _apply(self.basket, chosen)
        return -1 if applied is None else sum(deal.discount for deal in applied)

    def _picked(self, path: Path) -> Chosen:
        return tuple(self._options[depth][option] for depth, option in path)

    def _worth_of(self, path: Path) -> int:
        """What the set saves without the order's deals; less than nothing where it is not possible."""
        key = tuple(number for step in path for number in step)
        if key not in self._worths:
            chosen = self._picked(path)
            fees = sum(choice.deal.rule is Rule.FREE_DELIVERY for choice in chosen)
            self._worths[key] = -1 if fees > 1 else self._found(chosen)
        return self._worths[key]

    def _climb(self, path: Path, saved: int, depth: int) -> None:
        """Raises the record to the most that the deals from this depth on save, after those of the path."""
        if depth == len(self._options) or saved + self._rest[depth] <= self._record:
            return
        for option in range(len(self._options[depth])):
            longer = (*path, (depth, option))
            worth = self._worth_of(longer)
            if worth >= 0:
                self._record = max(self._record, worth)
                self._climb(longer, worth, depth + 1)
        self._climb(path, saved, depth + 1)

    def _extend(self, path: Path, saved: int, depth: int) -> None:
        """Keeps the best of the sets that begin with the path, the order's deals included."""
        if depth == len(self._options):
            return
        if (self._bound(saved, depth), -len(path) - 1) <= _worth(self.best):
            return
        for option in range(len(self._options[depth])):
            longer = (*path, (depth, option))
            worth = self._worth_of(longer)
            if worth >= 0:
                self._keep(longer, worth)
                self._extend(longer, worth, depth + 1)
        self._extend(path, saved, depth + 1)

    def _keep(self, path: Path, worth: int) -> None:
        if (self._with_order(worth), -len(path)) <= _worth(self.best):
            return
        whole = self._with_order_level(_apply(self.basket, self._picked(path)) or [])
        if all(deal.discount for deal in whole) and _worth(whole) > _worth(self.best):
            self.best = whole

    def _bound(self, saved: int, depth: int) -> int:
        """The most that sets with this part and any of the further deals save, the order's deals included."""
        return self._with_order(saved + self._rest[depth])

    def _with_order(self, saved: int) -> int:
        """At most so much with the order's deals, where the others save so much, the delivery fee included."""
        if not self.order_level:
            return saved
        food = min(saved, self.basket.subtotal)
        left = self.basket.subtotal - food
        return saved + self.basket.delivery_fee + left - _left_after(self.order_level, self.basket, left)

    def _with_order_level(self, applied: list[AppliedDeal]) -> list[AppliedDeal]:
        return [*applied, *_applied_to_order(self.basket, self.order_level, applied)]


def _apply(basket: DealBasket, chosen: Chosen) -> list[AppliedDeal] | None:
    """The choices with the items that gain most in them; None where there are not items enough."""
    places: list[list[Places]] = [choice.places(basket.lines) for choice in chosen]
    taken = assign([line.quantity for line in basket.lines], [slot for slots in places for slot in slots])
    if taken is None:
        return None
    rows = iter(taken)
    return [
        choice.applied(basket, [next(rows) for _ in slots])
        for choice, slots in zip(chosen, places, strict=True)
    ]


def _in_order(deals: Iterable[Deal]) -> list[Deal]:
    """Percentages before amounts."""
    return sorted(deals, key=lambda deal: (deal.rule is not Rule.PERCENT, deal.code))


def _value(deal: Deal, subtotal: int) -> int:
    """The deal's value, or that of the highest tier the subtotal reaches."""
    if not deal.tiers:
        return deal.value
    reached = [tier for tier in deal.tiers if tier.threshold <= subtotal]
    return max(reached, key=lambda tier: tier.threshold).value if reached else 0


def _off(deal: Deal, basket: DealBasket, left: int) -> int:
    value = _value(deal, basket.subtotal)
    return percent_of(left, value) if deal.rule is Rule.PERCENT else min(left, value)


def _left_after(deals: Iterable[Deal], basket: DealBasket, left: int) -> int:
    for deal in _in_order(deals):
        left -= _off(deal, basket, left)
    return left


def _applied_to_order(
    basket: DealBasket, deals: Iterable[Deal], before: Sequence[AppliedDeal]
) -> list[AppliedDeal]:
    """The deals off the order, each shared among the lines by what they still cost."""
    net = [
        line.unit_price * line.quantity - sum(deal.lines.get(number, 0) for deal in before)
        for number, line in enumerate(basket.lines)
    ]
    applied = []
    for deal in _in_order(deals):
        parts = shares(_off(deal, basket, sum(net)), net)
        if any(parts):
            net = [cost - part for cost, part in zip(net, parts, strict=True)]
            off = {number: part for number, part in enumerate(parts) if part}
            applied.append(AppliedDeal(code=deal.code, uses=1, lines=off, items={}))
    return applied
