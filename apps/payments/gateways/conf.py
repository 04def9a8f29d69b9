"""Settings of this app, read from the environment when they are used."""

from dominos.kernel.config import env

EMBEDDED, STRIPE = "embedded", "stripe"


def gateway_name() -> str:
    """`PAYMENTS_GATEWAY`: `embedded` (test tokens only, no money moves) or `stripe`."""
    return env.text("PAYMENTS_GATEWAY", EMBEDDED)


def is_rehearsal() -> bool:
    """Whether production may run without a gateway that takes money (no orders are really made)."""
    return env.flag("PAYMENTS_REHEARSAL", False)


def gateway_timeout() -> float:
    """Seconds one call to the gateway may take."""
    return env.number("PAYMENTS_GATEWAY_TIMEOUT", 5)


def webhook_secret() -> str:
    """The key with which the embedded gateway signs its webhooks."""
    return env.text("GATEWAY_WEBHOOK_SECRET")


def stripe_secret_key() -> str:
    return env.text("STRIPE_SECRET_KEY")


def stripe_publishable_key() -> str:
    """Stripe's public key for browsers; empty if our pages do not take cards."""
    return env.text("STRIPE_PUBLISHABLE_KEY", "")


def has_card_form() -> bool:
    """Whether a page of ours takes cards for a real gateway."""
    return gateway_name() == STRIPE and bool(stripe_publishable_key())


def stripe_webhook_secret() -> str:
    return env.text("STRIPE_WEBHOOK_SECRET")


def is_set(name: str) -> bool:
    """Whether a variable has a value."""
    return bool(env.text(name, ""))
