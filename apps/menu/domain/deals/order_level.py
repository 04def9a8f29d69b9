"""Order-level deals: percentages before amounts, shared among the lines in proportion to their remaining price."""

from collections.abc import Iterable, Sequence

from apps.menu.domain.deals.choices import percent_of, shares
from apps.menu.domain.deals.types import AppliedDeal, Deal, DealBasket, Rule


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


def left_after(deals: Iterable[Deal], basket: DealBasket, left: int) -> int:
    """What remains of the amount `left` after these deals."""
    for deal in _in_order(deals):
        left -= _off(deal, basket, left)
    return left


def applied_to_order(
    basket: DealBasket, deals: Iterable[Deal], before: Sequence[AppliedDeal]
) -> list[AppliedDeal]:
    """The order-level deals, each shared among the lines in proportion to their remaining price."""
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
