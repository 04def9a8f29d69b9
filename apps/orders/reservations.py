"""What an order takes of things that can run out: seats in a slot, uses of a limited deal or a code, points.

All are given back when the order ends early.

Each is one conditional upsert: rivals wait at the row's lock and then see the count as it is.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from apps.orders.contract.errors import DealExhausted, SlotFull
from apps.orders.domain.open_orders import unpaid_seats
from apps.orders.loyalty import ledger
from apps.orders.models import DealUse, Order, Sale, SlotUse
from apps.stores.contract.types import Slot
from dominos.kernel.clock import now
from dominos.kernel.contact import email_key, phone_key
from dominos.kernel.postgres.cursors import prepared_cursor

ANYBODY = ""
"""The holder that counts a deal's uses by all customers together."""
_BETWEEN = "|"
"""What stands between the names of one customer."""


# One order may be larger than what is for unpaid ones, if no other is unpaid.
_TAKE_SLOT = (
    "INSERT INTO orders_slotuse AS s"
    " (store_id, service, starts_at, orders, pizzas, unpaid_orders, unpaid_pizzas)"
    " SELECT %(store)s, %(service)s, %(start)s, 1, %(pizzas)s, 1, %(pizzas)s"
    " WHERE 1 <= %(most_orders)s AND %(pizzas)s <= %(most_pizzas)s"
    " ON CONFLICT (store_id, service, starts_at) DO UPDATE"
    " SET orders = s.orders + 1, pizzas = s.pizzas + excluded.pizzas,"
    " unpaid_orders = s.unpaid_orders + 1, unpaid_pizzas = s.unpaid_pizzas + excluded.pizzas"
    " WHERE s.orders < %(most_orders)s AND s.pizzas + excluded.pizzas <= %(most_pizzas)s"
    " AND s.unpaid_orders < %(unpaid_orders)s"
    " AND (s.unpaid_pizzas = 0 OR s.unpaid_pizzas + excluded.pizzas <= %(unpaid_pizzas)s)"
    " RETURNING 1"
)


def take_slot(sale: Sale) -> None:
    """Takes the order's place in its slot, unpaid, within the slot's capacity. SlotFull."""
    if sale.scheduled_for is None:
        return
    limits = sale.terms["slot"]
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE_SLOT,
            {
                "store": sale.store_id,
                "service": sale.service,
                "start": sale.scheduled_for,
                "pizzas": sale.pizzas,
                "most_orders": _or_any(limits["orders"]),
                "most_pizzas": _or_any(limits["pizzas"]),
                "unpaid_orders": unpaid_seats(_or_any(limits["orders"])),
                "unpaid_pizzas": unpaid_seats(_or_any(limits["pizzas"])),
            },
        )
        if cursor.fetchone() is None:
            raise SlotFull(starts_at=sale.scheduled_for.isoformat())


def pay_seat(order: Order) -> None:
    """The order does not wait for its payment any more: its seat is not an unpaid one."""
    if order.scheduled_for is not None:
        _seat(order, order.scheduled_for).filter(unpaid_orders__gt=0).update(
            unpaid_orders=F("unpaid_orders") - 1, unpaid_pizzas=F("unpaid_pizzas") - order.pizzas
        )


def _seat(order: Order, starts_at: datetime) -> QuerySet[SlotUse]:
    return SlotUse.objects.filter(store_id=order.store_id, service=order.service, starts_at=starts_at)


def _or_any(limit: int | None) -> int:
    return 2**31 - 1 if limit is None else limit


def taken_of(slots: Iterable[Slot]) -> dict[Any, SlotUse]:
    """What is taken of the slots of one store and service, by their start."""
    wanted = list(slots)
    if not wanted:
        return {}
    rows = SlotUse.objects.filter(
        store_id=wanted[0].store_id, service=wanted[0].service, starts_at__in=[slot.start for slot in wanted]
    )
    return {row.starts_at: row for row in rows}


def is_free(slot: Slot, taken: SlotUse | None, pizzas: int = 0) -> bool:
    """Whether the slot takes another order of so many pizzas."""
    use = taken or SlotUse(orders=0, pizzas=0)
    most_orders, most_pizzas = _or_any(slot.orders), _or_any(slot.pizzas)
    is_unpaid_full = use.unpaid_orders >= unpaid_seats(most_orders) or (
        use.unpaid_pizzas > 0 and use.unpaid_pizzas + pizzas > unpaid_seats(most_pizzas)
    )
    return use.orders < most_orders and use.pizzas + pizzas <= most_pizzas and not is_unpaid_full


def holders(deals: Iterable[dict[str, Any]], customer: str) -> list[tuple[str, str, int]]:
    """(code, holder, limit) of every limit that the deals of an order count towards, in the order of locking."""
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
    """Counts one use of each limited deal and code, and takes the points. DealExhausted, naming those used up."""
    _redeem(holders(deals, customer))
    if ledger.price_of(deals):
        ledger.spend(order_id, customer, deals)


