"""The rules about people: which roles open the admin, how many addresses one has, which languages we speak."""

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
    "reviews": ("review",),
    "notifications": ("mail", "notification"),
    "users": ("user", "address"),
}
ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.SUPPORT: frozenset(
        {f"{app}.view_{model}" for app, models in _LOOKED_AT.items() for model in models}
        | {"orders.change_order", "reviews.change_review"}
    )
}
"""What a role may do in the admin. Orders are moved there by the actions that support has everywhere."""
ORDINARY_ROLES = frozenset({Role.CUSTOMER, Role.COURIER})
"""Whoever has no other role may be changed in the admin with the change permission alone."""
MAX_ADDRESSES = 20


class Locale(StrEnum):
    """The languages a person can be addressed in."""

    EN = "en"
