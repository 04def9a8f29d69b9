"""Identifiers: UUIDv7, so that keys sort by time and inserts stay local in indexes."""

from datetime import datetime
from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A new time-ordered identifier (RFC 9562, version 7)."""
    return compat.uuid7()


def first_id(at: datetime) -> UUID:
    """A lower bound of identifiers made from this instant on, and an upper bound of earlier ones."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
