"""Prices of lines."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, Decimal

from apps.menu.availability import NOTHING, SoldOut
from apps.menu.contract.types import LineRequest, Options, Part, PricedLine
from apps.menu.domain.configuration import (
    Refusals,
    configured,
    defaults_of,
    refused_as_sold_out,
    topping_units,
    variants_of,
    wish_of,
)
from apps.menu.domain.terms import COOKING, NONE, SIDE, HalfRule, Halves, Menu, Under, Variant
from apps.menu.domain.words import describe


def price_lines(
    menu: Menu, lines: Iterable[LineRequest], sold_out: SoldOut = NOTHING
) -> tuple[list[PricedLine], Refusals]:
    """The lines as the menu sells them and all that it refuses, by line path; what is refused is not priced."""
    refusals: Refusals = []
    priced = []
    for index, line in enumerate(lines):
        before = len(refusals)
        path = f"lines.{index}"
        variants = variants_of(menu, line, path, refusals)
        if not variants:
            continue
        under = (menu.product_of(variants[0]), menu.product_of(variants[-1]))
        wish = wish_of(menu, under, line, path, refusals)
        halves = configured(menu, under, wish, refusals)
        refusals += refused_as_sold_out(menu, line, halves, sold_out, wish)
        if len(refusals) == before:
            priced.append(_priced(menu, line, variants, under, halves))
    return priced, refusals


def _priced(
    menu: Menu, line: LineRequest, variants: list[Variant], under: Under, halves: Mapping[str, Halves]
) -> PricedLine:
    defaults = defaults_of(menu, under)
    toppings = topping_units(menu, halves, defaults, menu.half_share)
    counted, extra = _extra_sides(menu, halves, defaults)
    dearer = max(variants, key=_dearness)
    units = _rounded(toppings + counted - dearer.included_units)
    paid = variants if menu.half_rule is HalfRule.AVERAGE else [dearer]
    prices = [_price(variant, toppings + counted) for variant in paid]
    unit_price = -(-sum(prices) // len(prices)) + extra
    return PricedLine(
        variant=line.variant,
        product=under[0].code,
        name=_name(variants, under),
        description=describe(menu, halves, defaults),
        quantity=line.quantity,
        options=_options(menu, halves, defaults),
        units=units,
        unit_price=unit_price,
        total=unit_price * line.quantity,
        needs_oven=any(side.needs_oven for side in under),
        second_half=line.second_half,
        sides=_sides(menu, halves, defaults),
        cooking=tuple(code for code, (left, _) in halves.items() if left and menu.group_of(code) == COOKING),
        note=line.note.strip(),
        tax_class=under[0].tax_class,
        deposit=dearer.deposit * line.quantity,
    )


def _dearness(variant: Variant) -> tuple[object, ...]:
    dear = variant.price + variant.crust_surcharge
    return dear, variant.topping_price, -variant.included_units, variant.unit_steps, variant.code


def _rounded(units: Decimal) -> int:
    return max(0, int(units.to_integral_value(ROUND_CEILING)))


def _price(variant: Variant, units: Decimal) -> int:
    return (
        variant.price
        + variant.crust_surcharge
        + variant.cost_of_units(_rounded(units - variant.included_units))
    )


def _extra_sides(
    menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]
) -> tuple[Decimal, int]:
    """The sides beyond those included: topping units, and the prices of those that have their own.

    Whichever sides are taken, as many are free as are included: those included themselves first, then the dearest.
    """
    free = int(sum((amounts[0] for _, amounts in _sides_in(menu, defaults)), NONE))
    taken = [
        (code not in defaults, -(menu.toppings[code].price or 0), code)
        for code, amounts in _sides_in(menu, halves)
        for _ in range(int(amounts[0]))
    ]
    prices = [menu.toppings[code].price for _, _, code in sorted(taken)[free:]]
    own = [price for price in prices if price is not None]
    return Decimal(len(prices) - len(own)), sum(own)


def _sides_in(menu: Menu, halves: Mapping[str, Halves]) -> Iterator[tuple[str, Halves]]:
    return ((code, amounts) for code, amounts in halves.items() if menu.group_of(code) == SIDE)


def _sides(menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]) -> dict[str, int]:
    """The number of each side; none is said only of those that would be there by default."""
    found = {code: int(left) for code, (left, _) in _sides_in(menu, halves)}
    return {code: count for code, count in found.items() if count or code in defaults}


def _name(variants: list[Variant], under: Under) -> str:
    product = " / ".join(dict.fromkeys(side.name for side in under[: len(variants)]))
    return f"{product}, {variants[0].name}" if variants[0].name else product


def _options(menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]) -> Options:
    """The configuration in the contract's form; a zero is said only where it takes a default away."""
    options: Options = {}
    for code, (left, right) in halves.items():
        if menu.group_of(code) == SIDE or (menu.group_of(code) == COOKING and left):
            continue
        usual = defaults.get(code, (NONE, NONE))
        parts = {Part.WHOLE: left} if left == right else {Part.LEFT: left, Part.RIGHT: right}
        said = {part: amount for part, amount in parts.items() if amount or usual[part is Part.RIGHT]}
        if said or any(usual):
            options[code] = said or parts
    return options
