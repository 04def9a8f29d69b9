"""What partners' webhooks are told of."""

from apps.partners.domain.events import SOURCES
from apps.partners.use_cases.telling import tell
from dominos.kernel.messaging.bus import on
from dominos.kernel.messaging.inbox import current_envelope
from dominos.kernel.messaging.messages import Event


def tell_webhooks(message: Event) -> None:
    tell(message, current_envelope())


for _source in SOURCES.values():
    on(_source.message)(tell_webhooks)
