"""The rules about people: which roles open the admin, what mailed links are good for, how many addresses one has."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from dominos.kernel.auth import Role

STAFF_ROLES = frozenset({Role.ADMIN, Role.SUPPORT})
SUPERUSER_ROLES = frozenset({Role.ADMIN})
STORE_ROLES = frozenset({Role.STORE_STAFF, Role.STORE_MANAGER, Role.COURIER})
"""Whose stores count."""
_LOOKED_AT = {
    "orders": ("order", "orderhistory", "ordersaga", "refund"),
    "payments": ("payment", "operation", "refunddecision", "invoice", "creditnote", "owedcash", "cashcount"),
    "delivery": ("delivery", "deliverychange", "offer", "courier", "shift", "storeplace"),
    "stores": ("store", "market", "offeredservice", "servicehours", "holiday", "slotcapacity"),
    "menu": ("storemenu", "outage"),
    "reviews": ("review", "moderation"),
    "notifications": ("outgoing", "notification", "unusableaddress"),
    "users": ("user", "address"),
}
ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.SUPPORT: frozenset(
        {f"{app}.view_{model}" for app, models in _LOOKED_AT.items() for model in models}
        | {"orders.change_order"}
        | {f"reviews.{may}_review" for may in ("show", "hide", "reply")}
    )
}
"""What a role may do in the admin. Orders are moved there by the actions that support has everywhere."""
ORDINARY_ROLES = frozenset({Role.CUSTOMER, Role.COURIER})
"""Whoever has no other role may be changed in the admin with the change permission alone."""
MAX_ADDRESSES = 20
FORGETTING = ("orders", "delivery", "payments", "notifications", "reviews")
"""The apps that have something of people, besides users."""
ASKED_AGAIN_AFTER = timedelta(minutes=10)
"""Who has not forgotten somebody by then is asked again: an order was under way, or a message."""


class Locale(StrEnum):
    """The languages a person can be addressed in."""

    EN = "en"


class Purpose(StrEnum):
    """What a mail that was sent to a person lets them do, once."""

    RESET_PASSWORD = "reset-password"  # noqa: S105 - a purpose
    CHANGE_EMAIL = "change-email"
    UNDO_EMAIL = "undo-email"
    SIGN_IN = "sign-in"


GOOD_FOR: Mapping[Purpose, timedelta] = {
    Purpose.RESET_PASSWORD: timedelta(minutes=30),
    Purpose.CHANGE_EMAIL: timedelta(hours=24),
    Purpose.UNDO_EMAIL: timedelta(days=7),
    Purpose.SIGN_IN: timedelta(minutes=10),
}
MAX_SESSION = timedelta(days=90)
"""So long after signing in one signs in again, however often tokens were renewed."""
MAIL_COOL_DOWN = timedelta(minutes=1)
"""A stranger who asks for mails to somebody fills no mailbox: one of a kind a minute."""
MAX_PASSWORD = 128
"""Characters."""
MAX_CODE_ATTEMPTS = 5
"""Of a million codes."""
