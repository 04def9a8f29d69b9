"""How much fits into a group order, and until when. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

MAX_PEOPLE = 20
MAX_LINES_EACH = 10
MAX_OPEN = 3
"""Groups that one host may have open at once."""
MIN_MINUTES, USUAL_MINUTES, MAX_MINUTES = 5, 60, 24 * 60
KEPT = timedelta(days=1)
"""So long after its deadline the link still shows what became of the group."""
MAX_NAME = 40
MAX_NOTE = 150
"""Of a line's note: the name of whose it is is written before it."""


def excess(owners: Sequence[UUID], person: UUID, more: int, most: int) -> str:
    """What there would be too much of with so many more lines of this person; "" for nothing.

    `owners` are the people of the lines that are there, one for each line; `most` are the lines of one order.
    """
    each = Counter(owners)
    if len(owners) + more > most or each[person] + more > MAX_LINES_EACH:
        return "lines"
    return "people" if len({*each, person}) > MAX_PEOPLE else ""


def note_of(name: str, note: str) -> str:
    """The kitchen's note of a line, which begins with whose it is: so it is written on the box."""
    return f"{name}: {note}" if note else name


def is_over(ends_at: datetime, at: datetime) -> bool:
    """Whether nobody may add anything any more."""
    return at >= ends_at
