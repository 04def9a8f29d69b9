"""Prices of lines."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, Decimal

from apps.menu.contract.types import LineRequest, Options, Part, PricedLine
from apps.menu.domain.availability import NOTHING, SoldOut
from apps.menu.domain.configuration import (
    Refusals,
    configured,
    defaults_of,
    refused_as_not_now,
    refused_as_sold_out,
    requested_options,
    topping_units,
    variants_of,
)
from apps.menu.domain.contents import UNSTATED, Recipe, contents_of
from apps.menu.domain.dayparts import Moment
from apps.menu.domain.terms import COOKING, NONE, SIDE, HalfRule, Halves, Menu, Under, Variant
from apps.menu.domain.words import describe, words_of


def price_lines(
    menu: Menu,
    lines: Iterable[LineRequest],
    sold_out: SoldOut = NOTHING,
    at: Moment | None = None,
    makers: Menu | None = None,
) -> tuple[list[PricedLine], Refusals]:
    """The priced lines, and all errors by line path; refused lines are not priced.

    Dayparts are evaluated at the moment `at`; without one, everything is sold. `makers` is the same menu in
    the language of the kitchen, if that is another.
    """
    refusals: Refusals = []
    priced = []
    for index, line in enumerate(lines):
        before = len(refusals)
        path = f"lines.{index}"
        variants = variants_of(menu, line, path, refusals)
        if not variants:
            continue
        refusals += refused_as_not_now(menu, line, at, path)
        under = (menu.product_of(variants[0]), menu.product_of(variants[-1]))
        requested = requested_options(menu, under, line, path, refusals)
        halves = configured(menu, under, requested, refusals)
        refusals += refused_as_sold_out(menu, line, halves, sold_out, requested)
        if len(refusals) == before:
            priced.append(_priced(menu, line, variants, under, halves, makers))
    return priced, refusals


def price_of(
    menu: Menu,
    variants: list[Variant],
    under: Under,
    halves: Mapping[str, Halves],
    defaults: Mapping[str, Halves],
) -> tuple[int, int]:
    """The charged topping units and the price of one piece of the variant, or of two variants as halves."""
    toppings = topping_units(menu, under, halves, defaults, menu.half_share)
    counted, extra = _extra_sides(menu, halves, defaults)
    dearer = max(variants, key=_dearness) if len(variants) > 1 else variants[0]
    paid = variants if menu.half_rule is HalfRule.AVERAGE else [dearer]
    prices = [_price(variant, toppings + counted) for variant in paid]
    return _rounded(toppings + counted - dearer.included_units), -(-sum(prices) // len(prices)) + extra


def _priced(
    menu: Menu,
    line: LineRequest,
    variants: list[Variant],
    under: Under,
    halves: Mapping[str, Halves],
    makers: Menu | None,
) -> PricedLine:
    defaults = defaults_of(menu, under)
    units, unit_price = price_of(menu, variants, under, halves, defaults)
    sides = _sides(menu, halves, defaults)
    words = words_of(menu, variants, halves, defaults, sides)
    return PricedLine(
        variant=line.variant,
        product=under[0].code,
        name=words.name,
        description=describe(menu, words.changes),
        quantity=line.quantity,
        options=_options(menu, halves, defaults),
        units=units,
        unit_price=unit_price,
        total=unit_price * line.quantity,
        needs_oven=any(side.needs_oven for side in under),
        second_half=line.second_half,
        sides=sides,
        side_names=words.side_names,
        changes=words.changes,
        store_words=words_of(makers, variants, halves, defaults, sides) if makers else None,
        cooking=tuple(code for code, (left, _) in halves.items() if left and menu.group_of(code) == COOKING),
        note=line.note.strip(),
        tax_class=under[0].tax_class,
        deposit=max(variant.deposit for variant in variants) * line.quantity,
        contents=contents_of(_recipe(menu, variants, under, halves)),
    )


def _recipe(menu: Menu, variants: list[Variant], under: Under, halves: Mapping[str, Halves]) -> Recipe:
    """The ingredients of each half: the crust, the product itself, the toppings and the sides."""
    recipe = Recipe(variants[0].size or variants[0].code)
    whole, half = (Decimal(1), Decimal(1)), ((Decimal(1), NONE), (NONE, Decimal(1)))
    crust = variants[0].crust
    if crust:
        recipe.add(crust, menu.facts_of("crust", crust), whole)
    for product, amounts in zip(under, half, strict=True):
        recipe.add(product.code, menu.facts_of("product", product.code), amounts, is_weighed=not crust)
    for code, amounts in halves.items():
        if menu.group_of(code) != COOKING or menu.facts_of("topping", code) != UNSTATED:
            recipe.add(code, menu.facts_of("topping", code), amounts)
    return recipe


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
    """The number of each side; zero only for sides that are included by default."""
    found = {code: int(left) for code, (left, _) in _sides_in(menu, halves)}
    return {code: count for code, count in found.items() if count or code in defaults}


def _options(menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]) -> Options:
    """The configuration in the contract's form; a zero only where it removes a default."""
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
