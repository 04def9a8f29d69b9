"""Partners' keys: their format, and what is stored. 256 random bits cannot be guessed from their digest."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

PREFIX = "dpk_"
"""Lets secret scanners recognise a leaked key."""
HINT = 4
MAX_KEY = 100
DEFAULT_CALLS, MAX_CALLS = 600, 60_000
"""Calls a minute."""
OVERLAP = timedelta(days=1)
"""How long a rotated key stays valid beside the new one."""


def new_key() -> str:
    """A key, which is shown once."""
    return PREFIX + token_urlsafe(32)


def digest_of(key: str) -> str:
    """The stored digest of a key."""
    return sha256(key.encode()).hexdigest()


def hint_of(key: str) -> str:
    """The last letters of a key, by which people recognise it."""
    return key[-HINT:]
