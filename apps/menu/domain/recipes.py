"""Consumption of ingredients: a bill of materials for each topping, crust, product and variant by size.

Amounts are in the ingredient's unit for the normal portion on a whole piece; light, extra and halves count
proportionally.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from apps.menu.contract.types import LineRequest
from apps.menu.domain.availability import OutageKind
from apps.menu.domain.configuration import configured, requested_options, variants_of
from apps.menu.domain.contents import ANY_SIZE
from apps.menu.domain.terms import NONE, Halves, Menu, Recipes, Variant
from dominos.kernel.errors import FieldError

Amounts = dict[str, Decimal]
"""Amounts by ingredient."""
Left = Mapping[str, Decimal]
"""What is left of each counted ingredient."""
Item = tuple[OutageKind, str]


class StockUnit(StrEnum):
    """The unit in which an ingredient is counted."""

    GRAM = "g"
    MILLILITRE = "ml"
    PIECE = "piece"


def recipes_of(document: Mapping[str, Any]) -> Recipes:
    """The recipes of a menu document, which are stored at its ingredients."""
    found: dict[tuple[str, str], dict[str, dict[str, Decimal]]] = {}
    for row in document.get("ingredients", ()):
        for kind, code, size, amount in row["uses"]:
            found.setdefault((kind, code), {}).setdefault(size, {})[row["code"]] = Decimal(amount)
    return found


def needs_of(menu: Menu, line: LineRequest) -> Amounts:
    """The consumption of all pieces of a line; empty for one that the menu does not sell as it is."""
    return _sum(_portions(menu, line).values())


def remaining(menu: Menu, lines: Iterable[LineRequest], left: Left) -> Amounts:
    """What is left after making the lines."""
    needs = _sum(needs_of(menu, line) for line in lines)
    return {code: amount - needs.get(code, NONE) for code, amount in left.items()}


def shortages(menu: Menu, lines: Sequence[LineRequest], left: Left) -> list[FieldError]:
    """Errors for lines that what is `left` does not suffice for, after the lines before them.

    They name the option that is not available, or the variant. Ingredients that are not counted do not run
    out.
    """
    rest = dict(left)
    refusals = []
    for index, line in enumerate(lines):
        portions = _portions(menu, line)
        needs = _sum(portions.values())
        if (lacking := _lacking(needs, rest)) is None:
            rest = {code: amount - needs.get(code, NONE) for code, amount in rest.items()}
        else:
            refusals.append(_refusal(menu, line, f"lines.{index}", portions, lacking))
    return refusals


def gone(menu: Menu, left: Left) -> frozenset[Item]:
    """What cannot be made of what is left: toppings and doughs of any size, and variants themselves."""
    whole = {
        (OutageKind(kind), code)
        for (kind, code), sizes in menu.recipes.items()
        if kind in (OutageKind.TOPPING, OutageKind.CRUST)
        and all(_lacking(portion, left) is not None for portion in sizes.values())
    }
    variants = {
        (OutageKind.VARIANT, code)
        for code, variant in menu.variants.items()
        if (OutageKind.CRUST, variant.crust) not in whole
        and _lacking(_sum(_bases(menu, [variant]).values()), left) is not None
    }
    return frozenset(whole | variants)


def believed(left: Left, least: Left) -> Left:
    """The part of what is left that suffices for the ingredient's smallest portion.

    The rest is already marked sold out; if a person marked it available again, the count is wrong.
    """
    return {code: amount for code, amount in left.items() if amount >= least.get(code, NONE)}


def least_portions(menu: Menu) -> Amounts:
    """The smallest amount of each ingredient that any recipe takes."""
    least: Amounts = {}
    for sizes in menu.recipes.values():
        for portion in sizes.values():
            for code, amount in portion.items():
                least[code] = min(amount, least.get(code, amount))
    return least


def _portions(menu: Menu, line: LineRequest) -> dict[Item, Amounts]:
    """What the line uses, by the item of the menu that it is used for."""
    refusals: list[FieldError] = []
    variants = variants_of(menu, line, "", refusals)
    if not variants:
        return {}
    under = (menu.product_of(variants[0]), menu.product_of(variants[-1]))
    halves = configured(menu, under, requested_options(menu, under, line, "", refusals), refusals)
    found = _bases(menu, variants) | _toppings(menu, halves, variants[0].size)
    return {} if refusals else {item: _times(amounts, line.quantity) for item, amounts in found.items()}


def _bases(menu: Menu, variants: Sequence[Variant]) -> dict[Item, Amounts]:
    """Of one piece: the dough, and of each half its part of the product and the variant."""
    first, part = variants[0], Decimal(1) / len(variants)
    dough = dict(_portion(menu, OutageKind.CRUST, first.crust, first.size))
    found: dict[Item, Amounts] = {(OutageKind.CRUST, first.crust): dough}
    for variant in variants:
        for kind, code in ((OutageKind.PRODUCT, variant.product), (OutageKind.VARIANT, variant.code)):
            amounts = _times(_portion(menu, kind, code, variant.size), part)
            found[kind, code] = _sum([found.get((kind, code), {}), amounts])
    return found


def _toppings(menu: Menu, halves: Mapping[str, Halves], size: str) -> dict[Item, Amounts]:
    return {
        (OutageKind.TOPPING, code): _times(_portion(menu, OutageKind.TOPPING, code, size), (left + right) / 2)
        for code, (left, right) in halves.items()
        if left or right
    }


def _portion(menu: Menu, kind: OutageKind, code: str, size: str) -> Mapping[str, Decimal]:
    sizes = menu.recipes.get((kind, code), {})
    return sizes.get(size, sizes.get(ANY_SIZE, {}))


def _times(amounts: Mapping[str, Decimal], count: Decimal | int) -> Amounts:
    return {code: amount * count for code, amount in amounts.items()}


def _sum(parts: Iterable[Mapping[str, Decimal]]) -> Amounts:
    found: Amounts = {}
    for part in parts:
        for code, amount in part.items():
            found[code] = found.get(code, NONE) + amount
    return found


def _lacking(needs: Mapping[str, Decimal], left: Left) -> str | None:
    """The first ingredient of which more is needed than is left."""
    return next((code for code, amount in needs.items() if code in left and amount > left[code]), None)


def _refusal(
    menu: Menu, line: LineRequest, path: str, portions: Mapping[Item, Amounts], lacking: str
) -> FieldError:
    """Names the topping that takes most of what is lacking, unless the line cannot be made without it."""
    takers = {
        item: amounts[lacking]
        for item, amounts in portions.items()
        if lacking in amounts and item[0] is OutageKind.TOPPING
    }
    if not takers:
        return FieldError(f"{path}.variant", f"not enough is left for {line.variant}", "sold_out")
    _, code = max(takers, key=lambda item: takers[item])
    field = "sides" if code in line.sides else "options"
    return FieldError(f"{path}.{field}.{code}", f"not enough {menu.toppings[code].name} is left", "sold_out")
