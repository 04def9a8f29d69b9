"""The highest price, and limits of a basket request: what exceeds the menu's own rules within these is corrected."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from dominos.kernel.errors import FieldError

if TYPE_CHECKING:
    from apps.menu.contract.types import LineRequest

MAX_PRICE = 10**9
"""In minor units of any currency: fits the column, also with three decimal places."""
MAX_LINES = 50
MAX_QUANTITY = 99
"""Quantity of a line, and of one side on it."""
MAX_AMOUNT = Decimal(99)
"""Amount of a topping on a part; the menu offers at most double, and corrects larger ones."""
AMOUNT_STEP = Decimal("0.1")
MAX_OPTIONS = 60
"""Toppings per line, and sides per line."""
MAX_SIDES = 60
MAX_COOKING = 20
MAX_DEALS = 12
MAX_CODE_LENGTH = 40
MAX_NOTE_LENGTH = 200
"""Characters of the note for the kitchen."""
MAX_NOTE_REQUESTED = 500
"""A note up to this length is shortened by a correction; beyond, the request is refused."""
MAX_CORRECTIONS = 200
"""Corrections reported per basket; lines that need more are removed."""
MAX_REFUSALS = 50
"""Errors reported per refused basket."""


def excesses(lines: Sequence["LineRequest"], deals: Sequence[str]) -> Iterator[FieldError]:
    """Limits that a basket exceeds, found by counting only."""
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
