"""Verifying access tokens."""

import time
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import jwt

from dominos.kernel.auth.keys import ALGORITHM, public_key, signing_keys
from dominos.kernel.auth.principal import ASKED, Principal, Role
from dominos.kernel.auth.rights import revocations

ISSUER = "dominos"
AUDIENCE = "dominos"
"""The audience of access tokens: tokens that our key signed for other purposes are refused."""
LEEWAY_SECONDS = 30
"""Tolerated clock skew of the signer for `iat` and `nbf`. Expiry is judged by our clock without tolerance."""
KEPT_TOKENS = 2_000
"""The number of verified tokens that a process caches, oldest dropped first: verifying a signature is expensive."""


class BadToken(Exception):
    """Missing, expired, forged or not an access token."""


def encode(payload: dict[str, Any]) -> str:
    """Signs a payload with the first key; its `kid` is in the header. RuntimeError if there is none."""
    key = next(iter(signing_keys()), None)
    if key is None:
        raise RuntimeError("this process has no signing key: set JWT_PRIVATE_KEYS")
    return jwt.encode(
        {"iss": ISSUER, "aud": AUDIENCE, **payload}, key.private, ALGORITHM, headers={"kid": key.kid}
    )


def decode(token: str, may_have_ended: bool = False) -> dict[str, Any]:
    """The payload of a token signed by one of our keys. Raises BadToken."""
    return _decoded(token, may_have_ended)[0]


def _decoded(token: str, may_have_ended: bool = False) -> tuple[dict[str, Any], str, Any]:
    """The payload, the key's id and the key."""
    try:
        kid = jwt.get_unverified_header(token).get("kid", "")
        key = public_key(kid)
        payload: dict[str, Any] = jwt.decode(
            token,
            key,
            [ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={
                "require": ["exp", "sub", "aud"],
                "verify_exp": not may_have_ended,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        _check_begin(payload)
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadToken(str(error)) from error
    return payload, kid, key


def _check_begin(payload: dict[str, Any]) -> None:
    """Raises BadToken for a token from the future, beyond the tolerated clock skew."""
    latest = time.time() + LEEWAY_SECONDS
    if any(float(payload.get(claim, 0)) > latest for claim in ("iat", "nbf")):
        raise BadToken("not yet valid")


def principal_of(token: str) -> Principal:
    """The principal of an access token. Raises BadToken."""
    return read(token)[0]


def read(token: str) -> tuple[Principal, float]:
    """The principal of an access token, and its expiry in seconds since 1970.

    BadToken also after a revocation; Unavailable if the stores of a manager of many cannot be looked up.
    """
    known = _known(token)
    caller = known.caller
    revocations.refresh()
    if revocations.covers(caller):
        raise BadToken("the rights of its holder have changed")
    return _with_stores(caller) if known.asks_for_stores else caller, known.expires


@dataclass(frozen=True, slots=True)
class _Known:
    """A verified token's content, and the key that verified it."""

    caller: Principal
    expires: float
    asks_for_stores: bool
    kid: str
    key: Any

    @property
    def is_good(self) -> bool:
        """Whether the token has not expired and its key is still in use."""
        try:
            return time.time() < self.expires and public_key(self.kid) is self.key
        except KeyError:
            return False


_kept: dict[bytes, _Known] = {}


def holder_of(token: str) -> UUID | None:
    """The principal of a token that this process has already verified, from the cache; None for any other token."""
    known = _kept.get(_name(token))
    return known.caller.id if known else None


def _name(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def _known(token: str) -> _Known:
    """Verifies a token once; expiry and key set are checked on each use. BadToken."""
    name = _name(token)
    known = _kept.get(name)
    if known is None or not known.is_good:
        _kept.pop(name, None)
        known = _verified(token)
        while len(_kept) >= KEPT_TOKENS:
            _kept.pop(next(iter(_kept)), None)
        _kept[name] = known
    return known


def _verified(token: str) -> _Known:
    payload, kid, key = _decoded(token)
    if payload.get("token_type") != "access":
        raise BadToken("not an access token")
    try:
        caller, expires = Principal.from_claims(payload), float(payload["exp"])
    except (ValueError, TypeError, AttributeError) as error:
        raise BadToken(str(error)) from error
    return _Known(caller, expires, payload.get("stores") == ASKED, kid, key)


def _with_stores(caller: Principal) -> Principal:
    stores, managed = revocations.stores_of(caller.user_id, caller.epoch)
    # Of the roles this token shows: a manager who has not proved a second factor manages nothing.
    return replace(
        caller, store_ids=stores, managed_ids=managed if caller.is_any(Role.STORE_MANAGER) else frozenset()
    )
