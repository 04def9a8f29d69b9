"""Checks the limits of open unpaid orders."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.orders.contract.errors import TooManyOpenOrders
from apps.orders.contract.types import OrderChannel, OrderStatus
from apps.orders.domain.open_orders import SCOPES, OpenOrderRules, exceeded
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.states import FINAL
from apps.orders.models import Order
from apps.orders.queries.contacts import marks_of
from apps.orders.queries.phone_proofs import is_code_needed
from apps.payments.contract.service import PaymentsService
from dominos.kernel.clock import now
from dominos.kernel.config import env
from dominos.kernel.contact import phone_key
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import first_id
from dominos.kernel.postgres.cursors import prepared_cursor
from dominos.kernel.services import service

RULES = OpenOrderRules(
    of_contact=int(env.number("UNPAID_ORDERS_OF_CONTACT", 3)),
    of_client=int(env.number("UNPAID_ORDERS_OF_CLIENT", 3)),
    in_cash=int(env.number("UNPAID_ORDERS_OF_CONTACT", 3)),
    most_earned=int(env.number("UNPAID_ORDERS_EARNED", 50)),
)
UNPROVED = replace(RULES, in_cash=int(env.number("UNPAID_ORDERS_UNPROVED", 1)))
"""For guests who pay in cash with an unverified telephone."""
LOOKS_BACK = timedelta(days=1)
LOOKS_AT = min(100, RULES.most_earned + 10)
"""The number of newest orders that are checked per scope: more than any limit, as each costs the customer's wait."""
# Each by an index that ends with the newest first. The texts are those of the indexes.
_NEWEST = {
    "customer": "customer_id = %(customer)s",
    "phone": "telephone <> '' AND telephone IN ({phone})",
    "email": "mailbox <> '' AND mailbox IN ({email})",
    "client": "client <> '' AND is_guest AND client = %(client)s AND store_id = %(store)s",
}
# Of those that were found: a condition of the search itself would have the planner read and sort the whole table.
_OF_THEM = {
    "phone": " WHERE telephone_ways && %(whole_phone)s::varchar[] OR telephone_ways <@ %(phone_ways)s::varchar[]"
}
_MARKED = ("phone", "email")
"""Looked up by digests, one under each key of the platform."""
_TELEPHONE: Any = Order._meta.get_field("telephone")
_MAILBOX: Any = Order._meta.get_field("mailbox")
_PAID = [OrderStatus.COMPLETED.value, *sorted(set(OrderStatus) - FINAL)]


class Undecided(TooManyOpenOrders):
    """Too many unpaid orders by orders' own data; payments may already know some of them to be paid."""

    def __init__(self, of: str, waiting: Collection[UUID]) -> None:
        super().__init__(of=of)
        self.waiting = list(waiting)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The newest orders of one scope: which wait for their payment, how many are promised in cash, how many paid.

    Cash promised with a proved telephone counts against that, not against the network address of many.
    """

    waiting: frozenset[UUID] = frozenset()
    in_cash: int = 0
    paid: int = 0


def check_open_orders(order: Order, known_paid: Collection[UUID] = ()) -> None:
    """Raises Undecided. Called after drawing the store's order number, whose row lock serialises a store's orders.

    `known_paid` are orders that payments report as paid, although that news has not arrived yet.
    """
    counted = _count(order)
    known = frozenset(known_paid)
    in_cash = {what: found.in_cash for what, found in counted.items()}
    what = exceeded(
        {what: len(found.waiting - known) + found.in_cash for what, found in counted.items()},
        UNPROVED if order.is_guest and order.channel in _unproved() else RULES,
        in_cash=in_cash,
        paid={what: found.paid + len(found.waiting & known) for what, found in counted.items()},
    )
    if what:
        raise Undecided(what, counted[what].waiting - known)


def paid_already(refused: Undecided) -> list[UUID]:
    """Those of the waiting orders that are paid by card according to payments; empty if they do not answer."""
    if not refused.waiting:
        return []
    try:
        return service(PaymentsService).list_paid(order_ids=refused.waiting)
    except Unavailable:
        return []


def _unproved() -> list[str]:
    """Channels by which guests promise cash with a telephone that neither a code nor the store vouches for."""
    own = () if is_code_needed() else (OrderChannel.WEB, OrderChannel.APP)
    return [channel.value for channel in (OrderChannel.PARTNER, *own)]


def _count(order: Order) -> dict[str, _Counted]:
    keys: dict[str, Any] = {
        "customer": order.customer_id,
        "phone": _TELEPHONE.marks_of(order.contact_phone) if phone_key(order.contact_phone) else [],
        "email": _MAILBOX.marks_of(order.contact_email) if order.contact_email else [],
        "client": order.client if order.is_guest else "",
    }
    scopes = tuple(what for what in SCOPES if keys[what])
    whole, ways = marks_of(order.contact_phone)
    terms: dict[str, Any] = {
        **keys,
        **{f"{what}{n}": mark for what in _MARKED for n, mark in enumerate(keys[what])},
        "whole_phone": whole,
        "phone_ways": ways,
        "store": order.store_id,
        "since": first_id(now() - LOOKS_BACK),
        "cash": CASH,
        "unproved": _unproved(),
        "paid": _PAID,
    }
    with prepared_cursor() as cursor:
        cursor.execute(_statement(scopes, len(settings.PERSON_KEYS)), terms | {"final": sorted(FINAL)})
        rows = cursor.fetchall()
    return {what: _Counted(frozenset(waiting or ()), in_cash, paid) for what, waiting, in_cash, paid in rows}


@cache
def _statement(scopes: tuple[str, ...], keys: int) -> str:
    marks = {what: ", ".join(f"%({what}{n})s" for n in range(keys)) for what in _MARKED}
    newest = " UNION ALL ".join(
        f"(SELECT '{what}' AS what, id, status, channel FROM ("  # noqa: S608
        "SELECT id, status, channel, telephone_ways FROM orders_order"
        f" WHERE {_NEWEST[what].format(**marks)} AND id > %(since)s ORDER BY id DESC LIMIT {LOOKS_AT}"
        f") AS of_{what}{_OF_THEM.get(what, '')})"
        for what in scopes
    )
    # An order of one person stands in every scope: what it is paid by is looked up once.
    return (
        f"SELECT counted.* FROM (WITH newest AS MATERIALIZED ({newest}), known AS MATERIALIZED ("  # noqa: S608
        "SELECT order_id, payment_method FROM orders_ordersaga"
        " WHERE order_id = ANY(ARRAY(SELECT id FROM newest)))"
        f" SELECT o.what, array_agg(o.id) FILTER (WHERE o.status = '{OrderStatus.PENDING_PAYMENT}'),"
        " count(*) FILTER (WHERE s.payment_method = %(cash)s AND o.status <> ALL(%(final)s)"
        " AND (o.what <> 'client' OR o.channel = ANY(%(unproved)s))),"
        " count(*) FILTER (WHERE s.payment_method NOT IN ('', %(cash)s) AND o.status = ANY(%(paid)s))"
        " FROM newest o JOIN known s ON s.order_id = o.id GROUP BY o.what) counted"
    )
