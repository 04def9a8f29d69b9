"""The events this app listens to."""

from apps.delivery.contract.events import (
    CourierArrived,
    CourierAssigned,
    DeliveryFailed,
    EtaChanged,
    OrderDelivered,
    OrderPickedUp,
)
from apps.payments.contract.events import (
    PaymentAuthorized,
    PaymentCaptured,
    PaymentFailed,
    PaymentRefunded,
    PaymentVoided,
)
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (
    PaymentAuthorized,
    PaymentFailed,
    PaymentCaptured,
    PaymentVoided,
    PaymentRefunded,
    CourierAssigned,
    OrderPickedUp,
    CourierArrived,
    OrderDelivered,
    DeliveryFailed,
    EtaChanged,
)
