"""What is stored so that only who has the platform's secret can read it, for a purpose each."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from dominos.kernel.config.secret_keys import secret_keys


def seal(content: bytes, purpose: bytes) -> bytes:
    """The content as only who has the platform's secret can read it."""
    return _box(purpose).encrypt(content)


def unseal(sealed: bytes, purpose: bytes) -> bytes:
    """What was sealed for the purpose, under any secret that holds. LookupError once none does."""
    try:
        return _box(purpose).decrypt(sealed)
    except InvalidToken:
        raise LookupError("sealed under a secret that holds no more") from None


def _box(purpose: bytes) -> MultiFernet:
    keys = [sha256(purpose + key.encode()).digest() for key in secret_keys()]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
