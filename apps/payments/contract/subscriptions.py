"""The events this app listens to. Its own capture triggers the invoice, its own refund the credit note."""

from apps.delivery.contract.events import OrderDelivered, ProviderCharged, ShiftEnded
from apps.orders.contract.events import (
    GuestOrderClaimed,
    OrderAdvanced,
    OrderCompleted,
    OrderPlaced,
    OrderRevised,
    OrdersForgotten,
)
from apps.payments.contract.events import PaymentCaptured, PaymentRefunded
from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (
    PaymentCaptured,
    PaymentRefunded,
    StoreSaved,
    OrderPlaced,
    OrderRevised,
    OrderAdvanced,
    OrderCompleted,
    GuestOrderClaimed,
    OrderDelivered,
    ProviderCharged,
    ShiftEnded,
    OrdersForgotten,
)
