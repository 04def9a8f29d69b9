"""Preconfigured products (options chosen by the chain) as order lines."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from apps.menu.contract.types import LineRequest, Options, Part
from apps.menu.domain.pricing import price_lines
from apps.menu.domain.terms import Menu


def lines_of(menu: Menu, row: Mapping[str, Any]) -> Iterator[LineRequest]:
    """One piece in its variant, or in each of the product's variants."""
    options = _options(row)
    for code, variant in menu.variants.items():
        if code == row["variant"] if "variant" in row else variant.product == row["product"]:
            yield LineRequest(variant=code, quantity=1, options=options)


def least_price(menu: Menu, row: Mapping[str, Any]) -> int | None:
    """Its lowest price, in minor units; None if its options fit no variant."""
    sold, _ = price_lines(menu, lines_of(menu, row))
    return min((line.total for line in sold), default=None)


def _options(row: Mapping[str, Any]) -> Options:
    return {
        code: {Part(part): Decimal(amount) for part, amount in parts.items()}
        for code, parts in row["options"].items()
    }
