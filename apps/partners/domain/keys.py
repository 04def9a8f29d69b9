"""Partners' keys: what one looks like, and what is kept of it. 256 bits cannot be guessed from their digest."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

PREFIX = "dpk_"
"""By which scanners of source code find a key that was left in it."""
HINT = 4
MAX_KEY = 100
DEFAULT_CALLS, MAX_CALLS = 600, 60_000
"""Calls a minute."""
OVERLAP = timedelta(days=1)
"""So long does a key that was rotated go on beside the next one."""


def new_key() -> str:
    """A key, which is shown once."""
    return PREFIX + token_urlsafe(32)


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return sha256(key.encode()).hexdigest()


def hint_of(key: str) -> str:
    """Its last letters, by which people tell keys apart."""
    return key[-HINT:]
