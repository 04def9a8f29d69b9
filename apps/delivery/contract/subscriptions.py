"""The events this app listens to."""

from apps.orders.contract.events import OrderCorrected, OrdersForgotten
from apps.stores.contract.events import StoreSaved
from apps.users.contract.events import StaffChanged
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (StoreSaved, OrderCorrected, OrdersForgotten, StaffChanged)
