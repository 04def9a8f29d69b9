"""Signing keys: RS256, a `kid` from the key itself, published as a JWK set."""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from jwt.algorithms import RSAAlgorithm

ALGORITHM = "RS256"
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, its public half as a JWK, and its RFC 7638 thumbprint as `kid`."""

    private: Any
    jwk: dict[str, str]

    @property
    def kid(self) -> str:
        return self.jwk["kid"]


def _load(pem: str) -> SigningKey:
    private = load_pem_private_key(pem.encode(), password=None)
    jwk = json.loads(RSAAlgorithm.to_jwk(private.public_key()))  # type: ignore[arg-type]
    public = {name: jwk[name] for name in ("e", "kty", "n")}
    digest = hashlib.sha256(json.dumps(public, separators=(",", ":"), sort_keys=True).encode()).digest()
    kid = urlsafe_b64encode(digest).rstrip(b"=").decode()
    return SigningKey(private, {**public, "kid": kid, "use": "sig", "alg": ALGORITHM})


@cache
def _parse(pems: str) -> tuple[SigningKey, ...]:
    return tuple(_load(pem) for pem in _PEM.findall(pems))


def signing_keys() -> tuple[SigningKey, ...]:
    """The keys of `settings.JWT_PRIVATE_KEYS`: the first signs, all verify (rotation: new one first)."""
    return _parse(settings.JWT_PRIVATE_KEYS)


def key_set() -> dict[str, list[dict[str, str]]]:
    """The JWK set (RFC 7517) of all keys that verify."""
    return {"keys": [key.jwk for key in signing_keys()]}


def public_key(kid: str) -> Any:
    """The key that verifies tokens of this `kid`: our own, else from `settings.JWKS_URL`. KeyError if unknown."""
    for key in signing_keys():
        if key.kid == kid:
            return key.private.public_key()
    if not settings.JWKS_URL:
        raise KeyError(kid)
    try:
        return _jwks_client(settings.JWKS_URL).get_signing_key(kid).key
    except jwt.PyJWKClientError as error:
        raise KeyError(kid) from error


@cache
def _jwks_client(url: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(url, lifespan=300, timeout=2)
