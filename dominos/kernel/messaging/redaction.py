"""Removes personal data from stored messages once everybody has received them: type, times and ids stay.

Projections can still be rebuilt from them, and backups contain the data for a day only. A message that a receiver
has to be sent again by hand keeps it sealed.
"""

import json
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any, get_type_hints

from django.db.models import Expression, JSONField, Q
from pydantic_core import from_json, to_json

from dominos.kernel.config.encryption import seal, unseal
from dominos.kernel.messaging.messages import known_messages

_NOTHING: dict[Any, Any] = {str: "", float: 0.0}
"""The blank value by field type; personal data occurs in these types only."""


SEALED = "sealed"
"""The key of the data under which sealed fields stand."""
_PURPOSE = b"kernel.message"


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


def without_people(type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The `data` of a message of this type with blanks."""
    return {**data, **blanks().get(type, {})}


def sealed(type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The same, and beside it what the blanks are for, under the platform's secret."""
    said = {name: data[name] for name in blanks().get(type, {}) if name in data}
    if not said or SEALED in data:
        return dict(data)
    return {**without_people(type, data), SEALED: seal(to_json(said), _PURPOSE).decode()}


def unsealed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as it was sent; with blanks where it was sealed under a secret that holds no more."""
    if SEALED not in data:
        return dict(data)
    try:
        said = from_json(unseal(data[SEALED].encode(), _PURPOSE))
    except LookupError:
        said = {}
    return {name: value for name, value in {**data, **said}.items() if name != SEALED}


class WithoutPeople(Expression):
    """The `data` of such a message with blanks."""

    output_field = JSONField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """One statement for messages of all types."""
        known = blanks()
        whens = " ".join("WHEN %s THEN %s::jsonb" for _ in known)
        values = (value for type, blank in known.items() for value in (type, json.dumps(blank)))
        return f"data || CASE type {whens} END", tuple(values)
