"""The events this app listens to. Its own capture makes the invoice due."""

from apps.payments.contract.events import PaymentCaptured
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (PaymentCaptured,)
