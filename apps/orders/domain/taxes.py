"""Taxes by tax class. Pure; money in minor units, percents exact.

The tax of a class is computed on the sum of its amounts and rounded once, halves away from zero; the parts of
the class get theirs by largest remainder, so that refunds line by line add up exactly to the class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from apps.orders.contract.types import TaxLine

FOOD, DELIVERY, SMALL_ORDER, DEPOSIT = "food", "delivery", "small_order", "deposit"
UNTAXED = {DEPOSIT: Decimal(0)}
"""Classes that no table has to name: a deposit is not a sale."""


@dataclass(frozen=True, slots=True)
class TaxTable:
    """A store's taxes: the `standard` percent and those of named classes; included in prices or added to them."""

    standard: Decimal
    included: bool
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def percent(self, tax_class: str) -> Decimal:
        """The percent of a class."""
        return self.rates.get(tax_class, UNTAXED.get(tax_class, self.standard))


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount with its tax class; it includes the tax or not, as the table says."""

    tax_class: str
    amount: int


@lru_cache(maxsize=256)
def _rate(percent: Decimal, included: bool) -> tuple[int, int]:
    """The tax of one minor unit of price as an exact fraction."""
    numerator, denominator = percent.as_integer_ratio()
    return numerator, 100 * denominator + (numerator if included else 0)


def tax_of(amount: int, percent: Decimal, *, included: bool) -> int:
    """The tax in or on `amount`, halves rounded away from zero."""
    numerator, denominator = _rate(percent, included)
    return (2 * amount * numerator + denominator) // (2 * denominator)


def tax_lines(parts: Sequence[Taxed], table: TaxTable) -> tuple[tuple[TaxLine, ...], list[int]]:
    """The tax of each class in order of appearance, and the tax of each part; both have the same sum."""
    classes: dict[str, list[int]] = {}
    for index, part in enumerate(parts):
        classes.setdefault(part.tax_class, []).append(index)
    lines, taxes = [], [0] * len(parts)
    for name, indexes in classes.items():
        percent, amounts = table.percent(name), [parts[i].amount for i in indexes]
        whole = tax_of(sum(amounts), percent, included=table.included)
        for index, tax in zip(indexes, _split(whole, amounts, percent, table.included), strict=True):
            taxes[index] = tax
        base = sum(amounts) - (whole if table.included else 0)
        lines.append(TaxLine(tax_class=name, percent=shown(percent), base=base, tax=whole))
    return tuple(lines), taxes


def _split(whole: int, amounts: Sequence[int], percent: Decimal, included: bool) -> list[int]:
    if len(amounts) == 1:
        return [whole]
    numerator, denominator = _rate(percent, included)
    shares = [divmod(amount * numerator, denominator) for amount in amounts]
    parts = [share for share, _ in shares]
    left = whole - sum(parts)
    for index in sorted(range(len(parts)), key=lambda i: -shares[i][1])[:left]:
        parts[index] += 1
    return parts


@lru_cache(maxsize=256)
def shown(percent: Decimal) -> str:
    """The percent as it is displayed: 14, 8.875."""
    return f"{percent.normalize():f}"
