"""The exchange of this platform, from `CALLS_URL`, and its numbers, from `CALL_NUMBERS`; without both no calls."""

import re
from functools import cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from apps.delivery.domain.calls import Exchange
from apps.delivery.use_cases.calls.embedded import EmbeddedExchange
from apps.delivery.use_cases.calls.twilio import Twilio
from dominos.kernel.config.startup import STARTUP

EVENTS = "/masked-calls/"
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


def exchange() -> Exchange | None:
    """The exchange, if calls can be put through."""
    return _read(settings.CALLS_URL, settings.SECRET_KEY) if settings.CALL_NUMBERS else None


def pool() -> tuple[str, ...]:
    """Numbers of ours, E.164, that couriers and customers dial."""
    return tuple(settings.CALL_NUMBERS)


def events_url(of: Exchange) -> str:
    """Where the exchange posts what happens."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{EVENTS}{of.name}"


@cache
def _read(url: str, secret: str) -> Exchange | None:
    """`twilio://ACCOUNT:TOKEN@`, `embedded:` or nothing; None for anything else, which the start refuses."""
    if url == "embedded:":
        return EmbeddedExchange(secret)
    parts = urlsplit(url)
    if parts.scheme == "twilio" and parts.username and parts.password:
        return Twilio(unquote(parts.username), unquote(parts.password))
    return None


@register(STARTUP)
def calls_can_be_put_through(**_: object) -> list[CheckMessage]:
    """An address and numbers, or neither; nobody's telephone rings at the embedded exchange."""
    url, numbers = settings.CALLS_URL, settings.CALL_NUMBERS
    if not url and not numbers:
        return []
    if not url or not numbers or _read(url, "-") is None:
        wrong = "CALLS_URL is twilio://ACCOUNT:TOKEN@ and goes with CALL_NUMBERS: nobody would be connected"
    elif not all(map(_NUMBER.fullmatch, numbers)) or len(set(numbers)) < len(numbers):
        wrong = "CALL_NUMBERS are different telephone numbers with their country: +358942450001,+358942450002"
    elif url == "embedded:" and settings.ENVIRONMENT == "production":
        wrong = "CALLS_URL is `embedded:`, where no telephone rings: leave it empty where there are no calls"
    else:
        return []
    return [Error(wrong, id="delivery.E003")]
