"""Settings of this app, read from the environment when they are used."""

from django.conf import settings

from dominos.kernel.config import env


def is_on() -> bool:
    """`COMPAT_CLIENTS`: whether the legacy interface is served; off in production unless switched on."""
    return env.flag("COMPAT_CLIENTS", settings.ENVIRONMENT != "production")


def tracks_by_phone() -> bool:
    """`COMPAT_TRACKING_BY_PHONE`: whether anybody who knows a telephone number may track its orders."""
    return env.flag("COMPAT_TRACKING_BY_PHONE", True)


def tracking_rate() -> str:
    """`THROTTLE_COMPAT_TRACKING`: request rate allowed per network address, and per telephone number asked about."""
    return env.text("THROTTLE_COMPAT_TRACKING", "20/min")
