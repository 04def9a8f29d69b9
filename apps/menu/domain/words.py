"""A configuration in words."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from apps.menu.contract.types import ChangeKind, Part, RecipeChange
from apps.menu.domain.terms import CHARGES, COOKING, NONE, SIDE, Halves, Menu

WORDS = {
    **{amount: f"{amount} x {{}}" for amount in CHARGES if amount > 2},
    Decimal("0"): "no {}",
    Decimal("0.5"): "light {}",
    Decimal("1"): "{}",
    Decimal("1.5"): "extra {}",
    Decimal("2"): "double {}",
}
KINDS = {SIDE: ChangeKind.SIDE, COOKING: ChangeKind.COOKING}
SAID_OF = {Part.WHOLE: "", Part.LEFT: "left: ", Part.RIGHT: "right: "}


def describe(changes: Iterable[RecipeChange]) -> str:
    """What differs from the recipe, in words: `pepperoni; left: no onion; right: double olives`."""
    said: dict[Part, list[str]] = {part: [] for part in SAID_OF}
    for change in changes:
        said[change.part].append(change.words)
    return "; ".join(SAID_OF[part] + ", ".join(words) for part, words in said.items() if words)


def changes_of(
    menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]
) -> tuple[RecipeChange, ...]:
    """What differs from the defaults, in the order of the menu."""
    found: list[RecipeChange] = []
    for code, (left, right) in halves.items():
        usual = defaults.get(code, (NONE, NONE))
        if left == right and usual[0] == usual[1]:
            if menu.toppings[code].group != COOKING or left or not _is_replaced(menu, halves, code):
                found += _change(menu, code, Part.WHOLE, left, usual[0])
        else:
            found += _change(menu, code, Part.LEFT, left, usual[0])
            found += _change(menu, code, Part.RIGHT, right, usual[1])
    return tuple(found)


def _is_replaced(menu: Menu, halves: Mapping[str, Halves], code: str) -> bool:
    """Whether another instruction of the same group was chosen, which already says so."""
    group = menu.toppings[code].exclusive_group
    return bool(group) and any(
        menu.toppings[other].exclusive_group == group and any(amounts) for other, amounts in halves.items()
    )


def _change(menu: Menu, code: str, part: Part, amount: Decimal, usual: Decimal) -> Iterator[RecipeChange]:
    topping = menu.toppings[code]
    if amount != usual:
        yield RecipeChange(
            part=part,
            topping=code,
            words=WORDS[amount].format(topping.name.lower()),
            kind=KINDS.get(topping.group, ChangeKind.TOPPING),
            is_left_out=not amount,
        )
