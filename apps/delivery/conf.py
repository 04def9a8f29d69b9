"""The market's delivery rules as configured."""

from typing import Any

from django.conf import settings

from apps.delivery.domain import Rules


def rules() -> Rules:
    """The defaults with what `settings.DELIVERY` overrides."""
    overrides: dict[str, Any] = getattr(settings, "DELIVERY", {})
    return Rules(**overrides)
