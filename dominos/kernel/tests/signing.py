"""Keys and tokens for tests, genuine and forged."""

import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from dominos.kernel.auth.keys import ALGORITHM, SigningKey, signing_keys
from dominos.kernel.auth.tokens import AUDIENCE, ISSUER
from dominos.kernel.ids import new_id


def make_pem() -> str:
    """A new private key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def payload(**changes: Any) -> dict[str, Any]:
    """The payload of a good access token, with changes; None leaves a claim out."""
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(new_id()),
        "roles": ["customer"],
        "stores": [],
        "token_type": "access",
        "exp": int(time.time()) + 60,
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def sign(claims: dict[str, Any], key: SigningKey | None = None, headers: dict[str, str] | None = None) -> str:
    """A token signed with our first key, or another."""
    key = key or signing_keys()[0]
    return jwt.encode(
        claims, key.private, ALGORITHM, headers={"kid": key.kid} if headers is None else headers
    )
