"""Doors that deliveries go to."""

from collections.abc import Mapping
from typing import Any

PLACE = ("street", "house_number", "postcode", "city", "lat", "lon")
"""Where a door is; its note says how to find it."""


def is_same_door(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two addresses, None for an order that is collected, are one but for their notes."""
    if one is None or other is None:
        return one is other
    return all(one.get(part) == other.get(part) for part in PLACE)
