"""Exact search for the compatible set of deals that saves most."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.menu.domain.deals.assignment import Assignment, Places
from apps.menu.domain.deals.choices import Choice, choices
from apps.menu.domain.deals.order_level import applied_to_order, left_after
from apps.menu.domain.deals.types import AppliedDeal, Deal, DealBasket, Rule

MAX_TRIED = 10_000
"""Sets tried, for the bounds and for the optimum each; beyond (far more than twelve deals) the best found so
far wins.
"""
Path = tuple[tuple[int, int], ...]
"""Which option of which deal, by their indices in the search."""


def worth_of(applied: Sequence[AppliedDeal]) -> tuple[int, int]:
    """The sort key of a solution: the saving, then fewer deals."""
    return sum(deal.discount for deal in applied), -len(applied)


@dataclass(slots=True)
class Search:
    """Branch and bound over the ways to apply each deal, in "Russian dolls" (Verfaillie, Lemaître, Schiex 1996).

    Two upper bounds on what a set saves: what its first part saves, found exactly, plus the most that the
    deals after that save among themselves, which is searched first (for the last deal, the last two, and so
    on); and what its first part saves plus what each later deal saves at the items' prices in the first
    part's dual problem (weak duality).
    """

    basket: DealBasket
    order_level: list[Deal]
    best: list[AppliedDeal] = field(default_factory=list)
    impossible: set[str] = field(default_factory=set)
    _options: list[list["_Option"]] = field(default_factory=list)
    _rest: list[int] = field(default_factory=list)
    _found: dict[Path, "_Found | None"] = field(default_factory=dict)
    _record: int = 0

    def run(self, deals: Sequence[Deal]) -> None:
        lines = self.basket.lines
        highest = max((line.unit_price for line in lines), default=0)
        nothing = Assignment.of([line.quantity for line in lines], highest)
        self._found[()] = _Found(nothing, (), 0)
        self.best = self._with_order_level(())
        rows = [self._usable(deal) for deal in deals]
        self._options = sorted((row for row in rows if row), key=lambda row: -row[0].alone)
        self._rest = [*(row[0].alone for row in self._options), 0]
        for depth in reversed(range(len(self._options))):
            self._rest[depth] += self._rest[depth + 1]
            self._record = self._rest[depth + 1]
            self._climb((), 0, depth)
            if len(self._found) < MAX_TRIED:
                self._rest[depth] = self._record
        self._extend((), 0, 0)

    def _usable(self, deal: Deal) -> list["_Option"]:
        """The ways to use the deal that save something by themselves, the most first."""
        found = []
        self.impossible.add(deal.code)
        for choice in choices(deal, self.basket):
            option = _Option(
                choice, choice.places(self.basket.lines), choice.cost, choice.delivery(self.basket)
            )
            alone = self._extended(self._found[()], option)
            if alone is not None:
                self.impossible.discard(deal.code)
                option.alone = alone.worth
                found += [option] if alone.worth > 0 else []
        return sorted(found, key=lambda option: -option.alone)

    def _extended(self, before: "_Found | None", option: "_Option") -> "_Found | None":
        """The set with one deal more; None where there are not items enough, or the fee is waived twice."""
        if before is None or (option.is_ride and any(each.is_ride for each in before.options)):
            return None
        assignment = before.assignment.with_slots(option.places) if option.places else before.assignment
        if assignment is None:
            return None
        options = (*before.options, option)
        worth, first = 0, 0
        for each in options:
            last = first + len(each.places)
            worth += max(0, assignment.gain(first, last) - each.cost) + each.delivery
            first = last
        return _Found(assignment, options, worth)

    def _worth_of(self, path: Path) -> int:
        """What the set saves without the order's deals; less than nothing where it is not possible."""
        if path not in self._found:
            depth, option = path[-1]
            self._found[path] = self._extended(self._found[path[:-1]], self._options[depth][option])
        found = self._found[path]
        return -1 if found is None else found.worth

    def _climb(self, path: Path, saved: int, depth: int) -> None:
        """Raises the record to the most that the deals from this depth on save, after those of the path."""
        if len(self._found) >= MAX_TRIED or depth == len(self._options):
            return
        if saved + self._most_left(path, depth) <= self._record:
            return
        for option, most in self._outlook(path, depth):
            if saved + most <= self._record:
                continue
            longer = (*path, (depth, option))
            worth = self._worth_of(longer)
            if worth >= 0:
                self._record = max(self._record, worth)
                self._climb(longer, worth, depth + 1)
        self._climb(path, saved, depth + 1)

    def _extend(self, path: Path, saved: int, depth: int) -> None:
        """Keeps the best of the sets that begin with the path, the order's deals included."""
        if depth == len(self._options) or len(self._found) >= 2 * MAX_TRIED:
            return
        most = self._with_order(saved + self._most_left(path, depth))
        if (most, -len(path) - 1) <= worth_of(self.best):
            return
        for option, most in self._outlook(path, depth):
            if (self._with_order(saved + most), -len(path) - 1) <= worth_of(self.best):
                continue
            longer = (*path, (depth, option))
            worth = self._worth_of(longer)
            if worth >= 0:
                self._keep(longer, worth)
                self._extend(longer, worth, depth + 1)
        self._extend(path, saved, depth + 1)

    def _most_left(self, path: Path, depth: int) -> int:
        """The most that the deals from this depth on add to those of the path, as far as it is known."""
        found = self._found[path]
        return min(self._rest[depth], found.rest[depth]) if found and found.rest else self._rest[depth]

    def _outlook(self, path: Path, depth: int) -> list[tuple[int, int]]:
        """The ways to use the deal of this depth after the path's, each with the most it and all after it add."""
        found = self._found[path]
        assert found is not None
        if not path:
            return [
                (option, each.alone + self._rest[depth + 1])
                for option, each in enumerate(self._options[depth])
            ]
        if not found.prospects:
            self._look_out(found, path[-1][0] + 1)
        rest = min(self._rest[depth + 1], found.rest[depth + 1])
        bounds = enumerate(found.prospects[depth])
        return [(option, most + rest) for option, most in bounds if most > 0]

    def _look_out(self, found: "_Found", first: int) -> None:
        """Bounds what each later deal adds, by the prices its items have in this set's dual problem."""
        freed = found.assignment.freed()
        quantities = [line.quantity for line in self.basket.lines]
        found.prospects = [
            [min(each.alone, each.most(freed, quantities)) for each in options] if depth >= first else []
            for depth, options in enumerate(self._options)
        ]
        found.rest = [0] * (len(self._options) + 1)
        for depth in reversed(range(first, len(self._options))):
            found.rest[depth] = found.rest[depth + 1] + max([0, *found.prospects[depth]])

    def _keep(self, path: Path, worth: int) -> None:
        if (self._with_order(worth), -len(path)) <= worth_of(self.best):
            return
        whole = self._with_order_level(path)
        if all(deal.discount for deal in whole) and worth_of(whole) > worth_of(self.best):
            self.best = whole

    def _with_order(self, saved: int) -> int:
        """At most so much with the order's deals, where the others save so much, the delivery fee included."""
        if not self.order_level:
            return saved
        food = min(saved, self.basket.subtotal)
        left = self.basket.subtotal - food
        return saved + self.basket.delivery_fee + left - left_after(self.order_level, self.basket, left)

    def _with_order_level(self, path: Path) -> list[AppliedDeal]:
        found = self._found[path]
        applied = [] if found is None else found.applied(self.basket)
        off_order = applied_to_order(self.basket, self.order_level, applied) if self.order_level else []
        return [*applied, *off_order]


