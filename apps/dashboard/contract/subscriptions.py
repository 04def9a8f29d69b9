"""The events this app listens to."""

from apps.delivery.contract.events import CourierAssigned, FoodWithoutCourier, ShiftEnded
from apps.orders.contract.events import (
    GuestOrderClaimed,
    OrderAdvanced,
    OrderAttended,
    OrderEtaChanged,
    OrderNeedsAttention,
    OrderPlaced,
    OrderRevised,
    OrdersForgotten,
)
from apps.payments.contract.events import (
    PaymentCaptured,
    PaymentRefunded,
    RefundFailed,
    RefundRetried,
    TipPaid,
)
from apps.reviews.contract.events import ReviewEdited, ReviewModerated, ReviewPosted
from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (
    StoreSaved,
    OrderPlaced,
    OrderRevised,
    OrderAdvanced,
    OrderEtaChanged,
    OrderNeedsAttention,
    OrderAttended,
    CourierAssigned,
    FoodWithoutCourier,
    PaymentCaptured,
    PaymentRefunded,
    RefundFailed,
    RefundRetried,
    TipPaid,
    ReviewPosted,
    ReviewEdited,
    ReviewModerated,
    ShiftEnded,
    GuestOrderClaimed,
    OrdersForgotten,
)
