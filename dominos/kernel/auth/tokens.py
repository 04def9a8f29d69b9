"""Reading access tokens."""

import time
from dataclasses import replace
from typing import Any

import jwt

from dominos.kernel.auth.keys import ALGORITHM, public_key, signing_keys
from dominos.kernel.auth.principal import ASKED, Principal
from dominos.kernel.auth.rights import revocations

ISSUER = "dominos"
LEEWAY_SECONDS = 30
"""So far ahead may the clock of who signed be. A token ends when it says, by our clock."""


class BadToken(Exception):
    """Missing, expired, forged or not an access token."""


def encode(payload: dict[str, Any]) -> str:
    """Signs a payload with the first key; its `kid` is in the header. RuntimeError where there is none."""
    key = next(iter(signing_keys()), None)
    if key is None:
        raise RuntimeError("this process has no signing key: set JWT_PRIVATE_KEYS")
    return jwt.encode({"iss": ISSUER, **payload}, key.private, ALGORITHM, headers={"kid": key.kid})


def decode(token: str) -> dict[str, Any]:
    """The payload of a token one of our keys signed. Raises BadToken."""
    try:
        kid = jwt.get_unverified_header(token).get("kid", "")
        payload: dict[str, Any] = jwt.decode(
            token,
            public_key(kid),
            [ALGORITHM],
            issuer=ISSUER,
            options={"require": ["exp", "sub"], "verify_iat": False, "verify_nbf": False},
        )
        _check_begin(payload)
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadToken(str(error)) from error
    return payload


def _check_begin(payload: dict[str, Any]) -> None:
    """Not signed in the future, and valid already, but for clocks that differ a little. BadToken."""
    latest = time.time() + LEEWAY_SECONDS
    if any(float(payload.get(claim, 0)) > latest for claim in ("iat", "nbf")):
        raise BadToken("not yet valid")


def principal_of(token: str) -> Principal:
    """The caller an access token stands for. Raises BadToken."""
    return read(token)[0]


def read(token: str) -> tuple[Principal, float]:
    """The caller an access token stands for, and until when, in seconds since 1970.

    BadToken, also for who has lost rights since; Unavailable where a manager of many stores cannot be looked up.
    """
    payload = decode(token)
    if payload.get("token_type") != "access":
        raise BadToken("not an access token")
    try:
        caller, expires = Principal.from_claims(payload), float(payload["exp"])
    except (ValueError, TypeError, AttributeError) as error:
        raise BadToken(str(error)) from error
    revocations.refresh()
    if revocations.covers(caller.id, caller.epoch):
        raise BadToken("the rights of its holder have changed")
    return _with_stores(caller) if payload.get("stores") == ASKED else caller, expires


def _with_stores(caller: Principal) -> Principal:
    stores, managed = revocations.stores_of(caller.user_id, caller.epoch)
    return replace(caller, store_ids=stores, managed_ids=managed)
