"""An enum as a column's choices."""

from typing import Any


def choices_of(enum: Any) -> list[tuple[str, str]]:
    """(value, label) of each member."""
    return [(member.value, member.value) for member in enum]
