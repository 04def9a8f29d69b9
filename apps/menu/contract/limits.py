"""What a request for a basket may hold. What the menu sells of it is for the menu to say, correction by correction."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from dominos.kernel.errors import FieldError

if TYPE_CHECKING:
    from apps.menu.contract.types import LineRequest

MAX_LINES = 50
MAX_QUANTITY = 99
"""Of a line, and of one side on it."""
MAX_AMOUNT = Decimal(99)
"""Of a topping on a part; the menu offers at most double, and corrects what is more."""
AMOUNT_STEP = Decimal("0.1")
MAX_OPTIONS = 60
"""Toppings named by a line, and sides."""
MAX_SIDES = 60
MAX_COOKING = 20
MAX_DEALS = 12
MAX_CODE_LENGTH = 40
MAX_NOTE_LENGTH = 200
"""Of the note for the kitchen."""
MAX_NOTE_REQUESTED = 500
"""A note up to this length is shortened by a correction; beyond, the request is refused."""
MAX_CORRECTIONS = 200
"""Told of one basket; lines that need more are removed."""
MAX_REFUSALS = 50
"""Told of one basket that is refused."""


def excesses(lines: Sequence["LineRequest"], deals: Sequence[str]) -> Iterator[FieldError]:
    """What of a basket is more than may be asked for, counted without looking at any of it."""
    if len(lines) > MAX_LINES:
        yield FieldError("lines", f"at most {MAX_LINES}", "too_many")
        return
    if len(deals) > MAX_DEALS:
        yield FieldError("deals", f"at most {MAX_DEALS}", "too_many")
    for number, line in enumerate(lines):
        counts = {
            "options": (len(line.options), MAX_OPTIONS),
            "sides": (len(line.sides), MAX_SIDES),
            "cooking": (len(line.cooking), MAX_COOKING),
        }
        for name, (asked, most) in counts.items():
            if asked > most:
                yield FieldError(f"lines.{number}.{name}", f"at most {most}", "too_many")
