"""Checks without which production does not start: payments must move real money."""

from collections.abc import Callable, Iterator, Mapping
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
    name = conf.gateway_name()
    if name not in CHECKS:
        return [
            Error(
                f"PAYMENTS_GATEWAY is `{name}`: it has to be one of {', '.join(CHECKS)}", id="payments.E003"
            )
        ]
    return CHECKS[name]()


def _embedded() -> list[CheckMessage]:
    if conf.is_rehearsal():
        return []
    others = " or ".join(f"`{name}`" for name in CHECKS if name != conf.EMBEDDED)
    text = f"PAYMENTS_GATEWAY is `embedded`, which takes no money: set it to {others}, with its keys"
    return [Error(text, id="payments.E001")]


def _stripe() -> list[CheckMessage]:
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


CHECKS: Mapping[str, Callable[[], list[CheckMessage]]] = {conf.EMBEDDED: _embedded, conf.STRIPE: _stripe}
"""What keeps production from starting with each gateway."""
