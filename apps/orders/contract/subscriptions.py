"""The events this app listens to."""

from apps.delivery.contract.events import (
    CourierArrived,
    CourierAssigned,
    DeliveryFailed,
    EtaChanged,
    OrderDelivered,
    OrderPickedUp,
)
from apps.menu.contract.events import MenuAvailabilityChanged, MenuPublished
from apps.payments.contract.events import (
    AuthorizationAdjusted,
    AuthorizationLapsed,
    AuthorizationRefused,
    ChargebackClosed,
    OperationRefused,
    PartsChanged,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentChargedBack,
    PaymentFailed,
    PaymentRefunded,
    PaymentVoided,
)
from apps.stores.contract.events import StoreAvailabilityChanged
from apps.users.contract.events import AccountClosed, EmailVerified
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (
    MenuPublished,
    MenuAvailabilityChanged,
    StoreAvailabilityChanged,
    PaymentAuthorized,
    PartsChanged,
    PaymentFailed,
    AuthorizationAdjusted,
    AuthorizationLapsed,
    AuthorizationRefused,
    PaymentCaptured,
    PaymentVoided,
    PaymentRefunded,
    OperationRefused,
    PaymentChargedBack,
    ChargebackClosed,
    CourierAssigned,
    OrderPickedUp,
    CourierArrived,
    OrderDelivered,
    DeliveryFailed,
    EtaChanged,
    EmailVerified,
    AccountClosed,
)
