"""Identifiers: UUIDv7, so that keys sort by time and index pages stay warm."""

from datetime import datetime
from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A new time-ordered identifier (RFC 9562, version 7)."""
    return compat.uuid7()


def first_id(at: datetime) -> UUID:
    """What every identifier made from this instant on is not below, and every earlier one is."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
