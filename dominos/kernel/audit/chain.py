"""What an entry's digests are made of: pure, so that anybody may compute them from an export."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

FIRST = "0" * 64
"""The hash before the first entry."""


class Entry(Protocol):
    """What is written down once (see `tables.AuditEntry`)."""

    id: Any
    at: Any
    kind: Any
    actor_id: Any
    about: Any
    details: Any
    correlation_id: Any


def content(entry: Entry) -> bytes:
    """All that an entry says, in one way of writing it: JSON with sorted keys, the time in microseconds UTC."""
    said = {
        "id": str(entry.id),
        "at": entry.at.isoformat(timespec="microseconds"),
        "kind": entry.kind,
        "actor_id": _text(entry.actor_id),
        "about": entry.about,
        "details": entry.details,
        "correlation_id": _text(entry.correlation_id),
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def next_hash(previous: str, entry: Entry, mac: str) -> str:
    """SHA-256, in hexadecimal, of the hash before, the entry's content and its keyed digest."""
    return hashlib.sha256(previous.encode() + content(entry) + mac.encode()).hexdigest()


def placed(position: int, head: str) -> bytes:
    """What an entry's seal signs: that the platform gave it this place, after all that the hash stands for."""
    return f"audit place|{position}|{head}".encode()


def anchored(app: str, day: object, position: int, head: str) -> bytes:
    """What an anchor's signature signs."""
    return f"{app}|{day}|{position}|{head}".encode()


def storable(details: Any) -> Any:
    """The details as JSON keeps them: keys are text; what JSON does not know is written as text."""
    if isinstance(details, dict):
        return {str(name): storable(value) for name, value in details.items()}
    if isinstance(details, str | int | bool | None):
        return details
    if isinstance(details, Iterable):
        return [storable(value) for value in details]
    return str(details)


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)
