"""Identifiers: UUIDv7, so that keys sort by time and index pages stay warm."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A new time-ordered identifier (RFC 9562, version 7)."""
    return compat.uuid7()
