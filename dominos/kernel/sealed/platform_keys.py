"""The keys of the environment (`PERSON_KEYS`), today's first: they wrap people's keys and mark what is looked up."""

import hmac
from functools import cache
from hashlib import sha256
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY, NONCE = 32, 12
"""Bytes of a key (AES-256) and of what makes each sealing another one."""
MARK = 32
"""Hexadecimal digits of a mark: 128 bits."""


def todays() -> str:
    """The short name of the key that wraps now."""
    return _name(settings.PERSON_KEYS[0])


def names() -> list[str]:
    """Those of all keys that unwrap."""
    return [_name(key) for key in settings.PERSON_KEYS]


def wrap(key: bytes, whose: str) -> bytes:
    """A person's key under today's; `whose` it is has to be said again."""
    return encrypt(_wrapping(settings.PERSON_KEYS[0]), key, whose)


def unwrap(wrapped: bytes, under: str, whose: str) -> bytes:
    """The key again, `under` which it was wrapped. LookupError once the environment has that no more."""
    for key in settings.PERSON_KEYS:
        if _name(key) == under:
            return decrypt(_wrapping(key), wrapped, whose)
    raise LookupError(f"PERSON_KEYS has no key {under}: what is sealed under it cannot be read")


def encrypt(key: AESGCM, content: bytes, about: str) -> bytes:
    """AES-GCM with a random nonce before it; `about` is what it belongs to, and is proved, not hidden."""
    nonce = token_bytes(NONCE)
    return nonce + key.encrypt(nonce, content, about.encode())


def decrypt(key: AESGCM, sealed: bytes, about: str) -> bytes:
    """The content. InvalidTag for what was changed, or belongs to something else."""
    return key.decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())


def marks(text: str, column: str) -> list[str]:
    """What a text is found by in a column, under today's key and then under the others, which may have marked it."""
    return [_mark(key, f"{column}:{text}") for key in settings.PERSON_KEYS]


@cache
def _wrapping(key: str) -> AESGCM:
    return AESGCM(_derived(key, b"wrap"))


@cache
def _derived(key: str, purpose: bytes) -> bytes:
    return hmac.digest(bytes.fromhex(key), purpose, "sha256")


def _mark(key: str, text: str) -> str:
    return hmac.digest(_derived(key, b"mark"), text.encode(), "sha256").hex()[:MARK]


@cache
def _name(key: str) -> str:
    return sha256(bytes.fromhex(key)).hexdigest()[:8]
