"""A system check that an app's handlers match the subscriptions in its contract."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from dominos.kernel.messaging.bus import subscribed
from dominos.kernel.messaging.messages import Message
from dominos.kernel.messaging.topology import installed_apps, subscriptions, wanted_on_demand


@register()
def subscriptions_match_handlers(**_: Any) -> list[CheckMessage]:
    """A subscription without a handler loses messages; a handler without a subscription never runs."""
    return [
        Error(
            f"{app}: subscriptions and handlers differ in {sorted(m.type for m in difference)}",
            id="kernel.E002",
        )
        for app in installed_apps()
        if (difference := _declared(app) ^ subscribed(app))
    ]


def _declared(app: str) -> frozenset[type[Message]]:
    declared = subscriptions().get(app, frozenset())
    return declared | wanted_on_demand(app) if app in settings.ALL_APPS else declared
