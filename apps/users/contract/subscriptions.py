"""The events this app listens to."""

from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (StoreSaved,)
