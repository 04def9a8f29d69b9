"""A system check: every contract that loaded code may ask has somewhere to go."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from dominos.kernel.config.startup import STARTUP
from dominos.kernel.services.registry import unreachable


@register(STARTUP)
def services_are_reachable(**_: Any) -> list[CheckMessage]:
    """Each contract asked is answered in this process or has an address, `<NAME>_URL`."""
    return [
        Error(f"nobody answers {c.__name__}: enable the app or set {c.name.upper()}_URL", id="kernel.E001")
        for c in unreachable()
    ]
