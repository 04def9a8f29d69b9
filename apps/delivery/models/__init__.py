"""The tables of delivery. Ids of stores, orders and users belong to other apps."""

from apps.delivery.models.calls import CallSession, PlacedCall
from apps.delivery.models.couriers import Courier, CourierDocument, Shift
from apps.delivery.models.deliveries import Delivery, DeliveryChange, DeliveryPhoto, Recall
from apps.delivery.models.jobs import ProviderJob
from apps.delivery.models.messages import WrittenMessage
from apps.delivery.models.offers import Offer
from apps.delivery.models.positions import CourierPosition
from apps.delivery.models.receipts import CourierReceipt
from apps.delivery.models.stores import StorePlace

__all__ = [
    "CallSession",
    "Courier",
    "CourierDocument",
    "CourierPosition",
    "CourierReceipt",
    "Delivery",
    "DeliveryChange",
    "DeliveryPhoto",
    "Offer",
    "PlacedCall",
    "ProviderJob",
    "Recall",
    "Shift",
    "StorePlace",
    "WrittenMessage",
]