def _redeem(wanted: list[tuple[str, str, int]]) -> None:
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
    """The codes of deals that this customer cannot use any more, but for the uses of an order to replace."""
    return _counted_out(deals, customer, instead_of) | ledger.out_of_reach(deals, customer, instead_of)


def _counted_out(deals: list[dict[str, Any]], customer: str, instead_of: Order | None) -> set[str]:
    wanted = {(code, holder): most for code, holder, most in holders(deals, customer)}
    if not wanted:
        return set()
    rows = DealUse.objects.filter(code__in={code for code, _ in wanted}, holder__in={h for _, h in wanted})
    used = {(row.code, row.holder): row.used for row in rows}
    own = _limits_of(instead_of) if instead_of is not None else set()
    return {key[0] for key, most in wanted.items() if used.get(key, 0) - (key in own) >= most}


def _limits_of(order: Order) -> set[tuple[str, str]]:
    return {(code, holder) for code, holder, _ in holders(order.deals, order.deal_holder)}


def _count_down(uses: set[tuple[str, str]]) -> None:
    if uses:
        each = (Q(code=code, holder=holder, used__gt=0) for code, holder in uses)
        DealUse.objects.filter(reduce(or_, each)).update(used=F("used") - 1)


def take_for_revision(order: Order, revised: Sale) -> None:
    """Counts what a revision needs beyond the order, until it is settled or dropped. DealExhausted, SlotFull."""
    had = _limits_of(order)
    _redeem([row for row in holders(revised.deals, order.deal_holder) if row[:2] not in had])
    _spend(order, max(order.deals, revised.deals, key=ledger.price_of))
    if (more := revised.pizzas - order.pizzas) > 0 and not _resize_slot(order, more):
        assert order.scheduled_for is not None
        raise SlotFull(starts_at=order.scheduled_for.isoformat())


def settle_revision(order: Order, revised: Sale) -> None:
    """Gives back what the order had and its revision does not need; before the order becomes the revision."""
    wanted = {row[:2] for row in holders(revised.deals, order.deal_holder)}
    _count_down(_limits_of(order) - wanted)
    _spend(order, revised.deals)
    if (less := revised.pizzas - order.pizzas) < 0:
        _resize_slot(order, less)


def drop_revision(order: Order, revised: Sale) -> None:
    """Gives back what was taken for a revision that does not come about."""
    wanted = {row[:2] for row in holders(revised.deals, order.deal_holder)}
    _count_down(wanted - _limits_of(order))
    _spend(order, order.deals)
    if (more := revised.pizzas - order.pizzas) > 0:
        _resize_slot(order, -more)


def _resize_slot(order: Order, pizzas: int) -> bool:
    """Changes the pizzas the order takes of its slot; whether there was room. A slot that passed has no seats."""
    if order.scheduled_for is None or order.scheduled_for <= now():
        return True
    most = _or_any(order.terms["slot"]["pizzas"])
    rows = _seat(order, order.scheduled_for)
    room = rows.filter(pizzas__lte=most - pizzas) if pizzas > 0 else rows
    return bool(room.update(pizzas=F("pizzas") + pizzas)) or not rows.exists()


def restore_deals(order: Order) -> None:
    """Lets the customer use the order's deals again; inside what ends or undoes the order, once."""
    _count_down(_limits_of(order))
    _spend(order, [])


def _spend(order: Order, deals: list[dict[str, Any]]) -> None:
    if ledger.price_of(order.deals) or ledger.price_of(deals):
        ledger.spend(order.id, order.deal_holder, deals)


def free(order: Order) -> None:
    """Restores the deals and frees the slot of an order that ends early; inside the transition that ends it."""
    restore_deals(order)
    leave_slot(order)


def leave_slot(order: Order) -> None:
    """Frees the seat in its slot of an order that ends early, or that another store makes as soon as it can."""
    if order.scheduled_for is not None:
        _seat(order, order.scheduled_for).filter(orders__gt=0).update(
            orders=F("orders") - 1, pizzas=F("pizzas") - order.pizzas
        )


def holder_of(
    customer_id: UUID, *, emails: Iterable[str] = (), phone: str = "", is_guest: bool = False
) -> str:
    """The names under which a customer's uses are counted: the account, the mailbox and the telephone.

    Every guest is new, so that only the mailbox and the telephone tell who it is; an account leaves the same traces,
    and nobody uses as a guest again what they used with their account.
    """
    names = [] if is_guest else [str(customer_id)]
    traces = [*(("m", email_key(email)) for email in emails), ("p", phone_key(phone))]
    names += [f"{kind}{hashlib.sha256(key.encode()).hexdigest()[:16]}" for kind, key in traces if key]
    return _BETWEEN.join(dict.fromkeys(names)) or str(customer_id)


def next_number(store_id: UUID, business_date: date) -> str:
    """The number of the store's next order of that day, by which people call it; counted, and never given twice."""
    with prepared_cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_daycounter AS c (store_id, business_date, value) VALUES (%s, %s, 1)"
            " ON CONFLICT (store_id, business_date) DO UPDATE SET value = c.value + 1 RETURNING value",
            [store_id, business_date],
        )
        return f"{business_date}#{cursor.fetchone()[0]}"
