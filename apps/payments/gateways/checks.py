"""Checks without which production does not start: payments must move real money."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from apps.payments.gateways import conf
from dominos.kernel.config.startup import STARTUP


@register(STARTUP)
def gateway_moves_money(**_: Any) -> list[CheckMessage]:
    """In production the gateway must be a real one with live keys, unless it is declared to be a rehearsal."""
    if settings.ENVIRONMENT != "production":
        return []
    if conf.gateway_name() == conf.EMBEDDED:
        return (
            []
            if conf.is_rehearsal()
            else [
                Error(
                    "PAYMENTS_GATEWAY is `embedded`, which takes no money: set it to `stripe`, with its keys",
                    id="payments.E001",
                )
            ]
        )
    return _stripe_keys()


def _stripe_keys() -> list[CheckMessage]:
    needed = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PUBLISHABLE_KEY")
    missing = [f"{name} is not set" for name in needed if not conf.is_set(name)]
    wrong = [] if missing else [*_mixed_keys()]
    return [Error(text, id="payments.E002") for text in missing + wrong]


def _mixed_keys() -> Iterator[str]:
    """Keys of the mode they are not for: a rehearsal must not move money, and all else must."""
    mode = "test" if conf.is_rehearsal() else "live"
    why = "a rehearsal moves no money" if conf.is_rehearsal() else "test keys take none"
    if not conf.stripe_secret_key().startswith((f"sk_{mode}_", f"rk_{mode}_")):
        yield f"STRIPE_SECRET_KEY has to begin with sk_{mode}_ or rk_{mode}_: {why}"
    if not conf.stripe_publishable_key().startswith(f"pk_{mode}_"):
        yield f"STRIPE_PUBLISHABLE_KEY has to begin with pk_{mode}_: {why}"
