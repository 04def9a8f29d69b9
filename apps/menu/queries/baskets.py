"""The price of a basket at a store: prices and deals, or corrections."""

from collections.abc import Sequence
from uuid import UUID

from apps.menu import domain
from apps.menu.contract.types import BasketCheck, LineRequest, PricedBasket, PricedLine
from apps.menu.domain.checking import check_lines
from apps.menu.domain.deals.store_deals import Occasion, with_deals
from apps.menu.domain.recipes import Left, remaining, shortages
from apps.menu.queries.versions import PublishedMenu
from dominos.kernel.errors import FieldError

NOTHING_COUNTED: Left = {}


def price(
    menu: PublishedMenu,
    lines: Sequence[LineRequest],
    occasion: Occasion,
    made_by: PublishedMenu | None = None,
    left: Left = NOTHING_COUNTED,
) -> tuple[list[PricedLine], list[FieldError]]:
    """The priced lines and all errors; `made_by` is the menu in the store's language.

    What is `left` of ingredients has to suffice for all lines together.
    """
    makers = None if made_by is None or made_by is menu else made_by.rules
    priced, refusals = domain.price_lines(menu.rules, lines, menu.sold_out, occasion.at, makers)
    return priced, refusals or (shortages(menu.rules, lines, left) if left else [])


def basket(
    store_id: UUID, menu: PublishedMenu, lines: Sequence[PricedLine], occasion: Occasion
) -> PricedBasket:
    """The basket of these lines with the best legal set of deals."""
    priced = PricedBasket(
        store_id=store_id,
        menu_version=menu.version,
        currency=menu.rules.currency,
        lines=tuple(lines),
        food=sum(line.total for line in lines),
        deposit=sum(line.deposit for line in lines),
    )
    return with_deals(priced, menu.deals, occasion, menu.deals_gone)


def check(
    store_id: UUID,
    menu: PublishedMenu,
    lines: Sequence[LineRequest],
    occasion: Occasion,
    left: Left = NOTHING_COUNTED,
) -> BasketCheck:
    """Every line with its corrections, and the price of the remaining ones."""

    def refused(before: Sequence[LineRequest], line: LineRequest) -> list[FieldError]:
        rest = remaining(menu.rules, before, left) if left else left
        return price(menu, [line], occasion, left=rest)[1]

    checks, corrected = check_lines(menu.rules, lines, refused)
    priced, _ = price(menu, corrected, occasion)
    return BasketCheck(
        store_id=store_id,
        menu_version=menu.version,
        lines=tuple(checks),
        corrected=tuple(corrected),
        basket=basket(store_id, menu, priced, occasion) if priced else None,
    )
