"""Removes personal data from stored messages once everybody has received them: type, times and ids stay.

Projections can still be rebuilt from them, and backups contain the data for a day only.
"""

import json
from functools import reduce
from operator import or_
from typing import Any, get_type_hints

from django.db.models import Expression, JSONField, Q

from dominos.kernel.messaging.messages import known_messages

_NOTHING: dict[Any, Any] = {str: "", float: 0.0}
"""The blank value by field type; personal data occurs in these types only."""


def blanks() -> dict[str, dict[str, Any]]:
    """For each message type with personal data: those fields with their blank values."""
    found: dict[str, dict[str, Any]] = {}
    for (type, _), kind in known_messages().items():
        if kind.personal:
            hints = get_type_hints(kind)
            found.setdefault(type, {}).update((name, _NOTHING[hints[name]]) for name in kind.personal)
    return found


def says_something() -> Q:
    """The condition for messages that still contain personal data."""
    told = (Q(type=type) & ~Q(data__contains=blank) for type, blank in blanks().items())
    return reduce(or_, told, Q(pk=None))


class WithoutPeople(Expression):
    """The `data` of such a message with blanks."""

    output_field = JSONField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """One statement for messages of all types."""
        known = blanks()
        whens = " ".join("WHEN %s THEN %s::jsonb" for _ in known)
        values = (value for type, blank in known.items() for value in (type, json.dumps(blank)))
        return f"data || CASE type {whens} END", tuple(values)
