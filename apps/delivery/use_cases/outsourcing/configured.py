"""The providers of this platform, from `DELIVERY_PROVIDERS`."""

import re
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from pydantic import TypeAdapter, ValidationError

from apps.delivery.domain.providers import MAX_PROVIDER, DeliveryProvider
from apps.delivery.use_cases.outsourcing.http_provider import Account, HttpProvider
from dominos.kernel.config import env
from dominos.kernel.config.startup import STARTUP, is_here
from dominos.kernel.errors import NotFound
from dominos.kernel.webhook_signing import is_secret

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
    except ValidationError as error:  # whose own words would show what was given: keys
        wrong = [(".".join(map(str, each["loc"])), each["msg"]) for each in error.errors(include_input=False)]
        return [Error(f"DELIVERY_PROVIDERS cannot be read: {wrong}", id="delivery.E001")]
    names = [each.name for each in found]
    return [
        Error(
            f"DELIVERY_PROVIDERS: {each.name} has no https address, no `whsec_` secrets, or a bad name",
            id="delivery.E002",
        )
        for each in found
        if not _NAME.fullmatch(each.name) or names.count(each.name) > 1 or not _is_usable(each)
    ]


def _is_usable(account: Account) -> bool:
    return _is_private(account.url) and bool(account.secrets) and all(map(is_secret, account.secrets))


def _is_private(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and settings.ENVIRONMENT != "production" and is_here(parts.hostname)
