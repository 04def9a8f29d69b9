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
class NotificationKind:
    """A kind of notification: whether it shows in the app and whether it is mailed, for which services."""

    name: str
    in_app: bool = True
    by_mail: bool = False
    services: frozenset[ServiceMethod] = ALWAYS


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell. `email` is empty while it is not proved.

    `name` is empty where the address may be a stranger's, who shall not read what somebody typed as their name.
    """

    user_id: UUID
    email: str
    name: str
    locale: str


VERIFICATION = NotificationKind("email-verification", in_app=False, by_mail=True)
REGISTRATION_REPEATED = NotificationKind("registration-repeated", in_app=False, by_mail=True)
PASSWORD_RESET = NotificationKind("password-reset", in_app=False, by_mail=True)
PASSWORD_CHANGED = NotificationKind("password-changed", by_mail=True)
SECOND_FACTORS_CHANGED = NotificationKind("second-factors-changed", by_mail=True)
SIGN_IN_CODE = NotificationKind("sign-in-code", in_app=False, by_mail=True)
EMAIL_CHANGE = NotificationKind("email-change", in_app=False, by_mail=True)
EMAIL_CHANGED = NotificationKind("email-changed", in_app=False, by_mail=True)
WELCOME = NotificationKind("welcome")
PLACED = NotificationKind("order-placed", by_mail=True)
PAYMENT_LAPSED = NotificationKind("order-payment-lapsed", by_mail=True)
HELD_UP = NotificationKind("order-held-up", by_mail=True)
INVOICE = NotificationKind("invoice-issued", by_mail=True)
REFUND = NotificationKind("payment-refunded", by_mail=True)
CASH_OWED = NotificationKind("cash-owed", by_mail=True)
REFUND_FAILED = NotificationKind("refund-failed", by_mail=True)
REFUND_RETRIED = NotificationKind("refund-retried", by_mail=True)

# The states of an order that matter to its customer; the others change nothing they could see or do.
KIND_OF_STATUS: Mapping[OrderStatus, NotificationKind] = {
    OrderStatus.SCHEDULED: NotificationKind("order-scheduled", by_mail=True),
    OrderStatus.ACCEPTED: NotificationKind("order-accepted"),
    OrderStatus.BAKING: NotificationKind("order-baking"),
    OrderStatus.READY: NotificationKind("order-ready", by_mail=True, services=PICKED_UP),
    OrderStatus.OUT_FOR_DELIVERY: NotificationKind("order-on-its-way", by_mail=True),
    OrderStatus.ARRIVED: NotificationKind("order-arrived"),
    OrderStatus.COMPLETED: NotificationKind("order-completed"),
    OrderStatus.REJECTED: NotificationKind("order-rejected", by_mail=True),
    OrderStatus.CANCELLED: NotificationKind("order-cancelled", by_mail=True),
    OrderStatus.DELIVERY_FAILED: NotificationKind("order-delivery-failed", by_mail=True),
    OrderStatus.RETURNED: NotificationKind("order-returned", by_mail=True),
    OrderStatus.PAYMENT_FAILED: NotificationKind("order-payment-failed"),
    OrderStatus.EXPIRED: NotificationKind("order-expired"),
}


def kind_of_status(status: OrderStatus, service: ServiceMethod) -> NotificationKind | None:
    """What a customer is told of this state of an order; None for nothing."""
    kind = KIND_OF_STATUS.get(status)
    return kind if kind is not None and service in kind.services else None