@dataclass(slots=True)
class _Option:
    """A way to use a deal, against the basket's lines; `alone` is what it saves by itself, in a set never more."""

    choice: Choice
    places: list[Places]
    cost: int
    delivery: int
    alone: int = 0

    @property
    def is_ride(self) -> bool:
        return self.choice.deal.rule is Rule.FREE_DELIVERY

    def most(self, freed: Sequence[int | None], quantities: Sequence[int]) -> int:
        """An upper bound on the gain of this deal, where freeing an item has this cost; -1 if items are missing."""
        total = self.delivery - self.cost
        for slot in self.places:
            left = slot.needed
            values = [(gain + free, line) for line, gain in slot.fits if (free := freed[line]) is not None]
            for value, line in sorted(values, reverse=True):
                if not left and not (slot.is_open and value > 0):
                    break
                taken = min(left, quantities[line])
                left -= taken
                total += value * (quantities[line] if slot.is_open and value > 0 else taken)
            if left:
                return -1
        return total


@dataclass(slots=True)
class _Found:
    """A set of deals with the items that gain most in them, and what they save.

    `prospects[depth][option]` and, summed from a depth on, `rest` bound what deals to come add to it.
    """

    assignment: Assignment
    options: tuple[_Option, ...]
    worth: int
    prospects: list[list[int]] = field(default_factory=list)
    rest: list[int] = field(default_factory=list)

    def applied(self, basket: DealBasket) -> list[AppliedDeal]:
        rows = iter(self.assignment.taken)
        return [each.choice.applied(basket, [next(rows) for _ in each.places]) for each in self.options]
