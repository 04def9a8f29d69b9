"""The market's delivery rules as configured."""

import json
from functools import cache
from typing import Any

from django.conf import settings

from apps.delivery.domain.rules import Rules
from dominos.kernel import env


def rules() -> Rules:
    """The defaults with what the environment's `DELIVERY_RULES` (a JSON object) overrides, then `settings.DELIVERY`."""
    overrides: dict[str, Any] = getattr(settings, "DELIVERY", {})
    return Rules(**{**_configured(), **overrides})


@cache
def _configured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(env.text("DELIVERY_RULES", "{}"))
    return found
