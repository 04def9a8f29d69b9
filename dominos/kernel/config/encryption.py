"""Encryption of stored values under the platform's secret, with a separate key for each purpose."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dominos.kernel.config.secret_keys import secret_keys

NONCE = 12
"""The length of the random nonce in front of each ciphertext."""


def seal(content: bytes, purpose: bytes) -> bytes:
    """The content encrypted for the purpose, in base64."""
    nonce = token_bytes(NONCE)
    return urlsafe_b64encode(nonce + _boxes(purpose)[0].encrypt(nonce, content, purpose))


def unseal(sealed: bytes, purpose: bytes) -> bytes:
    """The content encrypted for the purpose under any current secret. LookupError if none of them fits."""
    content = urlsafe_b64decode(sealed)
    for box in _boxes(purpose):
        try:
            return box.decrypt(content[:NONCE], content[NONCE:], purpose)
        except InvalidTag:
            continue
    raise LookupError("sealed under a secret that holds no more")


def _boxes(purpose: bytes) -> list[AESGCM]:
    return [AESGCM(sha256(purpose + key.encode()).digest()) for key in secret_keys()]
