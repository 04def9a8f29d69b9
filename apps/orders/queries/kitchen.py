"""How busy a store's kitchen is, and what it began to make."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from apps.orders.contract.types import OrderStatus, StartedOrder
from apps.orders.domain.kitchen import Load, load_of
from apps.orders.domain.saga import DEADLINES, SagaState
from apps.orders.domain.seats import Taken, oven_seats, oven_size
from apps.orders.domain.sold_lines import line_request
from apps.orders.domain.states import OrderAction
from apps.orders.models import KITCHEN_STATUSES, OrderHistory, SlotUse
from apps.stores.contract.types import Kitchen, ServiceMethod, Slot
from dominos.kernel.clock import now
from dominos.kernel.ids import first_id
from dominos.kernel.ttl_cache import TtlCache

_PACE = "SELECT json_object_agg(stage, json_build_array(mean, orders)) FROM orders_kitchenpace WHERE store_id = %s"
_LOAD = f"""
SELECT json_object_agg(status, pizzas), ({_PACE})
FROM (
    SELECT status, sum(pizzas) AS pizzas FROM orders_order
    WHERE store_id = %s AND status = ANY(%s) AND id IS DISTINCT FROM %s
    GROUP BY status
) AS busy
"""  # noqa: S608
_BETWEEN = "store_id = %s AND starts_at BETWEEN %s AND %s"
_OVEN = f"SELECT starts_at, pizzas FROM orders_ovenuse WHERE {_BETWEEN}"  # noqa: S608
_SLOTS = f"SELECT service, starts_at, orders, pizzas FROM orders_slotuse WHERE {_BETWEEN}"  # noqa: S608
_UNPAID = """
SELECT service, pizzas, terms -> 'kitchen' AS kitchen, terms ->> 'due' AS due, terms -> 'slot' ->> 'start' AS start
FROM orders_order WHERE store_id = %s AND id > %s AND status = %s AND terms ? 'due'
"""
_LOAD_AND_TAKEN = f"""
SELECT load.*, (SELECT json_agg(to_json(oven)) FROM ({_OVEN}) AS oven),
    (SELECT json_agg(to_json(slot)) FROM ({_SLOTS}) AS slot),
    (SELECT json_agg(to_json(unpaid)) FROM ({_UNPAID}) AS unpaid)
FROM ({_LOAD}) AS load
"""  # noqa: S608
_AROUND_SLOTS = f"""
SELECT (
    SELECT json_agg(to_json(slot)) FROM orders_slotuse AS slot
    WHERE store_id = %s AND service = %s AND starts_at = ANY(%s)
), (SELECT json_agg(to_json(oven)) FROM ({_OVEN}) AS oven)
"""  # noqa: S608
EARLIER = timedelta(hours=3)
"""So long before an order is handed over its pizzas may be in the oven: a large one's, by its road."""
UNPAID_FOR = 2 * DEADLINES[SagaState.AWAITING_PAYMENT]
"""No order for now waits longer for its payment, with time for the sweep."""
AHEAD = timedelta(days=1)
"""No promise for as soon as possible lies beyond."""


remembered = TtlCache[UUID, tuple[Load, Taken]](seconds=1)


def recent_load(store_id: UUID) -> tuple[Load, Taken]:
    """As `kitchen_load`, and what is taken of the coming quarters; at most a second old: near enough for a quote."""
    return remembered.get_or_read(store_id, lambda: _load_and_taken(store_id))


def kitchen_load(store_id: UUID, *, but: UUID | None = None) -> Load:
    """The current load and pace of the store's kitchen, without the order `but`; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [store_id, store_id, list(KITCHEN_STATUSES), but])
        return _load(*cursor.fetchone())


def taken_around(slots: Sequence[Slot]) -> tuple[dict[datetime, SlotUse], Taken]:
    """What is taken of slots of a store and service, by start, and of the oven from before them on; one statement."""
    starts, first = [slot.start for slot in slots], slots[0]
    quarters: list[Any] = [first.store_id, min(starts) - EARLIER, max(starts)]
    with connection.cursor() as cursor:
        cursor.execute(_AROUND_SLOTS, [first.store_id, first.service, starts, *quarters])
        uses, oven = cursor.fetchone()
    rows = [SlotUse(**use) for use in uses or ()]
    return {datetime.fromisoformat(str(row.starts_at)): row for row in rows}, Taken(_by_quarter(oven))


def _load_and_taken(store_id: UUID) -> tuple[Load, Taken]:
    at = now()
    quarters: list[Any] = [store_id, at - EARLIER, at + AHEAD]
    unpaid: list[Any] = [store_id, first_id(at - UNPAID_FOR), OrderStatus.PENDING_PAYMENT]
    load: list[Any] = [store_id, store_id, list(KITCHEN_STATUSES), None]
    with connection.cursor() as cursor:
        cursor.execute(_LOAD_AND_TAKEN, [*quarters, *quarters, *unpaid, *load])
        pizzas, pace, oven, slots, waiting = cursor.fetchone()
    return _load(pizzas, pace), Taken(_by_quarter(oven), _by_slot(slots), _taken_unpaid(waiting))


def _by_slot(
    rows: Sequence[Mapping[str, Any]] | None,
) -> dict[tuple[ServiceMethod, datetime], tuple[int, int]]:
    return {
        (ServiceMethod(row["service"]), datetime.fromisoformat(row["starts_at"])): (
            row["orders"],
            row["pizzas"],
        )
        for row in rows or ()
    }


def _taken_unpaid(waiting: Sequence[Mapping[str, Any]] | None) -> Taken:
    oven: Counter[datetime] = Counter()
    orders: Counter[tuple[ServiceMethod, datetime]] = Counter()
    pizzas: Counter[tuple[ServiceMethod, datetime]] = Counter()
    for row in waiting or ():
        size = oven_size(Kitchen(**row["kitchen"]))
        oven.update(oven_seats(datetime.fromisoformat(row["due"]), row["pizzas"], size))
        if row["start"]:
            where = ServiceMethod(row["service"]), datetime.fromisoformat(row["start"])
            orders[where] += 1
            pizzas[where] += row["pizzas"]
    return Taken(oven, {where: (orders[where], pizzas[where]) for where in orders})


def _by_quarter(rows: Sequence[Mapping[str, Any]] | None) -> dict[datetime, int]:
    return {datetime.fromisoformat(row["starts_at"]): row["pizzas"] for row in rows or ()}


def _load(pizzas: Mapping[str, int] | None, pace: Mapping[str, tuple[float, int]] | None) -> Load:
    return load_of(
        {OrderStatus(status): count for status, count in (pizzas or {}).items()},
        {OrderStatus(stage): (mean, orders) for stage, (mean, orders) in (pace or {}).items()},
    )


def started_orders(store_ids: Collection[UUID], since: datetime, until: datetime) -> list[StartedOrder]:
    """What kitchens began to make, by when the step was written; undone steps are left out."""
    taken_back = OrderHistory.objects.filter(
        order=OuterRef("order"), sequence=OuterRef("sequence") + 1, action=OrderAction.UNDO
    )
    steps = OrderHistory.objects.filter(
        ~Exists(taken_back),
        id__gte=first_id(since),
        id__lt=first_id(until),
        action__in=(OrderAction.START, OrderAction.REMAKE),
        order__store_id__in=store_ids,
    )
    found = steps.order_by("id").values_list("order__store_id", "order__business_date", "order__lines")
    return [
        StartedOrder(store_id=store_id, business_date=day, lines=tuple(map(line_request, lines)))
        for store_id, day, lines in found
    ]
