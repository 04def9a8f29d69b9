"""What production does not start with: payments that move no money."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from apps.payments.gateways import conf
from dominos.kernel.startup import STARTUP


@register(STARTUP)
def gateway_moves_money(**_: Any) -> list[CheckMessage]:
    """In production the gateway has to be a real one, with its keys, but for a rehearsal that is named so."""
    if settings.ENVIRONMENT != "production" or conf.is_rehearsal():
        return []
    if conf.gateway_name() == conf.EMBEDDED:
        return [
            Error(
                "PAYMENTS_GATEWAY is `embedded`, which takes no money: set it to `stripe`, with its keys",
                id="payments.E001",
            )
        ]
    return _stripe_keys()


def _stripe_keys() -> list[CheckMessage]:
    needed = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PUBLISHABLE_KEY")
    missing = [name for name in needed if not conf.is_set(name)]
    return [Error(f"{name} is not set", id="payments.E002") for name in missing]
