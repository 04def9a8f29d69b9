"""Signing keys: RS256, identified by a `kid` derived from the key, published as a JWK set."""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cache
from math import inf
from threading import Lock
from time import monotonic
from typing import Any

import jwt
import structlog
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from jwt.algorithms import RSAAlgorithm

from dominos.kernel import programs_tls

log = structlog.get_logger(__name__)

ALGORITHM = "RS256"
KEY_SET_SECONDS = 300
REFETCH_SECONDS = 2.0
TIMEOUT_SECONDS = 2.0
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its public key, its JWK, and its RFC 7638 thumbprint as `kid`."""

    private: Any
    public: Any
    jwk: dict[str, str]

    @property
    def kid(self) -> str:
        return self.jwk["kid"]


def _load(pem: str) -> SigningKey:
    private = load_pem_private_key(pem.encode(), password=None)
    public = private.public_key()
    jwk = json.loads(RSAAlgorithm.to_jwk(public))  # type: ignore[arg-type]
    told = {name: jwk[name] for name in ("e", "kty", "n")}
    digest = hashlib.sha256(json.dumps(told, separators=(",", ":"), sort_keys=True).encode()).digest()
    kid = urlsafe_b64encode(digest).rstrip(b"=").decode()
    return SigningKey(private, public, {**told, "kid": kid, "use": "sig", "alg": ALGORITHM})


@cache
def _parse(pems: str) -> tuple[SigningKey, ...]:
    return tuple(_load(pem) for pem in _PEM.findall(pems))


def signing_keys() -> tuple[SigningKey, ...]:
    """The keys of `settings.JWT_PRIVATE_KEYS`: the first signs, all verify."""
    return _parse(settings.JWT_PRIVATE_KEYS)


def key_set() -> dict[str, list[dict[str, str]]]:
    """The JWK set (RFC 7517) of all keys that verify."""
    return {"keys": [key.jwk for key in signing_keys()]}


def public_key(kid: str) -> Any:
    """The public key with this `kid`: ours, or one from `settings.JWKS_URL`. KeyError if unknown."""
    for key in signing_keys():
        if key.kid == kid:
            return key.public
    if not settings.JWKS_URL:
        raise KeyError(kid)
    return _published(settings.JWKS_URL).key(kid)


class PublishedKeys:
    """The keys that another process publishes, cached for `KEY_SET_SECONDS`.

    An unknown `kid` causes an early refetch, since keys may have been rotated, but at most one per `REFETCH_SECONDS`,
    so that forged tokens cause no flood of requests. While the publisher is down, the last known keys stay valid.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        self._keys: dict[str, Any] = {}
        self._fetched = self._tried = -inf

    def key(self, kid: str) -> Any:
        """The public key of this id. KeyError if it is not published."""
        with self._lock:
            age = monotonic() - self._fetched
            if (kid not in self._keys or age > KEY_SET_SECONDS) and self._may_fetch():
                self._fetch()
            return self._keys[kid]

    def _may_fetch(self) -> bool:
        return monotonic() - self._tried > REFETCH_SECONDS

    def _fetch(self) -> None:
        self._tried = monotonic()
        import httpx

        try:
            answer = httpx.get(
                self._url,
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
                verify=programs_tls.trust() or True,
            ).raise_for_status()
            found = jwt.PyJWKSet.from_dict(answer.json()).keys
        except (jwt.PyJWTError, httpx.HTTPError, ValueError, AttributeError):
            log.warning("the key set cannot be read")
            return
        self._keys = {
            key.key_id: key.key for key in found if key.key_id and key.public_key_use in ("sig", None)
        }
        self._fetched = monotonic()


@cache
def _published(url: str) -> PublishedKeys:
    return PublishedKeys(url)
