"""The providers of this platform, from `DELIVERY_PROVIDERS`."""

import re
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from pydantic import TypeAdapter

from apps.delivery.domain.providers import MAX_PROVIDER, DeliveryProvider
from apps.delivery.use_cases.outside.http_provider import Account, HttpProvider
from dominos.kernel.config import env
from dominos.kernel.config.startup import STARTUP, is_here
from dominos.kernel.errors import NotFound

_NAME = re.compile(rf"[a-z0-9-]{{1,{MAX_PROVIDER}}}")
_ACCOUNTS = TypeAdapter(list[Account])


def accounts() -> list[Account]:
    """What we are at each provider."""
    return _read(env.text("DELIVERY_PROVIDERS", ""))


def providers() -> dict[str, DeliveryProvider]:
    """The providers by name."""
    return {account.name: HttpProvider(account) for account in accounts()}


def account_of(provider: str) -> Account:
    """What we are at a provider. NotFound for one that is none."""
    found = next((account for account in accounts() if account.name == provider), None)
    if found is None:
        raise NotFound
    return found


@cache
def _read(text: str) -> list[Account]:
    return _ACCOUNTS.validate_json(text or "[]")


@register(STARTUP)
def providers_can_be_asked(**_: object) -> list[CheckMessage]:
    """Addresses of customers go there: over TLS, but on this machine."""
    try:
        found = accounts()
    except ValueError as error:
        return [Error(f"DELIVERY_PROVIDERS cannot be read: {error}", id="delivery.E001")]
    bad = [each.name for each in found if not _NAME.fullmatch(each.name) or not _is_private(each.url)]
    return [
        Error(f"DELIVERY_PROVIDERS: {name} has no https address, or a bad name", id="delivery.E002")
        for name in bad
    ]


def _is_private(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and settings.ENVIRONMENT != "production" and is_here(parts.hostname)
