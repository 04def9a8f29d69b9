"""Codes for people to type, such as those of gift cards: 80 bits computed under the platform's secret. Digests are
stored.
"""

from hashlib import sha256

from dominos.kernel.config.secret_keys import digest, digests

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""The alphabet of codes, without letters that look alike. 32 letters, so that each is five bits."""
CODE_LETTERS, GROUP = 16, 4


def normalized(code: str) -> str:
    """The typed code reduced to letters and digits."""
    return "".join(c for c in code.upper() if c in LETTERS)


def is_code(typed: str) -> bool:
    """Whether the typed text has the length of a code."""
    return len(normalized(typed)) == CODE_LETTERS


def as_code(digest: str) -> str:
    """The code of a hexadecimal digest: four groups of four letters, 80 bits."""
    number = int(digest, 16)
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in range(CODE_LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LETTERS, GROUP))


def code_for(what: bytes) -> str:
    """The code of this content. It is stored nowhere; another platform secret yields another code."""
    return as_code(digest(what))


def code_under_older_keys(what: bytes, kept: str) -> str | None:
    """The code with this stored digest; None if it was computed under a retired secret."""
    made = (as_code(found) for found in digests(what))
    return next((code for code in made if digest_of(code) == kept), None)


def digest_of(code: str) -> str:
    """The stored digest of a code; with 80 bits it cannot be reversed by guessing."""
    return sha256(normalized(code).encode()).hexdigest()
