"""Which telephones have to be proved before cash is promised."""

from apps.orders.contract.types import OrderChannel
from apps.orders.models import Order
from dominos.kernel.config import env


def is_code_needed() -> bool:
    """`GUEST_CASH_NEEDS_CODE`: whether guests promise cash with a proved telephone alone."""
    return env.flag("GUEST_CASH_NEEDS_CODE", True)


def phone_to_prove(order: Order) -> str:
    """That of a guest; "" for an account, and for a client of the old interface, which knows of no codes."""
    has_to = order.is_guest and order.channel != OrderChannel.PARTNER and is_code_needed()
    return order.contact_phone if has_to else ""
