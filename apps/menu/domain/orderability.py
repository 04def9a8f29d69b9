"""Which items of a menu cannot be ordered in their default configuration because of sold-out ones."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.menu.contract.types import LineRequest
from apps.menu.domain import Menu, price_lines
from apps.menu.domain.availability import SoldOut
from apps.menu.domain.preconfigured import lines_of


def unorderable(
    menu: Menu, preconfigured: Iterable[Mapping[str, Any]], sold_out: SoldOut
) -> dict[str, list[str]]:
    """Codes by list of the document.

    Toppings that are sold out; variants that are sold out or have such a topping by default (which can be
    removed); preconfigured products none of whose variants can be ordered with its options.
    """
    if not sold_out:
        return {"toppings": [], "variants": [], "preconfigured": []}
    return {
        "toppings": sorted(sold_out.topping & set(menu.toppings)),
        "variants": [
            code
            for code in menu.variants
            if _is_refused(menu, LineRequest(variant=code, quantity=1), sold_out)
        ],
        "preconfigured": [
            row["code"]
            for row in preconfigured
            if all(_is_refused(menu, line, sold_out) for line in lines_of(menu, row))
        ],
    }


def _is_refused(menu: Menu, line: LineRequest, sold_out: SoldOut) -> bool:
    _, refusals = price_lines(menu, [line], sold_out)
    return any(refusal.code == "sold_out" for refusal in refusals)
