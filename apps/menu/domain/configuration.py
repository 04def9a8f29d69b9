"""Turns a requested line into a configuration, and finds all its errors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from apps.menu.contract.limits import MAX_NOTE_LENGTH, MAX_QUANTITY
from apps.menu.contract.types import LineRequest, Options, Part
from apps.menu.domain.availability import SoldOut
from apps.menu.domain.dayparts import Moment
from apps.menu.domain.terms import (
    CHARGES,
    COOKING,
    NONE,
    SIDE,
    Halves,
    Menu,
    Product,
    Under,
    Variant,
)
from dominos.kernel.errors import FieldError

Refusals = list[FieldError]


@dataclass(frozen=True, slots=True)
class RequestedOptions:
    """A line's toppings, sides and cooking instructions as one mapping, with the field of each."""

    options: Options
    path: str
    places: Mapping[str, str]

    def where(self, code: str) -> str:
        """The path of a topping, side or instruction, as in `lines.0.options.P`."""
        return f"{self.path}.{self.places.get(code, 'options')}.{code}"


def requested_options(
    menu: Menu, under: Under, line: LineRequest, path: str, refusals: Refusals
) -> RequestedOptions:
    """The line's options, sides and cooking as one mapping; if any sides are given, they replace the included ones."""
    options = dict(line.options)
    places = {}
    for name, count in line.sides.items():
        code = menu.known_as(name, SIDE)
        if menu.group_of(code) != SIDE:
            refusals.append(FieldError(f"{path}.sides.{name}", f"{name} is no side", "unknown_side"))
        options[code], places[code] = {Part.WHOLE: Decimal(count)}, "sides"
    if line.sides:
        usual = [code for code in under[0].defaults if menu.group_of(code) == SIDE]
        options |= {code: {Part.WHOLE: NONE} for code in usual if code not in options}
    for name in line.cooking:
        code = menu.known_as(name, COOKING)
        if menu.group_of(code) != COOKING:
            message = f"{name} is no cooking instruction"
            refusals.append(FieldError(f"{path}.cooking.{name}", message, "unknown_cooking"))
        options[code], places[code] = {Part.WHOLE: Decimal(1)}, "cooking"
    return RequestedOptions(options, path, places)


def variants_of(menu: Menu, line: LineRequest, path: str, refusals: Refusals) -> list[Variant]:
    """The variant of the whole pizza, or those of its left and right half; empty if one is refused."""
    if not 1 <= line.quantity <= MAX_QUANTITY:
        refusals.append(FieldError(f"{path}.quantity", f"1 to {MAX_QUANTITY}", "bad_quantity"))
    if len(line.note) > MAX_NOTE_LENGTH:
        refusals.append(FieldError(f"{path}.note", f"at most {MAX_NOTE_LENGTH} characters", "note_too_long"))
    fields = {"variant": line.variant, "second_half": line.second_half}
    asked = {name: code for name, code in fields.items() if code is not None}
    unknown = [name for name, code in asked.items() if code not in menu.variants]
    for name in unknown:
        refusals.append(FieldError(f"{path}.{name}", f"{asked[name]} is not on the menu", "unknown_variant"))
    if unknown:
        return []
    variants = [menu.variants[code] for code in asked.values()]
    if len(variants) == 2 and not _fit_together(menu, *variants):
        message = f"{variants[1].name} does not go with {variants[0].name}"
        refusals.append(FieldError(f"{path}.second_half", message, "halves_do_not_fit"))
        return []
    return variants


def _fit_together(menu: Menu, first: Variant, second: Variant) -> bool:
    is_same_base = (first.size, first.crust) == (second.size, second.crust)
    return is_same_base and all(menu.products[v.product].is_halvable for v in (first, second))


def configured(
    menu: Menu, under: Under, requested: RequestedOptions, refusals: Refusals
) -> dict[str, Halves]:
    """The whole configuration, defaults included; errors are appended to `refusals`."""
    before = len(refusals)
    for code, parts in requested.options.items():
        refusals += _refused_option(menu, under, code, parts, requested.where(code))
    if len(refusals) > before:
        return {}
    halves = defaults_of(menu, under)
    for code, parts in requested.options.items():
        halves[code] = _overlaid(halves.get(code, (NONE, NONE)), parts)
    _drop_replaced_defaults(menu, under, halves, requested.options)
    refusals += _refused_configuration(menu, under, halves, requested)
    return halves


def defaults_of(menu: Menu, under: Under) -> dict[str, Halves]:
    """The default amounts on either half; whole-only options follow the left half."""
    left, right = under[0].defaults, under[1].defaults
    return {
        code: (left.get(code, NONE), (left if menu.toppings[code].whole_only else right).get(code, NONE))
        for code in dict.fromkeys((*left, *right))
    }


def _overlaid(halves: Halves, parts: Mapping[Part, Decimal]) -> Halves:
    left = parts.get(Part.LEFT, parts.get(Part.WHOLE, halves[0]))
    right = parts.get(Part.RIGHT, parts.get(Part.WHOLE, halves[1]))
    return left, right


