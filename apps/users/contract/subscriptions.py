"""The events this app listens to."""

from apps.delivery.contract.events import ShiftEnded
from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (StoreSaved, ShiftEnded)
