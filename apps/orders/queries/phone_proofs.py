"""Which telephones have to be proved before cash is promised."""

from django.conf import settings

from apps.orders.contract.types import OrderChannel
from apps.orders.models import Order
from dominos.kernel.config import env
from dominos.kernel.contact import dialled, international

VOUCHED = frozenset({OrderChannel.PARTNER, OrderChannel.PHONE, OrderChannel.COUNTER})
"""Whose guests need no code: clients that know of none, and people whom somebody of the store speaks with."""


def is_code_needed() -> bool:
    """`GUEST_CASH_NEEDS_CODE`: whether guests promise cash with a proved telephone alone."""
    return env.flag("GUEST_CASH_NEEDS_CODE", True)


def may_guests_pay_in_cash() -> bool:
    """Not where they have to prove a telephone and no code could be sent there."""
    return settings.SENDS_SMS or not is_code_needed()


def phone_to_prove(order: Order) -> str:
    """That of a guest, as it is dialled; "" for an account, and for guests of channels that vouch for them."""
    has_to = order.is_guest and order.channel not in VOUCHED and is_code_needed()
    return in_country_of(order.terms["store_phone"], order.contact_phone) if has_to else ""


def in_country_of(store_phone: str, phone: str) -> str:
    """A telephone with its country, that of the store where it was left out; else as it was typed."""
    return phone if international(phone) else dialled(phone, store_phone) or phone