def _refused_option(
    menu: Menu, under: Under, code: str, parts: Mapping[Part, Decimal], path: str
) -> Iterator[FieldError]:
    if code not in menu.toppings:
        yield FieldError(path, f"{code} is not on the menu", "unknown_topping")
        return
    if Part.WHOLE in parts and len(parts) > 1:
        yield FieldError(path, "either on the whole or on halves", "whole_and_half")
    topping = menu.toppings[code]
    for part, amount in parts.items():
        where = f"{path}.{part}"
        for product in {side.code: side for side in _under(under, part)}.values():
            if code not in product.amounts:
                message = f"{product.name} does not take {topping.name}"
                yield FieldError(where, message, "topping_not_on_product")
            elif amount and amount not in product.amounts[code]:
                offered = ", ".join(map(str, sorted(product.amounts[code])))
                yield FieldError(where, f"one of {offered}", "bad_amount")
            elif part is not Part.WHOLE and not product.is_halvable:
                yield FieldError(where, f"{product.name} has no halves", "whole_only")


def _under(under: Under, part: Part) -> tuple[Product, ...]:
    return {Part.WHOLE: under, Part.LEFT: under[:1], Part.RIGHT: under[1:]}[part]


def _exclusive_group(menu: Menu, under: Under, code: str) -> str:
    return "" if any(code in side.nonexclusive for side in under) else menu.toppings[code].exclusive_group


def _drop_replaced_defaults(menu: Menu, under: Under, halves: dict[str, Halves], options: Options) -> None:
    """A chosen topping replaces a default of its exclusive group that was not requested: another sauce."""
    groups = {code: _exclusive_group(menu, under, code) for code in halves}
    for code in set(halves) - set(options):
        rivals = [halves[other] for other in options if groups[other] == groups[code] != ""]
        left, right = halves[code]
        halves[code] = (
            NONE if any(rival[0] for rival in rivals) else left,
            NONE if any(rival[1] for rival in rivals) else right,
        )


def _refused_configuration(
    menu: Menu, under: Under, halves: Mapping[str, Halves], requested: RequestedOptions
) -> Iterator[FieldError]:
    for code, (left, right) in halves.items():
        if menu.toppings[code].whole_only and left != right:
            part = next((f".{part}" for part in requested.options.get(code, {})), "")
            message = f"{menu.toppings[code].name} is for whole pizzas only"
            yield FieldError(f"{requested.where(code)}{part}", message, "whole_only")
    for code, rival in _exclusive_pairs(menu, under, halves):
        message = f"not together with {menu.toppings[rival].name}"
        yield FieldError(requested.where(code), message, "exclusive_group")
    most = max(side.max_toppings for side in under)
    if topping_units(menu, under, halves, {}) > most:
        yield FieldError(f"{requested.path}.options", f"at most {most} toppings", "too_many_units")


def _exclusive_pairs(menu: Menu, under: Under, halves: Mapping[str, Halves]) -> Iterator[tuple[str, str]]:
    """Toppings of one exclusive group that share a half: the later one, the earlier one."""
    seen: dict[tuple[str, int], str] = {}
    reported = set()
    for code, amounts in halves.items():
        group = _exclusive_group(menu, under, code)
        for side in (0, 1):
            if not group or not amounts[side]:
                continue
            rival = seen.setdefault((group, side), code)
            if rival != code and code not in reported:
                reported.add(code)
                yield code, rival


def topping_units(
    menu: Menu,
    under: Under,
    halves: Mapping[str, Halves],
    defaults: Mapping[str, Halves],
    half_share: Decimal = Decimal("0.5"),
) -> Decimal:
    """The charged units beyond the defaults, without sides; a topping on one half counts its share."""
    units = NONE
    for code, amounts in halves.items():
        if menu.is_paid(under, code) and menu.toppings[code].group != SIDE:
            free = defaults.get(code, (NONE, NONE))
            left, right = (max(NONE, CHARGES[amounts[n]] - CHARGES[free[n]]) for n in (0, 1))
            units += min(left, right) + half_share * abs(left - right)
    return units


def refused_as_not_now(menu: Menu, line: LineRequest, at: Moment | None, path: str) -> Iterator[FieldError]:
    """Errors for items not sold at this time of the day."""
    for name, code in {"variant": line.variant, "second_half": line.second_half}.items():
        if at is not None and code is not None and not menu.is_sold_at(menu.variants[code], at):
            yield FieldError(f"{path}.{name}", f"{code} is not sold at this time", "not_now")


def refused_as_sold_out(
    menu: Menu,
    line: LineRequest,
    halves: Mapping[str, Halves],
    sold_out: SoldOut,
    requested: RequestedOptions,
) -> Iterator[FieldError]:
    """Errors for sold-out parts of a configured line; a sold-out default can be removed by the customer."""
    if not sold_out:
        return
    for name, code in {"variant": line.variant, "second_half": line.second_half}.items():
        found = menu.variants[code] if code is not None else None
        if found and sold_out.has_variant(variant=found.code, product=found.product, crust=found.crust):
            yield FieldError(f"{requested.path}.{name}", f"{code} is sold out", "sold_out")
    for code in sold_out.topping & {code for code, amounts in halves.items() if any(amounts)}:
        yield FieldError(requested.where(code), f"{menu.toppings[code].name} is sold out", "sold_out")
