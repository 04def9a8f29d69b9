"""Corrects lines, one error after the other, until the remaining basket can be sold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from apps.menu.contract.limits import MAX_CORRECTIONS, MAX_NOTE_LENGTH, MAX_QUANTITY
from apps.menu.contract.types import Action, Correction, LineCheck, LineRequest, Options, Part
from apps.menu.domain.terms import NONE, Menu, Product
from dominos.kernel.errors import FieldError

Refused = Callable[[LineRequest], Sequence[FieldError]]
"""Finds all errors of a line; their paths begin with `lines.0`."""
RefusedAfter = Callable[[Sequence[LineRequest], LineRequest], Sequence[FieldError]]
"""Finds the errors of a line that follows others in its basket."""
PATH = "lines.0"
OF_ONE_OPTION = frozenset(
    {
        "unknown_topping",
        "unknown_side",
        "unknown_cooking",
        "topping_not_on_product",
        "bad_amount",
        "whole_and_half",
        "whole_only",
    }
)
"""Errors of one option that do not depend on other options; all of them are corrected in one pass."""
TOO_MANY = "too_many_corrections"


def check_lines(
    menu: Menu, lines: Sequence[LineRequest], refused: RefusedAfter
) -> tuple[list[LineCheck], list[LineRequest]]:
    """Each line with its corrections, and the remaining lines.

    A line that needs more corrections than are left of `MAX_CORRECTIONS` is removed by a single one.
    """
    checks: list[LineCheck] = []
    corrected: list[LineRequest] = []
    told = 0
    for number, line in enumerate(lines):
        after = partial(refused, tuple(corrected))
        corrections, left = _corrected(menu, line, after, MAX_CORRECTIONS - told)
        told += len(corrections)
        place = None if left is None else len(corrected)
        named = tuple(replace(each, field=f"lines.{number}{each.field[len(PATH) :]}") for each in corrections)
        checks.append(LineCheck(number=number, corrections=named, corrected=place))
        corrected += [left] if left is not None else []
    return checks, corrected


def _corrected(
    menu: Menu, line: LineRequest, refused: Refused, most: int
) -> tuple[list[Correction], LineRequest | None]:
    """Corrects until nothing is refused; each round takes something away, so that it ends."""
    corrections: list[Correction] = []
    while refusals := refused(line):
        for refusal in _together(refusals):
            fix = _fix(menu, line, refusal, refused)
            corrections.append(fix.correction)
            if fix.line is None:
                return corrections, None
            line = fix.line
        if len(corrections) > max(most, 0):
            message = "more is wrong with this basket than is told at once"
            return [Correction(code=TOO_MANY, action=Action.REMOVE_LINE, field=PATH, message=message)], None
    return corrections, line


def _together(refusals: Sequence[FieldError]) -> list[FieldError]:
    """The first, and where it is of one option only, the first of each other option."""
    if refusals[0].code not in OF_ONE_OPTION:
        return [refusals[0]]
    found: dict[tuple[str, str], FieldError] = {}
    for refusal in refusals:
        place = _place_of(refusal)
        if refusal.code in OF_ONE_OPTION:
            found.setdefault((place, _named(refusal.field, place)[0]), refusal)
    return list(found.values())


def _place_of(refusal: FieldError) -> str:
    """The field of the line: `options`, `note`."""
    return refusal.field.removeprefix(PATH).removeprefix(".").split(".")[0]


@dataclass(frozen=True, slots=True)
class _Fix:
    correction: Correction
    line: LineRequest | None


def _fix(menu: Menu, line: LineRequest, refusal: FieldError, refused: Refused) -> _Fix:
    place = _place_of(refusal)
    if place in ("options", "sides", "cooking"):
        return _fix_option(menu, line, refusal, place)
    if place == "quantity" and line.quantity > MAX_QUANTITY:
        fixed = replace(line, quantity=MAX_QUANTITY)
        return _Fix(_said(refusal, Action.CHANGE_QUANTITY, value=str(MAX_QUANTITY)), fixed)
    if place == "note":
        return _Fix(_said(refusal, Action.SHORTEN_NOTE), replace(line, note=line.note[:MAX_NOTE_LENGTH]))
    if place == "second_half":
        return _Fix(_said(refusal, Action.DROP_SECOND_HALF), replace(line, second_half=None))
    others = _alternatives(menu, line, refused) if place == "variant" else ()
    action = Action.CHOOSE_VARIANT if others else Action.REMOVE_LINE
    return _Fix(_said(refusal, action, alternatives=others), None)


def _said(
    refusal: FieldError,
    action: Action,
    *,
    topping: str = "",
    value: str = "",
    alternatives: tuple[str, ...] = (),
) -> Correction:
    return Correction(
        code=refusal.code,
        action=action,
        field=refusal.field,
        message=refusal.message,
        topping=topping,
        value=value,
        alternatives=alternatives,
    )


def _alternatives(menu: Menu, line: LineRequest, refused: Refused) -> tuple[str, ...]:
    """The product's other variants that can be had as they come."""
    gone = menu.variants.get(line.variant)
    return tuple(
        code
        for code, variant in menu.variants.items()
        if gone
        and variant.product == gone.product
        and code != gone.code
        and not refused(LineRequest(variant=code, quantity=1, options={}))
    )


