"""The events this app listens to: only those that partners subscribe to, while they do."""

from apps.menu.contract.events import MenuAvailabilityChanged, MenuPublished
from apps.orders.contract.events import (
    OrderAdvanced,
    OrderCompleted,
    OrderPlaced,
    OrderRevised,
    OrderRunsLate,
)
from apps.payments.contract.events import PaymentRefunded
from apps.stores.contract.events import StoreAvailabilityChanged
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = ()
ON_DEMAND: tuple[type[Event], ...] = (
    OrderPlaced,
    OrderAdvanced,
    OrderRunsLate,
    OrderCompleted,
    OrderRevised,
    PaymentRefunded,
    MenuPublished,
    MenuAvailabilityChanged,
    StoreAvailabilityChanged,
)
