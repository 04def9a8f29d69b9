"""How many unpaid orders may be open at once, so that nobody fills a store's slots and ovens for nothing. Pure.

Unpaid is an order that waits for its payment, and one for cash until the money is handed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrderRules:
    """The most open unpaid orders of one customer, telephone or e-mail, and of one network address's guests at a store.

    Many people share an address (mobile networks, offices), so it may have more.
    """

    of_contact: int = 5
    of_client: int = 8


SEAT_HELD = timedelta(minutes=5)
"""So long holds an order ahead its slot unpaid."""


def exceeded(open_orders: Mapping[str, int], rules: OpenOrderRules) -> str:
    """What has too many open orders, of `customer`, `phone`, `email` and `client`; "" for nothing."""
    most = {
        "customer": rules.of_contact,
        "phone": rules.of_contact,
        "email": rules.of_contact,
        "client": rules.of_client,
    }
    return next((what for what, limit in most.items() if open_orders.get(what, 0) >= limit), "")
