"""Baskets at prices that a partner has agreed with its customer."""

from dataclasses import replace

from apps.menu.contract.types import PricedBasket, PricedLine
from apps.orders.contract.quotes import Agreed
from dominos.kernel.errors import FieldError, Invalid


def as_agreed(basket: PricedBasket, agreed: Agreed) -> PricedBasket:
    """The same items at the agreed prices and fee, without deals. Invalid if a line has no price."""
    if len(agreed.totals) != len(basket.lines):
        raise Invalid(errors=[FieldError("lines", "Every line has its total.", "invalid")])
    lines = tuple(_at(total, line) for total, line in zip(agreed.totals, basket.lines, strict=True))
    return replace(
        basket,
        lines=lines,
        food=sum(line.total for line in lines),
        deals=(),
        unused_deals={},
        deposit=sum(line.deposit for line in lines),
        delivery_fee=agreed.delivery_fee,
        delivery_discount=0,
    )


def _at(total: int, line: PricedLine) -> PricedLine:
    """The line for `total`, with the deposit in it that its bottles have."""
    deposit = min(line.deposit, total)
    food = total - deposit
    return replace(line, total=food, unit_price=food // line.quantity, deposit=deposit, discount=0)
