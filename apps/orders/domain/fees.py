"""Minimum orders and the fee for small ones. Pure; money in minor units."""

from apps.orders.contract.errors import BelowMinimum
from apps.stores.contract.types import SalesTerms, SmallOrder


def small_order_fee(food: int, minimum: int, terms: SalesTerms, *, currency: str) -> int:
    """The fee for food below the minimum. BelowMinimum where the market refuses such orders."""
    missing = minimum - food
    if missing <= 0:
        return 0
    if terms.small_order is SmallOrder.REFUSE:
        raise BelowMinimum(minimum=minimum, missing=missing, currency=currency)
    return terms.small_order_fee
