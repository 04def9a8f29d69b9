"""The digests of entries: pure, so that anybody can compute them from an export."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

FIRST = "0" * 64
"""The hash before the first entry."""


class Entry(Protocol):
    """The immutable content of an entry (see `tables.AuditEntry`)."""

    id: Any
    at: Any
    kind: Any
    actor_id: Any
    about: Any
    details: Any
    correlation_id: Any


def content(entry: Entry) -> bytes:
    """The canonical form of an entry: JSON with sorted keys, the time in microseconds UTC."""
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
    """SHA-256, in hexadecimal, of the previous hash, the entry's content and its keyed digest."""
    return hashlib.sha256(previous.encode() + content(entry) + mac.encode()).hexdigest()


def placed(position: int, head: str) -> bytes:
    """The message of an entry's seal: the platform gave it this position, after everything the hash covers."""
    return f"audit place|{position}|{head}".encode()


def anchored(app: str, day: object, position: int, head: str) -> bytes:
    """The message of an anchor's signature."""
    return f"{app}|{day}|{position}|{head}".encode()


def storable(details: Any) -> Any:
    """The details as stored in JSON: keys are strings; values unknown to JSON are written as strings."""
    if isinstance(details, dict):
        return {str(name): storable(value) for name, value in details.items()}
    if isinstance(details, str | int | bool | None):
        return details
    if isinstance(details, Iterable):
        return [storable(value) for value in details]
    return str(details)


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)
