"""Uses of limited deals and codes, and the points of rewards: counted when an order is placed.

Each is one conditional upsert: competitors wait at the row's lock and then see the current count.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from apps.orders.contract.errors import DealExhausted
from apps.orders.models import DealUse, Order
from apps.orders.reservations import points
from dominos.kernel.contact import email_key, phone_key
from dominos.kernel.sealed.platform_keys import marks

ANYBODY = ""
"""The holder under which a deal's uses by all customers are counted."""
_BETWEEN = "|"
"""Separates the identities of one customer."""


def holders(deals: Iterable[dict[str, Any]], customer: str) -> list[tuple[str, str, int]]:
    """(code, holder, limit) of every limit that the deals of an order count towards, in locking order."""
    found = []
    for deal in deals:
        if deal["limit_total"] is not None:
            found.append((deal["code"], ANYBODY, deal["limit_total"]))
        if deal["limit_per_customer"] is not None:
            most = deal["limit_per_customer"]
            found += [(deal["code"], name, most) for name in customer.split(_BETWEEN)]
        if deal["coupon"]:
            found.append((deal["code"], f"c{deal['coupon']}", 1))
    return sorted(set(found))


def redeem(deals: list[dict[str, Any]], customer: str, order_id: UUID) -> None:
    """Counts one use of each limited deal and code, and takes the points. DealExhausted names exhausted ones."""
    redeem_limits(holders(deals, customer))
    if points.price_of(deals):
        points.spend(order_id, customer, deals)


def redeem_limits(wanted: list[tuple[str, str, int]]) -> None:
    if not wanted:
        return
    possible = [row for row in wanted if row[2] > 0]
    with connection.cursor() as cursor:
        used = _count_up(cursor, possible) if possible else set()
    if lost := sorted({code for code, holder, _ in wanted if (code, holder) not in used}):
        raise DealExhausted(deals=lost)


def _count_up(cursor: Any, rows: list[tuple[str, str, int]]) -> set[tuple[str, str]]:
    values = ", ".join(["(%s, %s, 1, %s)"] * len(rows))
    cursor.execute(
        f"INSERT INTO orders_dealuse AS d (code, holder, used, most) VALUES {values}"  # noqa: S608
        " ON CONFLICT (code, holder) DO UPDATE SET used = d.used + 1, most = excluded.most"
        " WHERE d.used < excluded.most RETURNING code, holder",
        [value for row in rows for value in row],
    )
    return set(cursor.fetchall())


def used_up(deals: list[dict[str, Any]], customer: str, instead_of: Order | None = None) -> set[str]:
    """The codes of deals that this customer cannot use any more, not counting the uses of an order to be replaced."""
    return _counted_out(deals, customer, instead_of) | points.out_of_reach(deals, customer, instead_of)


def _counted_out(deals: list[dict[str, Any]], customer: str, instead_of: Order | None) -> set[str]:
    wanted = {(code, holder): most for code, holder, most in holders(deals, customer)}
    if not wanted:
        return set()
    rows = DealUse.objects.filter(code__in={code for code, _ in wanted}, holder__in={h for _, h in wanted})
    used = {(row.code, row.holder): row.used for row in rows}
    own = limits_of(instead_of) if instead_of is not None else set()
    return {key[0] for key, most in wanted.items() if used.get(key, 0) - (key in own) >= most}


def limits_of(order: Order) -> set[tuple[str, str]]:
    return {(code, holder) for code, holder, _ in holders(order.deals, order.deal_holder)}


def count_down(uses: set[tuple[str, str]]) -> None:
    if uses:
        each = (Q(code=code, holder=holder, used__gt=0) for code, holder in uses)
        DealUse.objects.filter(reduce(or_, each)).update(used=F("used") - 1)


def restore_deals(order: Order) -> None:
    """Releases the order's deals for its customer; called once, within the transaction that ends the order."""
    count_down(limits_of(order))
    spend_points(order, [])


def spend_points(order: Order, deals: list[dict[str, Any]]) -> None:
    if points.price_of(order.deals) or points.price_of(deals):
        points.spend(order.id, order.deal_holder, deals)


def holder_of(
    customer_id: UUID, *, emails: Iterable[str] = (), phones: Iterable[str] = (), is_guest: bool = False
) -> str:
    """The identities under which a customer's uses are counted: account, mailbox and telephone.

    Every guest is new, so only mailbox and telephone identify them; an account has the same identities, so
    that nobody uses a deal again as a guest. While `PERSON_KEYS` are rotated, an identity is counted under
    each key.
    """
    names = [] if is_guest else [str(customer_id)]
    traces = [("m", email_key(email)) for email in emails] + [("p", phone_key(phone)) for phone in phones]
    names += [
        f"{kind}{mark[:16]}" for kind, key in traces if key for mark in marks(key, f"orders.dealuse.{kind}")
    ]
    return _BETWEEN.join(dict.fromkeys(names)) or str(customer_id)
