"""Finds the legal set of deals that saves most.

An item is used by at most one deal. Exclusive deals apply alone, complementary ones together. Order-level
deals come last and apply to what is left: percentages, then amounts. The delivery fee is waived once. Of sets
that save the same the smaller wins. Subtotal, taxes, tips and other fees are never changed.
"""

from collections.abc import Iterable, Sequence

from apps.menu.domain.deals.conditions import refusal
from apps.menu.domain.deals.search import Search, worth_of
from apps.menu.domain.deals.types import AppliedDeal, Combine, Deal, DealBasket, Savings


def best_deals(basket: DealBasket, deals: Iterable[Deal]) -> Savings:
    """The best legal set of the offered deals; duplicates count once."""
    offered = {deal.code: deal for deal in deals}
    refusals = {code: refusal(deal, basket) for code, deal in offered.items()}
    unused = {code: why for code, why in refusals.items() if why is not None}
    usable = [deal for code, deal in offered.items() if code not in unused]
    together = [deal for deal in usable if deal.combine is Combine.COMPLEMENTARY]
    sets = [together, *([deal] for deal in usable if deal.combine is Combine.EXCLUSIVE)]
    searches = [_searched(basket, deals) for deals in sets]
    best = max((search.best for search in searches), key=worth_of)
    impossible = {code for search in searches for code in search.impossible}
    left = {deal.code for deal in usable} - {deal.code for deal in best}
    unused |= {code: "missing_items" if code in impossible else "saves_less" for code in sorted(left)}
    return _summed(basket, best, unused)


def _summed(basket: DealBasket, applied: Sequence[AppliedDeal], unused: dict[str, str]) -> Savings:
    lines = tuple(sum(deal.lines.get(line, 0) for deal in applied) for line in range(len(basket.lines)))
    delivery = sum(deal.delivery for deal in applied)
    return Savings(applied=tuple(applied), lines=lines, delivery=delivery, unused=unused)


def _searched(basket: DealBasket, deals: Sequence[Deal]) -> Search:
    """The search through the sets of these deals, all of which go together."""
    search = Search(basket, [deal for deal in deals if deal.is_order_level])
    if deals:
        search.run([deal for deal in deals if not deal.is_order_level])
    return search
