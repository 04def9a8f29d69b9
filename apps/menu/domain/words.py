"""Describes a configuration in words, in the platform's languages.

Names of menu items are never inflected, so sentences are built around them: in Finnish, "off" follows the
name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.menu.contract.types import ChangeKind, Part, RecipeChange, StoreWords
from apps.menu.domain.terms import COOKING, NONE, SIDE, Halves, Menu, Variant
from dominos.kernel.texts.languages import SOURCE


@dataclass(frozen=True, slots=True)
class Words:
    """How a language expresses amounts and placement; `lowers`: names are lower-cased within a line."""

    none: str
    light: str
    extra: str
    double: str
    left: str
    right: str
    lowers: bool = True

    def amount(self, amount: Decimal, name: str) -> str:
        """An amount of the named item."""
        said = {
            Decimal("0"): self.none,
            Decimal("0.5"): self.light,
            Decimal("1"): "{}",
            Decimal("1.5"): self.extra,
            Decimal("2"): self.double,
        }.get(amount, f"{amount} x {{}}")
        return said.format(name.lower() if self.lowers else name)


WORDS: Mapping[str, Words] = {
    "en": Words("no {}", "light {}", "extra {}", "double {}", "left: ", "right: "),
    "fi": Words("{} pois", "{} kevyesti", "{} reilusti", "{} tuplana", "vasen: ", "oikea: "),
    "sv": Words("utan {}", "lite {}", "extra {}", "dubbel {}", "vänster: ", "höger: "),
    "de": Words("ohne {}", "wenig {}", "extra {}", "doppelt {}", "links: ", "rechts: ", lowers=False),
}
KINDS = {SIDE: ChangeKind.SIDE, COOKING: ChangeKind.COOKING}


def _words(menu: Menu) -> Words:
    return WORDS.get(menu.language, WORDS[SOURCE])


def words_of(
    menu: Menu,
    variants: Sequence[Variant],
    halves: Mapping[str, Halves],
    defaults: Mapping[str, Halves],
    sides: Iterable[str],
) -> StoreWords:
    """The line in the language of the menu; its variants may be those of the same menu in another one."""
    mine = [menu.variants[variant.code] for variant in variants]
    product = " / ".join(dict.fromkeys(menu.products[variant.product].name for variant in mine))
    return StoreWords(
        name=f"{product}, {mine[0].name}" if mine[0].name else product,
        changes=changes_of(menu, halves, defaults),
        side_names={code: menu.toppings[code].name for code in sides},
    )


def describe(menu: Menu, changes: Iterable[RecipeChange]) -> str:
    """The differences from the recipe, in words: `pepperoni; left: no onion; right: double olives`."""
    words = _words(menu)
    where = {Part.WHOLE: "", Part.LEFT: words.left, Part.RIGHT: words.right}
    said: dict[Part, list[str]] = {part: [] for part in where}
    for change in changes:
        said[change.part].append(change.words)
    return "; ".join(where[part] + ", ".join(each) for part, each in said.items() if each)


def changes_of(
    menu: Menu, halves: Mapping[str, Halves], defaults: Mapping[str, Halves]
) -> tuple[RecipeChange, ...]:
    """The differences from the defaults, in menu order."""
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
            words=_words(menu).amount(amount, topping.name),
            kind=KINDS.get(topping.group, ChangeKind.TOPPING),
            is_left_out=not amount,
        )
