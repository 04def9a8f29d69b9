"""The events this app listens to."""

from apps.orders.contract.events import GuestOrderClaimed, OrderCompleted, OrdersForgotten
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (OrderCompleted, GuestOrderClaimed, OrdersForgotten)