def _fix_option(menu: Menu, line: LineRequest, refusal: FieldError, place: str) -> _Fix:
    code, part = _named(refusal.field, place)
    if refusal.code == "too_many_units":
        code = _last_paid(menu, line)
        return _dropped(menu, line, refusal, code)
    if refusal.code == "bad_amount" and (amount := _nearest(menu, line, code, part, place)) is not None:
        said = _said(refusal, Action.CHANGE_AMOUNT, topping=code, value=f"{amount.normalize():f}")
        return _Fix(said, _with_amount(line, code, part, amount, place))
    if refusal.code in ("whole_and_half", "whole_only") and place == "options" and line.options.get(code):
        most = max(line.options[code].values())
        fixed = replace(line, options={**line.options, code: {Part.WHOLE: most}})
        if fixed != line:
            return _Fix(_said(refusal, Action.PUT_ON_WHOLE, topping=code, value=f"{most:f}"), fixed)
    return _dropped(menu, line, refusal, code)


def _named(path: str, place: str) -> tuple[str, Part | None]:
    """The code and, where one is named, the part at the end of a path such as `lines.0.options.K.side.1/2`."""
    code = path.removeprefix(f"{PATH}.{place}").removeprefix(".")
    part = next((part for part in Part if code.endswith(f".{part}")), None)
    return (code.removesuffix(f".{part}") if part else code), part


def _last_paid(menu: Menu, line: LineRequest) -> str:
    """The last option that adds units; where none does, a default of the product goes."""
    asked = [code for code, parts in line.options.items() if any(parts.values())]
    products = _products(menu, line)
    usual = [code for each in products for code in each.defaults if code not in line.options]
    under = (products[0], products[-1])
    return next((code for code in reversed([*usual, *asked]) if menu.is_paid(under, code)), "")


def _products(menu: Menu, line: LineRequest) -> list[Product]:
    codes = [line.variant, *([line.second_half] if line.second_half else [])]
    return [menu.product_of(menu.variants[code]) for code in codes]


def _nearest(menu: Menu, line: LineRequest, code: str, part: Part | None, place: str) -> Decimal | None:
    """The greatest amount offered below the requested one, or the smallest."""
    asked = (
        Decimal(line.sides[code]) if place == "sides" else line.options.get(code, {}).get(part or Part.WHOLE)
    )
    products = _products(menu, line)
    offered = sorted(frozenset.intersection(*(each.amounts.get(code, frozenset()) for each in products)))
    if asked is None or not offered:
        return None
    return max((amount for amount in offered if amount <= asked), default=offered[0])


def _with_amount(line: LineRequest, code: str, part: Part | None, amount: Decimal, place: str) -> LineRequest:
    if place == "sides":
        return replace(line, sides={**line.sides, code: int(amount)})
    options: Options = {**line.options, code: {**line.options[code], part or Part.WHOLE: amount}}
    return replace(line, options=options)


def _dropped(menu: Menu, line: LineRequest, refusal: FieldError, code: str) -> _Fix:
    """Without the requested option; a default is removed explicitly."""
    said = _said(refusal, Action.DROP_OPTION, topping=code)
    rest = replace(
        line,
        options=_without(line.options, code),
        sides=_without(line.sides, code),
        cooking=tuple(each for each in line.cooking if each != code),
    )
    is_default = any(code in each.defaults for each in _products(menu, line))
    if is_default and refusal.code in ("sold_out", "too_many_units", "exclusive_group"):
        rest = replace(rest, options={**rest.options, code: {Part.WHOLE: NONE}})
    if rest == line:
        return _Fix(replace(said, action=Action.REMOVE_LINE), None)
    return _Fix(said, rest)


def _without[T](found: Mapping[str, T], code: str) -> dict[str, T]:
    return {key: value for key, value in found.items() if key != code}
