"""Limits of open unpaid orders, so that nobody blocks a store's slots and ovens for nothing. Pure.

Unpaid means: waiting for its payment, or to be paid in cash that is not handed over yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrderRules:
    """Maximal open unpaid orders of one customer, telephone or e-mail, and of one network address's guests at
    a store.

    `in_cash` of those of a contact may be paid in cash. Each order paid within the day raises the limit of
    orders waiting for their payment by one, up to `most_earned`, but not that of cash.
    """

    of_contact: int = 3
    of_client: int = 3
    in_cash: int = 3
    most_earned: int = 50

    def of(self, what: str) -> int:
        """The initial limit of `customer`, `phone`, `email` or `client`."""
        return self.of_client if what == "client" else self.of_contact

    def promised(self, what: str) -> int:
        """How many of these may be paid in cash."""
        return self.of_client if what == "client" else self.in_cash


SCOPES = ("customer", "phone", "email", "client")
"""What limits are counted by, in the order in which a violation is reported."""
SEAT_HELD = timedelta(minutes=5)
"""How long an unpaid order ahead holds its place in the slot."""
_NONE: Mapping[str, int] = MappingProxyType({})


def exceeded(
    open_orders: Mapping[str, int],
    rules: OpenOrderRules,
    *,
    in_cash: Mapping[str, int] = _NONE,
    paid: Mapping[str, int] = _NONE,
) -> str:
    """The first of `SCOPES` that has too many open orders; "" for none.

    `open_orders` are all unpaid ones, `in_cash` those of them to be paid in cash, `paid` the day's paid
    orders.
    """
    for what in SCOPES:
        earned = min(paid.get(what, 0), rules.most_earned)
        if open_orders.get(what, 0) >= rules.of(what) + earned or in_cash.get(what, 0) >= rules.promised(
            what
        ):
            return what
    return ""


def unpaid_seats(seats: int) -> int:
    """The part of a slot that unpaid orders may hold: half, so that they alone never fill it."""
    return (seats + 1) // 2
