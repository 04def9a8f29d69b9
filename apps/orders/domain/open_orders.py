"""How many unpaid orders may be open at once, so that nobody fills a store's slots and ovens for nothing. Pure.

Unpaid is an order that waits for its payment, and one for cash until the money is handed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrderRules:
    """The most open unpaid orders of one customer, telephone or e-mail, and of one network address's guests at a store.

    `in_cash` of those of a contact may be promised in cash. Who pays has earned trust: each order paid within the day
    lets one more wait for its payment, up to `most_earned`. It lets nobody promise more cash.
    """

    of_contact: int = 3
    of_client: int = 3
    in_cash: int = 3
    most_earned: int = 50

    def of(self, what: str) -> int:
        """The limit of `customer`, `phone`, `email` or `client` before anything is earned."""
        return self.of_client if what == "client" else self.of_contact

    def promised(self, what: str) -> int:
        """How many of these may be promised in cash."""
        return self.of_client if what == "client" else self.in_cash


SCOPES = ("customer", "phone", "email", "client")
"""What may have too many, in the order in which it is told."""
SEAT_HELD = timedelta(minutes=5)
"""So long holds an order ahead its slot unpaid."""
_NONE: Mapping[str, int] = MappingProxyType({})


def exceeded(
    open_orders: Mapping[str, int],
    rules: OpenOrderRules,
    *,
    in_cash: Mapping[str, int] = _NONE,
    paid: Mapping[str, int] = _NONE,
) -> str:
    """What has too many open orders, of `SCOPES`; "" for nothing.

    `open_orders` are all unpaid ones, `in_cash` those of them that are promised in cash, `paid` the day's paid orders.
    """
    for what in SCOPES:
        earned = min(paid.get(what, 0), rules.most_earned)
        if open_orders.get(what, 0) >= rules.of(what) + earned or in_cash.get(what, 0) >= rules.promised(
            what
        ):
            return what
    return ""


def unpaid_seats(seats: int) -> int:
    """How much of a slot may be held by orders that wait for their payment: half, so that they never close it alone."""
    return (seats + 1) // 2
