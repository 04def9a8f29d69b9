"""The notation in which telephone staff type lines: "2 14HT half P 2X half M # well done". Pure.

A line is a quantity (default 1), a variant or "A+B" for two halves, and its toppings: those after a "half"
are on that half, the first is the left one; "2X" is a double amount of X, "-X" none. What follows "#" is a
note for the kitchen.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from apps.menu.contract.limits import MAX_NOTE_LENGTH, MAX_QUANTITY
from apps.menu.contract.types import LineRequest, Part

HALF = "HALF"
HALVES = (Part.WHOLE, Part.LEFT, Part.RIGHT)
_SEPARATOR = re.compile(r"(?<![0-9]),|,(?![0-9])")
_COUNT = re.compile(r"([1-9][0-9]?)[xX]?")
_CODE = r"[A-Z][A-Z0-9-]{0,39}"
_VARIANT = re.compile(r"([A-Z0-9][A-Z0-9-]{0,39})(?:\+([A-Z0-9][A-Z0-9-]{0,39}))?")
_TOPPING = re.compile(rf"(-|[1-9](?:[.,][0-9])?)?({_CODE})")


class Unreadable(ValueError):
    """The line cannot be parsed; the message says why."""


def read_line(text: str) -> LineRequest:
    """Parses a typed line. Raises Unreadable."""
    typed, _, note = text.partition("#")
    words = _SEPARATOR.sub(" ", typed).upper().split()
    count = _COUNT.fullmatch(words[0]) if len(words) > 1 else None
    variant = _VARIANT.fullmatch(words[1 if count else 0]) if words else None
    if variant is None:
        raise Unreadable("Begin with a code of the menu, or a number and a code.")
    quantity = int(count[1]) if count else 1
    if quantity > MAX_QUANTITY:
        raise Unreadable(f"At most {MAX_QUANTITY} at a time.")
    if len(note.strip()) > MAX_NOTE_LENGTH:
        raise Unreadable(f"A note has at most {MAX_NOTE_LENGTH} characters.")
    return LineRequest(
        variant=variant[1],
        second_half=variant[2],
        quantity=quantity,
        options=_options(words[2 if count else 1 :]),
        note=note.strip(),
    )


def _options(words: list[str]) -> dict[str, dict[Part, Decimal]]:
    options: dict[str, dict[Part, Decimal]] = {}
    at = 0
    for word in words:
        if word == HALF:
            at += 1
            if at >= len(HALVES):
                raise Unreadable("A pizza has two halves.")
            continue
        found = _TOPPING.fullmatch(word)
        if found is None:
            raise Unreadable(f'"{word}" is no topping.')
        amount = Decimal(0) if found[1] == "-" else Decimal((found[1] or "1").replace(",", "."))
        options.setdefault(found[2], {})[HALVES[at]] = amount
    return options


def write_line(line: LineRequest) -> str:
    """The line in this notation, without its sides and cooking instructions."""
    parts = [str(line.quantity)] if line.quantity > 1 else []
    parts.append("+".join(filter(None, (line.variant, line.second_half))))
    parts += _written(line, Part.WHOLE)
    halves = [list(_written(line, part)) for part in HALVES[1:]]
    if any(halves):
        parts += [HALF.lower(), *halves[0], HALF.lower(), *halves[1]]
    return " ".join(parts) + (f" # {line.note}" if line.note else "")


def _written(line: LineRequest, part: Part) -> Iterator[str]:
    for code, on in line.options.items():
        if part in on:
            amount = on[part]
            yield f"-{code}" if not amount else code if amount == 1 else f"{amount.normalize():f}{code}"
