"""Deploy checks: what must not go live."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from apps.payments.gateways import conf


@register(Tags.security, deploy=True)
def gateway_moves_money(**_: Any) -> list[CheckMessage]:
    """In production the gateway has to be a real one, with live keys."""
    if settings.ENVIRONMENT != "production":
        return []
    if conf.gateway_name() == conf.EMBEDDED:
        hint = "Set PAYMENTS_GATEWAY=stripe with its keys."
        return [Error("the embedded gateway takes no money", hint=hint, id="payments.E001")]
    return _stripe_keys()


def _stripe_keys() -> list[CheckMessage]:
    needed = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PUBLISHABLE_KEY")
    missing = [name for name in needed if not conf.is_set(name)]
    return [Error(f"{name} is not set", id="payments.E002") for name in missing]
