"""Passes other apps' messages to partners' webhooks."""

from apps.partners.domain.events import EVENTS_OF
from apps.partners.use_cases.webhook_events import Snapshots, ask_snapshots, tell
from dominos.kernel.messaging.bus import on
from dominos.kernel.messaging.inbox import current_envelope
from dominos.kernel.messaging.messages import Event


def tell_webhooks(message: Event, snapshots: Snapshots) -> None:
    tell(message, current_envelope(), snapshots)


for _message in EVENTS_OF:
    on(_message, ask=ask_snapshots)(tell_webhooks)
