"""The providers that `OIDC_PROVIDERS` names."""

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
    """Where people have accounts, and who we are there.

    `team_id`, `key_id` and `private_key` (PEM, EC) stand in for a secret where the provider wants one signed for each
    call, as Apple does; `response_mode` is `form_post` where it sends its answers by no other way.
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
        """Where browsers come back to: one for each provider, so that no answer passes for another one's."""
        return f"{settings.PUBLIC_URL}/sign-in/{self.name}/"

    def secret(self) -> str:
        """What proves to the provider that it is us."""
        if not self.private_key:
            return self.client_secret
        at = int(now().timestamp())
        says = {"iss": self.team_id, "sub": self.client_id, "aud": self.issuer}
        life = {"iat": at, "exp": at + SECRET_SECONDS}
        return jwt.encode({**says, **life}, self.private_key, "ES256", headers={"kid": self.key_id})


def providers() -> dict[str, Provider]:
    """Those of this platform, by name, in the order in which they are offered."""
    return _read(settings.OIDC_PROVIDERS)


def get_provider(name: str) -> Provider:
    """One of them. NotFound."""
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
    """Whoever reads or changes what a provider says signs in as anybody: it is asked over TLS, but on this machine."""
    try:
        found = providers().values()
    except (ValueError, TypeError, KeyError) as error:
        return [Error(f"OIDC_PROVIDERS cannot be read: {error}", id="users.E001")]
    bad = [each.name for each in found if not _NAME.fullmatch(each.name) or not is_private(each.issuer)]
    return [
        Error(f"OIDC_PROVIDERS: {name} has no https issuer, or a bad name", id="users.E002") for name in bad
    ]


def is_private(address: str) -> bool:
    """Whether nobody on the way reads or changes what goes there."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and settings.ENVIRONMENT != "production" and is_here(parts.hostname)
