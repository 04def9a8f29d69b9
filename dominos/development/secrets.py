"""Secrets of one platform, generated once and kept in its state folder."""

import secrets
from collections.abc import Callable
from functools import partial

from dominos.development.state import State


def load_secrets(state: State) -> dict[str, str]:
    """Every generated secret by its name; the same ones at every call. Call it under the servers' lock."""
    known: dict[str, str] = state.read("secrets")
    missing = {
        name: generate()
        for name, generate in _GENERATED.items()
        if len(known.get(name, "")) < _SHORTEST.get(name, 1)
    }
    if missing:
        known |= missing
        state.write("secrets", known)
    return known


def _private_key() -> str:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


_GENERATED: dict[str, Callable[[], str]] = {
    "SECRET_KEY": partial(secrets.token_urlsafe, 48),
    "PERSON_KEYS": partial(secrets.token_hex, 32),
    "JWT_PRIVATE_KEYS": _private_key,
    "RPC_KEYS": partial(secrets.token_hex, 32),
    "GATEWAY_WEBHOOK_SECRET": partial(secrets.token_hex, 32),
    "postgres_password": partial(secrets.token_hex, 16),
    "valkey_password": partial(secrets.token_hex, 16),
}
_SHORTEST = {"JWT_PRIVATE_KEYS": 2_000}
"""Characters of what is long enough: what an earlier release made shorter is made anew."""
