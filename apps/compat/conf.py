"""Settings of this app, from the environment; read where they are used."""

from django.conf import settings

from dominos.kernel.config import env


def is_on() -> bool:
    """`COMPAT_CLIENTS`: whether clients of the old interface are answered; in production only where one says so."""
    return env.flag("COMPAT_CLIENTS", settings.ENVIRONMENT != "production")


def tracks_by_phone() -> bool:
    """`COMPAT_TRACKING_BY_PHONE`: whether who knows a telephone number is told how far its orders are."""
    return env.flag("COMPAT_TRACKING_BY_PHONE", True)


def tracking_rate() -> str:
    """`THROTTLE_COMPAT_TRACKING`: how often one address may ask, and how often a number may be asked about."""
    return env.text("THROTTLE_COMPAT_TRACKING", "20/min")
