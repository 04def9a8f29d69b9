"""The providers configured in `OIDC_PROVIDERS`."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jwt
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from apps.users.domain import MAX_PROVIDER
from dominos.kernel.clock import now
from dominos.kernel.config.startup import STARTUP, is_here
from dominos.kernel.errors import NotFound

_NAME = re.compile(rf"[a-z0-9-]{{1,{MAX_PROVIDER}}}")
SECRET_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider and our client there.

    `team_id`, `key_id` and `private_key` (PEM, EC) replace the secret if the provider requires a signed one,
    as Apple does; `response_mode` is `form_post` if it only answers that way.
    """

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str = ""
    team_id: str = ""
    key_id: str = ""
    private_key: str = ""
    scope: str = "openid email profile"
    response_mode: str = ""

    @property
    def return_address(self) -> str:
        """The redirect URI: one per provider, so that no response passes for another provider's."""
        return f"{settings.PUBLIC_URL}/sign-in/{self.name}/"

    def secret(self) -> str:
        """The client secret."""
        if not self.private_key:
            return self.client_secret
        at = int(now().timestamp())
        says = {"iss": self.team_id, "sub": self.client_id, "aud": self.issuer}
        life = {"iat": at, "exp": at + SECRET_SECONDS}
        return jwt.encode({**says, **life}, self.private_key, "ES256", headers={"kid": self.key_id})


def providers() -> dict[str, Provider]:
    """The configured providers by name, in display order."""
    return _read(settings.OIDC_PROVIDERS)


def get_provider(name: str) -> Provider:
    """A configured provider. NotFound."""
    found = providers().get(name)
    if found is None:
        raise NotFound
    return found


@lru_cache(maxsize=4)
def _read(text: str) -> dict[str, Provider]:
    rows: list[dict[str, Any]] = json.loads(text or "[]")
    return {row["name"]: Provider(**row) for row in rows}


@register(STARTUP)
def providers_can_be_asked(**_: Any) -> list[CheckMessage]:
    """Checks that providers are called over TLS (except on this machine), since who reads or changes their
    responses could sign in as anybody.
    """
    try:
        found = providers().values()
    except (ValueError, TypeError, KeyError) as error:
        return [Error(f"OIDC_PROVIDERS cannot be read: {error}", id="users.E001")]
    bad = [each.name for each in found if not _NAME.fullmatch(each.name) or not is_private(each.issuer)]
    return [
        Error(f"OIDC_PROVIDERS: {name} has no https issuer, or a bad name", id="users.E002") for name in bad
    ]


def is_private(address: str) -> bool:
    """Whether the connection cannot be intercepted."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and settings.ENVIRONMENT != "production" and is_here(parts.hostname)
