"""Limits of group orders in size and time. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

MAX_PEOPLE = 20
MAX_LINES_EACH = 10
MAX_OPEN = 3
"""Open groups per host."""
MIN_MINUTES, USUAL_MINUTES, MAX_MINUTES = 5, 60, 24 * 60
KEPT = timedelta(days=1)
"""How long after its deadline the link still shows the group."""
MAX_NAME = 40
MAX_NOTE = 150
"""Characters of a line's note: the person's name is put in front of it."""


def excess(owners: Sequence[UUID], person: UUID, more: int, most: int) -> str:
    """What would exceed its limit with so many more lines of this person; "" for nothing.

    `owners` are the persons of the existing lines, one per line; `most` is the maximal number of lines of an
    order.
    """
    each = Counter(owners)
    if len(owners) + more > most or each[person] + more > MAX_LINES_EACH:
        return "lines"
    return "people" if len({*each, person}) > MAX_PEOPLE else ""


def note_of(name: str, note: str) -> str:
    """The kitchen's note of a line, which begins with the person's name, so that it is printed on the box's label."""
    return f"{name}: {note}" if note else name


def is_over(ends_at: datetime, at: datetime) -> bool:
    """Whether nobody may add lines any more."""
    return at >= ends_at
