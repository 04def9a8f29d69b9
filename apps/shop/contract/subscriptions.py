"""What the shop wants to be told: nothing."""

from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = ()
