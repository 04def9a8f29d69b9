"""What a stored message says of a person is taken out of it once everybody has heard: its type, times and ids stay.

So a projection is made anew from it, and a backup says for a day who lives where, and no longer.
"""

import json
from functools import reduce
from operator import or_
from typing import Any, get_type_hints

from django.db.models import Expression, JSONField, Q

from dominos.kernel.messaging.messages import known_messages

_NOTHING: dict[Any, Any] = {str: "", float: 0.0}
"""By the kind of a field; no message says anything of a person in another kind."""


def blanks() -> dict[str, dict[str, Any]]:
    """Of each type of message that says something of a person: those fields, as they are once it is taken out."""
    found: dict[str, dict[str, Any]] = {}
    for (type, _), kind in known_messages().items():
        if kind.personal:
            hints = get_type_hints(kind)
            found.setdefault(type, {}).update((name, _NOTHING[hints[name]]) for name in kind.personal)
    return found


def says_something() -> Q:
    """The condition that a message still says something of a person."""
    told = (Q(type=type) & ~Q(data__contains=blank) for type, blank in blanks().items())
    return reduce(or_, told, Q(pk=None))


class WithoutPeople(Expression):
    """The `data` of such a message without it."""

    output_field = JSONField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """One statement for messages of all types."""
        known = blanks()
        whens = " ".join("WHEN %s THEN %s::jsonb" for _ in known)
        values = (value for type, blank in known.items() for value in (type, json.dumps(blank)))
        return f"data || CASE type {whens} END", tuple(values)
