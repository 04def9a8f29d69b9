"""Codes that people type to get something: 80 bits computed under the platform's secret, of which a digest is kept."""

from hashlib import sha256

from dominos.kernel.config.secret_keys import digest, digests

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Those of a code: none looks like another. 32, so that each is five bits."""
CODE_LETTERS, GROUP = 16, 4


def normalized(code: str) -> str:
    """A code however it is typed: letters and digits alone."""
    return "".join(c for c in code.upper() if c in LETTERS)


def is_code(typed: str) -> bool:
    """Whether it has a code's length."""
    return len(normalized(typed)) == CODE_LETTERS


def as_code(digest: str) -> str:
    """A code made of a hexadecimal digest: four groups of four, 80 bits."""
    number = int(digest, 16)
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in range(CODE_LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LETTERS, GROUP))


def code_for(what: bytes) -> str:
    """What is typed for this. It stands nowhere; a new secret of the platform makes another one."""
    return as_code(digest(what))


def code_once_made(what: bytes, kept: str) -> str | None:
    """The code of which this digest is kept; None where it was made under a secret that is gone."""
    made = (as_code(found) for found in digests(what))
    return next((code for code in made if digest_of(code) == kept), None)


def digest_of(code: str) -> str:
    """What is kept of a code: of so many bits nothing can be guessed."""
    return sha256(normalized(code).encode()).hexdigest()
