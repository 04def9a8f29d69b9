"""The total of an order. Pure; money in minor units.

food - discount + fees + deposit + added tax + tip + rounding = total, always; a tip is never taxed or
discounted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.orders.contract.rounding import rounded
from apps.orders.contract.types import Amounts
from apps.orders.domain.taxes import DELIVERY, DEPOSIT, FOOD, SMALL_ORDER, Taxed, TaxTable, tax_lines

FEES = frozenset({DELIVERY, SMALL_ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The amounts of a line: its total, its discount, and the deposit on its bottles."""

    total: int
    discount: int = 0
    deposit: int = 0
    tax_class: str = FOOD

    @property
    def net(self) -> int:
        """The total less the discount."""
        return self.total - min(self.discount, self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """Amounts on top of the lines. `delivery_discount` is what deals take off the delivery fee."""

    delivery_fee: int = 0
    delivery_discount: int = 0
    small_order_fee: int = 0
    tip: int = 0


def amounts_of(
    items: Sequence[Item], extras: Extras, table: TaxTable, *, coin: int = 1
) -> tuple[Amounts, list[int]]:
    """The totals, and the tax of each line; the total is a multiple of `coin`, the market's smallest."""
    food = sum(item.total for item in items)
    discount = food - sum(item.net for item in items)
    deposit = sum(item.deposit for item in items)
    delivery_fee = max(extras.delivery_fee - extras.delivery_discount, 0)
    lines, taxes = tax_lines(_taxed(items, delivery_fee, extras.small_order_fee, deposit), table)
    tax = sum(line.tax for line in lines)
    added = 0 if table.included else tax
    exact = food - discount + delivery_fee + extras.small_order_fee + deposit + added + extras.tip
    rounding = rounded(exact, coin) - exact
    amounts = Amounts(
        food=food,
        discount=discount,
        delivery_fee=delivery_fee,
        small_order_fee=extras.small_order_fee,
        deposit=deposit,
        tax=tax,
        tax_added=added,
        tip=extras.tip,
        rounding=rounding,
        total=exact + rounding,
        savings=discount + extras.delivery_fee - delivery_fee,
        tax_lines=lines,
    )
    return amounts, taxes[: len(items)]


def _taxed(items: Sequence[Item], delivery_fee: int, small_order_fee: int, deposit: int) -> list[Taxed]:
    extras = ((DELIVERY, delivery_fee), (SMALL_ORDER, small_order_fee), (DEPOSIT, deposit))
    lines = [Taxed(item.tax_class, item.net) for item in items]
    return lines + [Taxed(name, amount) for name, amount in extras if amount]
