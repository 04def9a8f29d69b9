"""A configuration in words."""

from collections.abc import Mapping
from decimal import Decimal

from apps.menu.domain.terms import CHARGES, COOKING, NONE, Halves, Menu

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
        topping = menu.toppings[code]
        name = topping.name.lower()
        usual = defaults.get(code, (NONE, NONE))
        if left == right and usual[0] == usual[1]:
            if topping.group != COOKING or left or not _is_replaced(menu, halves, code):
                _say(said[""], name, left, usual[0])
        else:
            _say(said["left: "], name, left, usual[0])
            _say(said["right: "], name, right, usual[1])
    return "; ".join(where + ", ".join(words) for where, words in said.items() if words)


def _is_replaced(menu: Menu, halves: Mapping[str, Halves], code: str) -> bool:
    """Whether another instruction of the same group was chosen, which already says so."""
    group = menu.toppings[code].exclusive_group
    return bool(group) and any(
        menu.toppings[other].exclusive_group == group and any(amounts) for other, amounts in halves.items()
    )


def _say(words: list[str], name: str, amount: Decimal, usual: Decimal) -> None:
    if amount != usual:
        words.append(WORDS[amount].format(name))
