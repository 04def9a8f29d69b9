"""The events this app listens to: only those that partners subscribe to, while they do."""

from apps.menu.contract.events import MenuAvailabilityChanged, MenuPublished
from apps.orders.contract.events import OrderAdvanced, OrderCompleted, OrderPlaced, OrderRunsLate
from apps.stores.contract.events import StoreAvailabilityChanged
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = ()
ON_DEMAND: tuple[type[Event], ...] = (
    OrderPlaced,
    OrderAdvanced,
    OrderRunsLate,
    OrderCompleted,
    MenuPublished,
    MenuAvailabilityChanged,
    StoreAvailabilityChanged,
)
