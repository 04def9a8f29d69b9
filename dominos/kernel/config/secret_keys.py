"""Keyed digests under the platform's secret: usually one key, several while it is rotated.

What is issued or stored is computed with the first key; what comes back is compared with the digests of all.
"""

import hmac
from collections.abc import Iterator

from django.conf import settings


def secret_keys() -> Iterator[str]:
    """The current key, then the previous ones that are still accepted."""
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def digest(text: bytes) -> str:
    """The text's keyed digest under the current key, in hexadecimal."""
    return _digest(settings.SECRET_KEY, text)


def digests(text: bytes) -> list[str]:
    """The text's keyed digests under every accepted key, the current one first."""
    return [_digest(key, text) for key in secret_keys()]


def _digest(key: str, text: bytes) -> str:
    return hmac.digest(key.encode(), text, "sha256").hex()
