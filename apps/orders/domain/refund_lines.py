"""What a refund is made of, line by line. Pure; money in minor units.

A line's refund is its price less its part of the discounts, with its deposit and its tax. Parts are shared out so that
they add up to the order's; the last cent goes to the last line, and to the last piece of a line. Source: the refund
matrix of `docs/domain.md`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from apps.orders.contract.types import Amounts
from apps.orders.domain.totals import FEES
from apps.payments.contract.types import RefundComponents
from dominos.kernel.money import allocate, share

Lines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMoney:
    """What a line cost after discounts: `net` and `deposit`, and its tax, `added` on top or within."""

    number: int
    quantity: int
    net: int
    deposit: int
    tax: int
    added: int

    @property
    def gross(self) -> int:
        """What the customer paid for it."""
        return self.net + self.deposit + self.added

    def pieces(self, before: int, count: int) -> RefundComponents:
        """What `count` pieces cost when `before` of them have come back: all pieces add up to the line."""

        def part(whole: int) -> int:
            return whole * (before + count) // self.quantity - whole * before // self.quantity

        return RefundComponents(
            food=part(self.net),
            deposit=part(self.deposit),
            tax=part(self.tax),
            tax_added=part(self.added),
        )


def money_of(lines: Lines, amounts: Amounts) -> list[LineMoney]:
    """The money of each line; together the order's food, discount, deposit and food tax."""
    discounts = _parts(lines, "discount", amounts.discount, [line["total"] for line in lines])
    nets = [line["total"] - discount for line, discount in zip(lines, discounts, strict=True)]
    food_tax = sum(line.tax for line in amounts.tax_lines if line.tax_class not in FEES)
    taxes = _parts(lines, "tax", food_tax, nets)
    deposits = _parts(lines, "deposit", amounts.deposit, [line["quantity"] for line in lines])
    is_added = bool(amounts.tax_added)
    return [
        LineMoney(
            number=line["number"],
            quantity=line["quantity"],
            net=net,
            deposit=deposit,
            tax=tax,
            added=tax if is_added else 0,
        )
        for line, net, tax, deposit in zip(lines, nets, taxes, deposits, strict=True)
    ]


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
    """All of an order, or of what was kept of it."""
    return RefundComponents(
        food=amounts.food - amounts.discount,
        delivery_fee=amounts.delivery_fee,
        small_order_fee=amounts.small_order_fee,
        deposit=amounts.deposit,
        tip=amounts.tip,
        tax=amounts.tax,
        tax_added=amounts.tax_added,
        rounding=amounts.rounding,
    )


def total_of(parts: Iterable[RefundComponents]) -> RefundComponents:
    """The parts together."""
    found = list(parts)
    return RefundComponents(**{name: sum(getattr(part, name) for part in found) for name in _NAMES})


def remainder(whole: RefundComponents, gone: RefundComponents) -> RefundComponents:
    """What is left of `whole`."""
    return RefundComponents(**{name: getattr(whole, name) - getattr(gone, name) for name in _NAMES})


def late_credit(amounts: Amounts, percent: int) -> RefundComponents:
    """The part of the food, its tax in proportion, that a late order earns."""
    rate = Decimal(percent) / 100
    food_tax = sum(line.tax for line in amounts.tax_lines if line.tax_class not in FEES)
    tax = share(food_tax, rate)
    return RefundComponents(
        food=share(amounts.food - amounts.discount, rate),
        tax=tax,
        tax_added=tax if amounts.tax_added else 0,
    )


_NAMES = tuple(field.name for field in fields(RefundComponents))
