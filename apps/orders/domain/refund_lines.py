"""Computes a refund line by line. Pure; money in minor units.

A line's refund is its price less its share of the discounts, with its deposit and its tax. Shares add up
exactly to the order's; any rest goes to the last line, and to the last piece of a line. Source: the refund
matrix of `docs/domain.md`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from apps.orders.contract.rounding import rounded
from apps.orders.contract.types import Amounts, TaxLine
from apps.orders.domain.taxes import DEPOSIT, FOOD, UNTAXED, shown
from apps.orders.domain.totals import FEES
from apps.payments.contract.types import RefundComponents
from dominos.kernel.money import allocate, share

Lines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMoney:
    """The price of a line after discounts: `net` and `deposit`, and its tax, `added` or included.

    `rate` is its tax class and percent.
    """

    number: int
    quantity: int
    net: int
    deposit: int
    tax: int
    added: int
    rate: tuple[str, str] = (FOOD, "0")

    @property
    def gross(self) -> int:
        """What the customer paid for it."""
        return self.net + self.deposit + self.added

    def pieces(self, before: int, count: int) -> RefundComponents:
        """The price of `count` pieces after `before` were refunded; all pieces add up exactly to the line."""

        def part(whole: int) -> int:
            return whole * (before + count) // self.quantity - whole * before // self.quantity

        net, deposit, tax, added = map(part, (self.net, self.deposit, self.tax, self.added))
        tax_class, percent = self.rate
        sold = TaxLine(tax_class=tax_class, percent=percent, base=net + added - tax, tax=tax)
        lent = TaxLine(tax_class=DEPOSIT, percent=shown(UNTAXED[DEPOSIT]), base=deposit, tax=0)
        return RefundComponents(
            food=net,
            deposit=deposit,
            tax=tax,
            tax_added=added,
            tax_lines=_merged((sold, lent)),
        )

    def rest(self, before: int) -> RefundComponents:
        """The price of the remaining pieces after `before` were refunded."""
        return self.pieces(before, self.quantity - before)


def money_of(lines: Lines, amounts: Amounts) -> list[LineMoney]:
    """The amounts of each line; they add up to the order's food, discount, deposit and food tax."""
    discounts = _parts(lines, "discount", amounts.discount, [line["total"] for line in lines])
    nets = [line["total"] - discount for line, discount in zip(lines, discounts, strict=True)]
    food_tax = sum(line.tax for line in amounts.tax_lines if line.tax_class not in FEES)
    taxes = _parts(lines, "tax", food_tax, nets)
    deposits = _parts(lines, "deposit", amounts.deposit, [line["quantity"] for line in lines])
    is_added = bool(amounts.tax_added)
    percents = {line.tax_class: line.percent for line in amounts.tax_lines}
    return [
        LineMoney(
            number=line["number"],
            quantity=line["quantity"],
            net=net,
            deposit=deposit,
            tax=tax,
            added=tax if is_added else 0,
            rate=_rate_of(line, percents),
        )
        for line, net, tax, deposit in zip(lines, nets, taxes, deposits, strict=True)
    ]


def _rate_of(line: Mapping[str, Any], percents: Mapping[str, str]) -> tuple[str, str]:
    tax_class = str(line.get("tax_class", FOOD))
    return tax_class, percents.get(tax_class, "0")


def _merged(lines: Iterable[TaxLine], *, minus: Iterable[TaxLine] = ()) -> tuple[TaxLine, ...]:
    """The lines by class and rate, those of `minus` taken off; none of nothing."""
    bases, taxes = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for sign, found in ((1, lines), (-1, minus)):
        for line in found:
            bases[line.tax_class, line.percent] += sign * line.base
            taxes[line.tax_class, line.percent] += sign * line.tax
    return tuple(
        TaxLine(tax_class=tax_class, percent=percent, base=base, tax=taxes[tax_class, percent])
        for (tax_class, percent), base in bases.items()
        if base or taxes[tax_class, percent]
    )


def _parts(lines: Lines, name: str, whole: int, weights: Sequence[int]) -> list[int]:
    """What the lines say of themselves, and what of `whole` that leaves, in proportion to the weights."""
    own = [int(line.get(name, 0)) for line in lines]
    rest = whole - sum(own)
    if not rest:
        return own
    left = [max(weight - part, 0) for weight, part in zip(weights, own, strict=True)] if rest > 0 else own
    shares = allocate(rest, left if any(left) else [1] * len(own))
    return [part + more for part, more in zip(own, shares, strict=True)]


def components_of(amounts: Amounts) -> RefundComponents:
    """The components of a whole order, or of what was kept of it."""
    return RefundComponents(
        food=amounts.food - amounts.discount,
        delivery_fee=amounts.delivery_fee,
        small_order_fee=amounts.small_order_fee,
        deposit=amounts.deposit,
        tip=amounts.tip,
        tax=amounts.tax,
        tax_added=amounts.tax_added,
        rounding=amounts.rounding,
        tax_lines=amounts.tax_lines,
    )


def read_components(kept: Mapping[str, Any]) -> RefundComponents:
    """Parses the stored components of a refund."""
    return RefundComponents(
        **{**kept, "tax_lines": tuple(TaxLine(**line) for line in kept.get("tax_lines", ()))}
    )


def total_of(parts: Iterable[RefundComponents]) -> RefundComponents:
    """The sum of the components."""
    found = list(parts)
    sums = {name: sum(getattr(part, name) for part in found) for name in _NAMES}
    return RefundComponents(**sums, tax_lines=_merged(line for part in found for line in part.tax_lines))


def remainder(whole: RefundComponents, gone: RefundComponents) -> RefundComponents:
    """`whole` minus the given components."""
    rest = {name: getattr(whole, name) - getattr(gone, name) for name in _NAMES}
    return RefundComponents(**rest, tax_lines=_merged(whole.tax_lines, minus=gone.tax_lines))


def given_in(components: RefundComponents, coin: int) -> RefundComponents:
    """The components with a sum payable in such coins."""
    more = rounded(components.amount, coin) - components.amount
    return replace(components, rounding=components.rounding + more)


def late_credit(amounts: Amounts, percent: int) -> RefundComponents:
    """The credit for a late order: a part of the food, with the tax in proportion."""
    rate = Decimal(percent) / 100
    food_tax = sum(line.tax for line in amounts.tax_lines if line.tax_class not in FEES)
    tax = share(food_tax, rate)
    food, added = share(amounts.food - amounts.discount, rate), tax if amounts.tax_added else 0
    return RefundComponents(
        food=food, tax=tax, tax_added=added, tax_lines=_shared(amounts, tax, food + added - tax)
    )


def _shared(amounts: Amounts, tax: int, base: int) -> tuple[TaxLine, ...]:
    """A credit's tax and base over the classes of the food."""
    classes = [line for line in amounts.tax_lines if line.tax_class not in FEES and line.tax_class != DEPOSIT]
    if not sum(line.base for line in classes):
        return ()
    taxed = any(line.tax for line in classes)
    taxes = allocate(tax, [line.tax for line in classes]) if taxed else [0] * len(classes)
    bases = allocate(base, [line.base for line in classes])
    return tuple(
        TaxLine(tax_class=line.tax_class, percent=line.percent, base=part, tax=of_it)
        for line, part, of_it in zip(classes, bases, taxes, strict=True)
    )


_NAMES = tuple(field.name for field in fields(RefundComponents) if field.name != "tax_lines")
