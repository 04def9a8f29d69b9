"""Verifies an ID token: signed by the provider, for us, for this attempt, and not expired."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

import jwt
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.users.contract.errors import ProviderRefused
from apps.users.credentials.oidc.provider_calls import key_of, metadata
from apps.users.credentials.oidc.settings import Provider
from apps.users.domain import MAX_SUBJECT
from dominos.kernel import contact

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Asymmetric signatures only: `none` proves nothing, and HS256 only knowledge of our own secret."""
LEEWAY_SECONDS = 60
_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "nonce"]


@dataclass(frozen=True, slots=True)
class Claims:
    """A provider's account: `issuer` and `subject` identify it permanently; `email` is empty unless verified."""

    issuer: str
    subject: str
    email: str = ""
    name: str = ""
    locale: str = ""


def read(provider: Provider, token: str, *, nonce: str) -> Claims:
    """The verified claims. ProviderRefused, Unavailable."""
    try:
        found = _verified(provider, token)
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ProviderRefused from error
    subject = found["sub"]
    is_ours = found.get("azp", provider.client_id) == provider.client_id and (
        isinstance(found["aud"], str) or len(found["aud"]) == 1 or "azp" in found
    )
    if not is_ours or not _is_same(found["nonce"], nonce) or not 0 < len(subject) <= MAX_SUBJECT:
        raise ProviderRefused
    return Claims(
        found["iss"], subject, _proved_email(found), _text(found.get("name")), _text(found.get("locale"))
    )


def _verified(provider: Provider, token: str) -> dict[str, Any]:
    key = key_of(provider, jwt.get_unverified_header(token).get("kid"))
    found: dict[str, Any] = jwt.decode(
        token,
        key,
        ALGORITHMS,
        audience=provider.client_id,
        issuer=metadata(provider)["issuer"],
        leeway=LEEWAY_SECONDS,
        options={"require": _REQUIRED},
    )
    return found


def _is_same(said: object, nonce: str) -> bool:
    return isinstance(said, str) and compare_digest(said.encode(), nonce.encode())


def _proved_email(found: Mapping[str, Any]) -> str:
    """Only what the provider says it has proved; Apple says so in words."""
    email = found.get("email")
    if found.get("email_verified") not in (True, "true") or not isinstance(email, str):
        return ""
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return contact.email_address(email) if len(email) <= contact.EMAIL else ""


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""
