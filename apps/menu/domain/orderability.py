"""Which items of a menu cannot be ordered in their default configuration while others are sold out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from apps.menu.contract.types import LineRequest, Options, Part
from apps.menu.domain import Menu, price_lines
from apps.menu.domain.availability import SoldOut


def unorderable(
    menu: Menu, preconfigured: Iterable[Mapping[str, Any]], sold_out: SoldOut
) -> dict[str, list[str]]:
    """Codes by list of the document.

    A topping that ran out; a variant that ran out or has such a topping by default, which can still be had without
    it; a preconfigured product none of whose variants can be had with its options.
    """
    if not sold_out:
        return {"toppings": [], "variants": [], "preconfigured": []}
    return {
        "toppings": sorted(sold_out.topping & set(menu.toppings)),
        "variants": [code for code in menu.variants if _is_refused(menu, code, {}, sold_out)],
        "preconfigured": [
            row["code"]
            for row in preconfigured
            if all(_is_refused(menu, code, _options(row), sold_out) for code in _variants(menu, row))
        ],
    }


def _is_refused(menu: Menu, variant: str, options: Options, sold_out: SoldOut) -> bool:
    _, refusals = price_lines(menu, [LineRequest(variant=variant, quantity=1, options=options)], sold_out)
    return any(refusal.code == "sold_out" for refusal in refusals)


def _options(row: Mapping[str, Any]) -> Options:
    return {
        code: {Part(part): Decimal(amount) for part, amount in parts.items()}
        for code, parts in row["options"].items()
    }


def _variants(menu: Menu, row: Mapping[str, Any]) -> list[str]:
    if "variant" in row:
        return [row["variant"]]
    return [code for code, variant in menu.variants.items() if variant.product == row["product"]]
