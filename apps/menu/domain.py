"""What a configured product costs and which configurations a menu sells. Pure; prices in minor units.

The price rule: units = sum over paid toppings of max(0, charge(amount) - charge(default amount on that part)),
half of it for half a pizza, less the included units, rounded up once for each pizza;
price = base + units x topping price + crust surcharge. Removing never credits. Of two halves the dearer counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from apps.menu.availability import NOTHING, SoldOut
from apps.menu.contract.types import LineRequest, Options, Part, PricedLine
from dominos.kernel.errors import FieldError

CHARGES = {
    Decimal("0"): Decimal(0),
    Decimal("0.5"): Decimal(1),
    Decimal("1"): Decimal(1),
    Decimal("1.5"): Decimal("1.5"),
    Decimal("2"): Decimal(2),
    Decimal("3"): Decimal(3),
    Decimal("4"): Decimal(4),
    Decimal("5"): Decimal(5),
}
"""Topping units charged for an amount of a topping on a whole pizza; three and more are counts of a side."""
AMOUNTS = tuple(amount for amount in CHARGES if amount <= 2)
SIDE = "side"
"""The group of what comes beside a product: charged beyond the number included, whichever they are."""
NONE = Decimal(0)
HALF = Decimal("0.5")
MAX_QUANTITY = 99

Halves = tuple[Decimal, Decimal]
"""Amounts of one topping on the left and on the right half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topping:
    """What may lie on a product; of one `exclusive_group` only one fits on a half. Unpaid ones cost nothing."""

    code: str
    name: str
    group: str
    whole_only: bool = False
    exclusive_group: str = ""
    is_paid: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product with the amounts in which it takes each topping, and those it has by default.

    The `sociable` toppings go together with others of their exclusive group on this product.
    """

    code: str
    name: str
    amounts: Mapping[str, frozenset[Decimal]] = field(default_factory=dict)
    defaults: Mapping[str, Decimal] = field(default_factory=dict)
    sociable: frozenset[str] = frozenset()
    max_toppings: int = 10
    needs_oven: bool = True
    is_halvable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A product in one size and crust.

    `unit_steps[n]` is what n + 1 topping units add to the price; each one beyond the table adds `topping_price`.
    """

    code: str
    name: str
    product: str
    size: str = ""
    crust: str = ""
    price: int
    crust_surcharge: int = 0
    topping_price: int = 0
    included_units: int = 0
    unit_steps: tuple[int, ...] = ()

    def cost_of_units(self, units: int) -> int:
        """What `units` topping units add to the price, in minor units."""
        if not units or not self.unit_steps:
            return units * self.topping_price
        beyond = max(0, units - len(self.unit_steps))
        return self.unit_steps[min(units, len(self.unit_steps)) - 1] + beyond * self.topping_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What one published version sells, ready for pricing.

    `as_sold` has the products of those variants, by their codes, that differ from the product in general.
    """

    currency: str
    variants: Mapping[str, Variant]
    products: Mapping[str, Product]
    toppings: Mapping[str, Topping]
    as_sold: Mapping[str, Product] = field(default_factory=dict)

    def product_of(self, variant: Variant) -> Product:
        """The product as this variant of it is sold."""
        return self.as_sold.get(variant.code) or self.products[variant.product]


Refusals = list[FieldError]
Sides = tuple[Product, Product]
"""The products under the left and the right half: twice the same, but for a pizza of two."""


def price_lines(
    menu: Menu, lines: Iterable[LineRequest], sold_out: SoldOut = NOTHING
) -> tuple[list[PricedLine], Refusals]:
    """The lines as the menu sells them and all that it refuses, by line path; what is refused is not priced."""
    refusals: Refusals = []
    priced = []
    for index, line in enumerate(lines):
        before = len(refusals)
        path = f"lines.{index}"
        variants = _variants_of(menu, line, path, refusals)
        if not variants:
            continue
        sides = (menu.product_of(variants[0]), menu.product_of(variants[-1]))
        halves = _configured(menu, sides, line.options, path, refusals)
        refusals += _sold_out(menu, line, halves, sold_out, path)
        if len(refusals) == before:
            priced.append(_priced(menu, line, variants, sides, halves))
    return priced, refusals


def _sold_out(
    menu: Menu, line: LineRequest, halves: Mapping[str, Halves], sold_out: SoldOut, path: str
) -> Iterator[FieldError]:
    """What of a configured line has run out; a default that did can be asked away."""
    if not sold_out:
        return
    for name, code in {"variant": line.variant, "second_half": line.second_half}.items():
        found = menu.variants[code] if code is not None else None
        if found and sold_out.has_variant(variant=found.code, product=found.product, crust=found.crust):
            yield FieldError(f"{path}.{name}", f"{code} is sold out", "sold_out")
    for code in sold_out.topping & {code for code, amounts in halves.items() if any(amounts)}:
        yield FieldError(f"{path}.options.{code}", f"{menu.toppings[code].name} is sold out", "sold_out")


def _variants_of(menu: Menu, line: LineRequest, path: str, refusals: Refusals) -> list[Variant]:
    """The variant of the whole pizza, or those of its left and right half; none where one is refused."""
    if not 1 <= line.quantity <= MAX_QUANTITY:
        refusals.append(FieldError(f"{path}.quantity", f"1 to {MAX_QUANTITY}", "bad_quantity"))
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


def _configured(
    menu: Menu, sides: Sides, options: Options, path: str, refusals: Refusals
) -> dict[str, Halves]:
    """The whole configuration, defaults included; what is wrong with it is added to `refusals`."""
    before = len(refusals)
    for code, parts in options.items():
        refusals += _refused_option(menu, sides, code, parts, f"{path}.options.{code}")
    if len(refusals) > before:
        return {}
    halves = _defaults(menu, sides)
    for code, parts in options.items():
        halves[code] = _overlaid(halves.get(code, (NONE, NONE)), parts)
    _drop_replaced_defaults(menu, sides, halves, options)
    refusals += _refused_configuration(menu, sides, halves, options, path)
    return halves


def _defaults(menu: Menu, sides: Sides) -> dict[str, Halves]:
    """The amounts by default on either half; what is for whole pizzas only follows the left half."""
    left, right = sides[0].defaults, sides[1].defaults
    return {
        code: (left.get(code, NONE), (left if menu.toppings[code].whole_only else right).get(code, NONE))
        for code in dict.fromkeys((*left, *right))
    }


def _overlaid(halves: Halves, parts: Mapping[Part, Decimal]) -> Halves:
    left = parts.get(Part.LEFT, parts.get(Part.WHOLE, halves[0]))
    right = parts.get(Part.RIGHT, parts.get(Part.WHOLE, halves[1]))
    return left, right


def _refused_option(
    menu: Menu, sides: Sides, code: str, parts: Mapping[Part, Decimal], path: str
) -> Iterator[FieldError]:
    if code not in menu.toppings:
        yield FieldError(path, f"{code} is not on the menu", "unknown_topping")
        return
    if Part.WHOLE in parts and len(parts) > 1:
        yield FieldError(path, "either on the whole or on halves", "whole_and_half")
    topping = menu.toppings[code]
    for part, amount in parts.items():
        where = f"{path}.{part}"
        for product in {side.code: side for side in _under(sides, part)}.values():
            if code not in product.amounts:
                message = f"{product.name} does not take {topping.name}"
                yield FieldError(where, message, "topping_not_on_product")
            elif amount and amount not in product.amounts[code]:
                offered = ", ".join(map(str, sorted(product.amounts[code])))
                yield FieldError(where, f"one of {offered}", "bad_amount")
            elif part is not Part.WHOLE and not product.is_halvable:
                yield FieldError(where, f"{product.name} has no halves", "whole_only")


def _under(sides: Sides, part: Part) -> tuple[Product, ...]:
    return {Part.WHOLE: sides, Part.LEFT: sides[:1], Part.RIGHT: sides[1:]}[part]


def _exclusive_group(menu: Menu, sides: Sides, code: str) -> str:
    return "" if any(code in side.sociable for side in sides) else menu.toppings[code].exclusive_group


def _drop_replaced_defaults(menu: Menu, sides: Sides, halves: dict[str, Halves], options: Options) -> None:
    """A default nobody asked for gives way to a chosen topping of its exclusive group: another sauce replaces it."""
    groups = {code: _exclusive_group(menu, sides, code) for code in halves}
    for code in set(halves) - set(options):
        rivals = [halves[other] for other in options if groups[other] == groups[code] != ""]
        left, right = halves[code]
        halves[code] = (
            NONE if any(rival[0] for rival in rivals) else left,
            NONE if any(rival[1] for rival in rivals) else right,
        )


def _refused_configuration(
    menu: Menu, sides: Sides, halves: Mapping[str, Halves], options: Options, path: str
) -> Iterator[FieldError]:
    for code, (left, right) in halves.items():
        if menu.toppings[code].whole_only and left != right:
            part = next((f".{part}" for part in options.get(code, {})), "")
            message = f"{menu.toppings[code].name} is for whole pizzas only"
            yield FieldError(f"{path}.options.{code}{part}", message, "whole_only")
    for code, rival in _exclusive_pairs(menu, sides, halves):
        message = f"not together with {menu.toppings[rival].name}"
        yield FieldError(f"{path}.options.{code}", message, "exclusive_group")
    most = max(side.max_toppings for side in sides)
    if _charged_toppings(menu, halves, {}) > most:
        yield FieldError(f"{path}.options", f"at most {most} toppings", "too_many_units")


def _exclusive_pairs(menu: Menu, sides: Sides, halves: Mapping[str, Halves]) -> Iterator[tuple[str, str]]:
    """Toppings of one exclusive group that share a half: the later one, the earlier one."""
    seen: dict[tuple[str, int], str] = {}
    reported = set()
    for code, amounts in halves.items():
        group = _exclusive_group(menu, sides, code)
        for side in (0, 1):
            if not group or not amounts[side]:
                continue
            rival = seen.setdefault((group, side), code)
            if rival != code and code not in reported:
                reported.add(code)
                yield code, rival


def _charged(menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]) -> Decimal:
    """The units beyond the defaults and the included sides, before rounding."""
    included = sum((amounts[0] for amounts in _sides_in(menu, defaults)), NONE)
    chosen = sum((amounts[0] for amounts in _sides_in(menu, halves)), NONE)
    return _charged_toppings(menu, halves, defaults) + max(NONE, chosen - included)


def _sides_in(menu: Menu, halves: Mapping[str, Halves]) -> list[Halves]:
    return [amounts for code, amounts in halves.items() if menu.toppings[code].group == SIDE]


def _charged_toppings(menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]) -> Decimal:
    units = NONE
    for code, amounts in halves.items():
        if menu.toppings[code].is_paid and menu.toppings[code].group != SIDE:
            free = defaults.get(code, (NONE, NONE))
            for side in (0, 1):
                units += HALF * max(NONE, CHARGES[amounts[side]] - CHARGES[free[side]])
    return units


def _priced(
    menu: Menu, line: LineRequest, variants: list[Variant], sides: Sides, halves: Mapping[str, Halves]
) -> PricedLine:
    defaults = _defaults(menu, sides)
    dearer = max(variants, key=lambda v: (v.price + v.crust_surcharge, v.topping_price, -v.included_units))
    charged = _charged(menu, halves, defaults) - dearer.included_units
    units = max(0, int(charged.to_integral_value(ROUND_CEILING)))
    unit_price = dearer.price + dearer.cost_of_units(units) + dearer.crust_surcharge
    return PricedLine(
        variant=line.variant,
        product=sides[0].code,
        name=_name(variants, sides),
        description=describe(menu, halves, defaults),
        quantity=line.quantity,
        options=_options(halves, defaults),
        units=units,
        unit_price=unit_price,
        total=unit_price * line.quantity,
        needs_oven=any(side.needs_oven for side in sides),
        second_half=line.second_half,
    )


def _name(variants: list[Variant], sides: Sides) -> str:
    product = " / ".join(dict.fromkeys(side.name for side in sides[: len(variants)]))
    return f"{product}, {variants[0].name}" if variants[0].name else product


def _options(halves: Mapping[str, Halves], defaults: Mapping[str, Halves]) -> Options:
    """The configuration in the contract's form; a zero is said only where it takes a default away."""
    options: Options = {}
    for code, (left, right) in halves.items():
        usual = defaults.get(code, (NONE, NONE))
        parts = {Part.WHOLE: left} if left == right else {Part.LEFT: left, Part.RIGHT: right}
        said = {part: amount for part, amount in parts.items() if amount or usual[part is Part.RIGHT]}
        if said or any(usual):
            options[code] = said or parts
    return options


WORDS = {
    **{amount: f"{amount} x {{}}" for amount in CHARGES if amount > 2},
    Decimal("0"): "no {}",
    Decimal("0.5"): "light {}",
    Decimal("1"): "{}",
    Decimal("1.5"): "extra {}",
    Decimal("2"): "double {}",
}


def describe(menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]) -> str:
    """What differs from the defaults, in words: `pepperoni; left: no onion; right: double olives`."""
    said: dict[str, list[str]] = {"": [], "left: ": [], "right: ": []}
    for code, (left, right) in halves.items():
        name = menu.toppings[code].name.lower()
        usual = defaults.get(code, (NONE, NONE))
        if left == right and usual[0] == usual[1]:
            _say(said[""], name, left, usual[0])
        else:
            _say(said["left: "], name, left, usual[0])
            _say(said["right: "], name, right, usual[1])
    return "; ".join(where + ", ".join(words) for where, words in said.items() if words)


def _say(words: list[str], name: str, amount: Decimal, usual: Decimal) -> None:
    if amount != usual:
        words.append(WORDS[amount].format(name))
