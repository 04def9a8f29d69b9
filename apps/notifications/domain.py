"""What people are told, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from apps.orders.contract.types import OrderStatus
from apps.stores.contract.types import ServiceMethod

MAX_ATTEMPTS = 10
"""After so many attempts a mail is given up."""
SEND_MAIL = "notifications.send_mail"
ALWAYS = frozenset(ServiceMethod)
PICKED_UP = frozenset({ServiceMethod.CARRYOUT, ServiceMethod.CURBSIDE})


@dataclass(frozen=True, slots=True)
class News:
    """A kind of notification: whether it shows in the app and whether it is mailed, for which services."""

    kind: str
    in_app: bool = True
    by_mail: bool = False
    services: frozenset[ServiceMethod] = ALWAYS


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell. `email` is empty while it is not proved."""

    user_id: UUID
    email: str
    name: str
    locale: str


VERIFICATION = News("email-verification", in_app=False, by_mail=True)
REGISTRATION_REPEATED = News("registration-repeated", in_app=False, by_mail=True)
WELCOME = News("welcome")
PLACED = News("order-placed", by_mail=True)
INVOICE = News("invoice-issued", by_mail=True)
REFUND = News("payment-refunded", by_mail=True)
CASH_OWED = News("cash-owed", by_mail=True)
REFUND_FAILED = News("refund-failed", by_mail=True)
REFUND_REPEATED = News("refund-repeated", by_mail=True)

# The states of an order that matter to its customer; the others change nothing they could see or do.
STATUS_NEWS: Mapping[OrderStatus, News] = {
    OrderStatus.SCHEDULED: News("order-scheduled", by_mail=True),
    OrderStatus.ACCEPTED: News("order-accepted"),
    OrderStatus.BAKING: News("order-baking"),
    OrderStatus.READY: News("order-ready", by_mail=True, services=PICKED_UP),
    OrderStatus.OUT_FOR_DELIVERY: News("order-on-its-way", by_mail=True),
    OrderStatus.ARRIVED: News("order-arrived"),
    OrderStatus.COMPLETED: News("order-completed"),
    OrderStatus.REJECTED: News("order-rejected", by_mail=True),
    OrderStatus.CANCELLED: News("order-cancelled", by_mail=True),
    OrderStatus.DELIVERY_FAILED: News("order-delivery-failed", by_mail=True),
    OrderStatus.PAYMENT_FAILED: News("order-payment-failed"),
    OrderStatus.EXPIRED: News("order-expired"),
}


def news_of(status: OrderStatus, service: ServiceMethod) -> News | None:
    """What a customer is told of this state of an order; None for nothing."""
    news = STATUS_NEWS.get(status)
    return news if news is not None and service in news.services else None
