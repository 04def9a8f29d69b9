"""Digests under the platform's secret, which is one key at most times and several while it is rotated.

What is shown to somebody or kept is made under the first key; what comes back may have been made under any.
"""

import hmac
from collections.abc import Iterator

from django.conf import settings


def secret_keys() -> Iterator[str]:
    """Today's key, then the others whose signatures hold."""
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def digest(text: bytes) -> str:
    """The text's keyed digest under today's key, in hexadecimal."""
    return _digest(settings.SECRET_KEY, text)


def digests(text: bytes) -> list[str]:
    """The text's keyed digests under every key that holds, today's first."""
    return [_digest(key, text) for key in secret_keys()]


def _digest(key: str, text: bytes) -> str:
    return hmac.digest(key.encode(), text, "sha256").hex()
