"""Which telephones have to be verified before paying in cash."""

from django.conf import settings

from apps.orders.contract.types import OrderChannel
from apps.orders.models import Order
from dominos.kernel.config import env
from dominos.kernel.contact import dialled, international

VOUCHED = frozenset({OrderChannel.PARTNER, OrderChannel.PHONE, OrderChannel.COUNTER})
"""Channels whose guests need no code: legacy clients that have no such step, and people who speak with staff."""


def is_code_needed() -> bool:
    """`GUEST_CASH_NEEDS_CODE`: whether guests may pay in cash only with a verified telephone."""
    return env.flag("GUEST_CASH_NEEDS_CODE", True)


def may_guests_pay_in_cash() -> bool:
    """False if they need a verified telephone and no code can be sent in the country."""
    return settings.SENDS_SMS or not is_code_needed()


def phone_to_prove(order: Order) -> str:
    """A guest's number in international form; "" for an account, and for channels that need no code."""
    has_to = order.is_guest and order.channel not in VOUCHED and is_code_needed()
    return in_country_of(order.terms["store_phone"], order.contact_phone) if has_to else ""


def in_country_of(store_phone: str, phone: str) -> str:
    """A number with its country code, by default the store's; otherwise as it was typed."""
    return phone if international(phone) else dialled(phone, store_phone) or phone
