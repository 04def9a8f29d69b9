"""The market's refund rules as configured."""

import json
from functools import cache
from typing import Any

from django.conf import settings

from apps.orders.domain.refund_matrix import RefundRules
from dominos.kernel import env


def refund_rules() -> RefundRules:
    """The defaults with what the environment's `REFUND_RULES` (a JSON object) and `settings.REFUNDS` override."""
    overrides: dict[str, Any] = getattr(settings, "REFUNDS", {})
    return RefundRules(**{**_configured(), **overrides})


@cache
def _configured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(env.text("REFUND_RULES", "{}"))
    return found
