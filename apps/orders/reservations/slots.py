"""Places of orders ahead in their slots: taken unpaid, paid, resized and released.

Each is one conditional update: competitors wait at the row's lock and then see the current count.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from apps.orders.contract.errors import SlotFull
from apps.orders.domain.open_orders import unpaid_seats
from apps.orders.models import Order, Sale, SlotUse
from apps.stores.contract.types import Slot
from dominos.kernel.clock import now

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
    """Takes the order's place in its slot, as unpaid, within the slot's capacity. SlotFull."""
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
    """Marks the order's place as paid."""
    if order.scheduled_for is not None:
        _seat(order, order.scheduled_for).filter(unpaid_orders__gt=0).update(
            unpaid_orders=F("unpaid_orders") - 1, unpaid_pizzas=F("unpaid_pizzas") - order.pizzas
        )


def _seat(order: Order, starts_at: datetime) -> QuerySet[SlotUse]:
    return SlotUse.objects.filter(store_id=order.store_id, service=order.service, starts_at=starts_at)


def _or_any(limit: int | None) -> int:
    return 2**31 - 1 if limit is None else limit


def taken_of(slots: Iterable[Slot]) -> dict[Any, SlotUse]:
    """The used capacity of a store's slots for a service, by their start."""
    wanted = list(slots)
    if not wanted:
        return {}
    rows = SlotUse.objects.filter(
        store_id=wanted[0].store_id, service=wanted[0].service, starts_at__in=[slot.start for slot in wanted]
    )
    return {row.starts_at: row for row in rows}


def is_free(slot: Slot, taken: SlotUse | None, pizzas: int = 0) -> bool:
    """Whether the slot has capacity for another order of so many pizzas."""
    use = taken or SlotUse(orders=0, pizzas=0)
    most_orders, most_pizzas = _or_any(slot.orders), _or_any(slot.pizzas)
    is_unpaid_full = use.unpaid_orders >= unpaid_seats(most_orders) or (
        use.unpaid_pizzas > 0 and use.unpaid_pizzas + pizzas > unpaid_seats(most_pizzas)
    )
    return use.orders < most_orders and use.pizzas + pizzas <= most_pizzas and not is_unpaid_full


def resize_slot(order: Order, pizzas: int) -> bool:
    """Changes the pizzas that the order takes of its slot; False if there is no capacity. Past slots have none."""
    if order.scheduled_for is None or order.scheduled_for <= now():
        return True
    most = _or_any(order.terms["slot"]["pizzas"])
    rows = _seat(order, order.scheduled_for)
    room = rows.filter(pizzas__lte=most - pizzas) if pizzas > 0 else rows
    return bool(room.update(pizzas=F("pizzas") + pizzas)) or not rows.exists()


def leave_slot(order: Order) -> None:
    """Releases the place of an order that ends early, or that another store makes as soon as possible."""
    if order.scheduled_for is not None:
        _seat(order, order.scheduled_for).filter(orders__gt=0).update(
            orders=F("orders") - 1, pizzas=F("pizzas") - order.pizzas
        )
