"""Reading access tokens."""

from typing import Any

import jwt

from dominos.kernel.auth.keys import ALGORITHM, public_key, signing_keys
from dominos.kernel.auth.principal import Principal

ISSUER = "dominos"


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
            token, public_key(kid), [ALGORITHM], issuer=ISSUER, options={"require": ["exp", "sub"]}
        )
    except (jwt.PyJWTError, KeyError, ValueError, TypeError, RecursionError) as error:
        raise BadToken(str(error)) from error
    return payload


def principal_of(token: str) -> Principal:
    """The caller an access token stands for. Raises BadToken."""
    return read(token)[0]


def read(token: str) -> tuple[Principal, float]:
    """The caller an access token stands for, and until when, in seconds since 1970. Raises BadToken."""
    payload = decode(token)
    if payload.get("token_type") != "access":
        raise BadToken("not an access token")
    try:
        return Principal.from_claims(payload), float(payload["exp"])
    except ValueError as error:
        raise BadToken(str(error)) from error
