"""Seats in quarters of an hour, of a service and in the oven: taken with an order's number, resized and left.

Each is one conditional write: rivals wait at a row's lock and then see the count as it is. All lock the store's counter
first, then the quarter of the service, then those of the oven from the earliest on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from apps.orders.contract.errors import NoRoomForMore, SlotFull
from apps.orders.domain.open_orders import unpaid_seats
from apps.orders.domain.seats import Seats, Taken, oven_seats, oven_size, seats_in
from apps.orders.models import Order, Sale, SlotUse
from apps.orders.queries.kitchen import remembered, taken_around
from apps.stores.contract.types import Slot
from dominos.kernel.clock import now
from dominos.kernel.postgres.cursors import prepared_cursor

UNLIMITED = 2**31 - 1

# One order may be larger than what is for unpaid ones, if no other is unpaid.
_TAKE = """
WITH slot AS (
    INSERT INTO orders_slotuse AS s
        (store_id, service, starts_at, orders, pizzas, unpaid_orders, unpaid_pizzas)
    SELECT %(store)s::uuid, %(service)s::text, %(start)s::timestamptz, %(orders)s::int, %(pizzas)s::int,
        %(unpaid)s::int, %(unpaid)s::int * %(pizzas)s::int
    WHERE %(start)s::timestamptz IS NOT NULL
        AND %(orders)s::int <= %(most_orders)s::int AND %(pizzas)s::int <= %(most_pizzas)s::int
    ON CONFLICT (store_id, service, starts_at) DO UPDATE
    SET orders = s.orders + excluded.orders, pizzas = s.pizzas + excluded.pizzas,
        unpaid_orders = s.unpaid_orders + excluded.unpaid_orders,
        unpaid_pizzas = s.unpaid_pizzas + excluded.unpaid_pizzas
    WHERE s.orders + excluded.orders <= %(most_orders)s::int
        AND s.pizzas + excluded.pizzas <= %(most_pizzas)s::int
        AND (excluded.unpaid_orders = 0 OR s.unpaid_orders < %(unpaid_orders)s::int
            AND (s.unpaid_pizzas = 0 OR s.unpaid_pizzas + excluded.pizzas <= %(unpaid_pizzas)s::int))
    RETURNING 1
), oven AS (
    INSERT INTO orders_ovenuse AS o (store_id, starts_at, pizzas)
    SELECT %(store)s::uuid, key::timestamptz, value::int FROM jsonb_each_text(%(oven)s::jsonb) ORDER BY 2
    ON CONFLICT (store_id, starts_at) DO UPDATE SET pizzas = o.pizzas + excluded.pizzas
    WHERE o.pizzas + excluded.pizzas <= %(size)s::int
    RETURNING 1
)
"""
_SEATED = "(SELECT count(*) FROM slot) + (SELECT count(*) FROM oven)"
_NUMBER_AND_SEATS = f"""{_TAKE}
INSERT INTO orders_daycounter AS c (store_id, business_date, value)
VALUES (%(store)s::uuid, %(date)s::date, 1)
ON CONFLICT (store_id, business_date) DO UPDATE SET value = c.value + 1 RETURNING value, {_SEATED}
"""  # noqa: S608
_SEATS = f"{_TAKE} SELECT {_SEATED}"
_LEAVE = """
WITH held AS MATERIALIZED (
    SELECT o.starts_at, key.value::int AS pizzas FROM orders_ovenuse AS o
    JOIN jsonb_each_text(%(oven)s::jsonb) AS key ON o.starts_at = key.key::timestamptz
    WHERE o.store_id = %(store)s::uuid ORDER BY o.starts_at FOR UPDATE OF o
), oven AS (
    UPDATE orders_ovenuse AS o SET pizzas = greatest(o.pizzas - held.pizzas, 0) FROM held
    WHERE o.store_id = %(store)s::uuid AND o.starts_at = held.starts_at RETURNING 1
)
UPDATE orders_slotuse AS s SET orders = greatest(s.orders - %(orders)s::int, 0),
    pizzas = greatest(s.pizzas - %(pizzas)s::int, 0)
WHERE s.store_id = %(store)s::uuid AND s.service = %(service)s::text AND s.starts_at = %(start)s::timestamptz
RETURNING (SELECT count(*) FROM oven)
"""


def take_place(sale: Sale, *, is_limited: bool = True) -> str:
    """The number by which people call the store's next order, and the sale's seats. SlotFull where one is missing.

    Numbers are counted by business date, and none is given twice.
    """
    return _numbered(sale, seats_of(sale, sale.pizzas), is_limited, is_unpaid=sale.scheduled_for is not None)


def take_number(sale: Sale) -> str:
    """The number by which people call an order on the sale's day that has its seats already."""
    return _numbered(sale, Seats(None, orders=0, pizzas=0, oven={}))


def _numbered(sale: Sale, seats: Seats, is_limited: bool = True, *, is_unpaid: bool = False) -> str:
    values = _values(sale, seats, is_limited, is_unpaid=is_unpaid)
    with prepared_cursor() as cursor:
        cursor.execute(_NUMBER_AND_SEATS, {**values, "date": sale.business_date})
        number, taken = cursor.fetchone()
    _refuse_unless(taken == len(seats), sale)
    return f"{sale.business_date}#{number}"


def take_more(order: Order, revised: Sale) -> None:
    """What a revision takes beyond the order's own seats, or at another time.

    NoRoomForMore, but not once the order's time has come; SlotFull where the other time has no room.
    """
    place = _place(order, revised)
    more = seats_of(place, revised.pizzas) - seats_of(order, order.pizzas)
    if not len(more):
        return
    is_elsewhere = place is revised
    values = _values(place, more, is_limited=is_elsewhere or order.promised_from > now())
    with prepared_cursor() as cursor:
        cursor.execute(_SEATS, values)
        _refuse_unless(cursor.fetchone()[0] == len(more), place, SlotFull if is_elsewhere else NoRoomForMore)


def give_back_own(order: Order, revised: Sale) -> None:
    """What the order took and its revision does not."""
    _leave(order, seats_of(order, order.pizzas) - seats_of(_place(order, revised), revised.pizzas))


def give_back_more(order: Order, revised: Sale) -> None:
    """What was taken beyond the order's seats for a revision that does not take place."""
    place = _place(order, revised)
    _leave(place, seats_of(place, revised.pizzas) - seats_of(order, order.pizzas))


def is_moved(order: Order, revised: Sale) -> bool:
    """Whether a revision has other seats at the store that has the order: another time, road or service."""
    is_reseated = revised.service != order.service or seats_in(revised.terms) != seats_in(order.terms)
    return revised.store_id == order.store_id and is_reseated


def _place(order: Order, revised: Sale) -> Sale:
    """Whose quarters a revision is made in: the order's own, unless it has others at the same store."""
    return revised if is_moved(order, revised) else order


def leave(order: Order) -> None:
    """Frees the seats of an order that ends early, or that another store makes."""
    _leave(order, seats_of(order, order.pizzas))


def others_around(slots: Sequence[Slot], own: Order | None) -> tuple[dict[datetime, SlotUse], Taken]:
    """As `taken_around`, but for the seats that an order of the store has there itself."""
    uses, taken = taken_around(slots)
    if own is None or own.store_id != slots[0].store_id:
        return uses, taken
    seats = seats_of(own, own.pizzas)
    use = uses.get(seats.start) if seats.start is not None else None
    if use is not None and slots[0].service == own.method:
        use.orders, use.pizzas = use.orders - seats.orders, use.pizzas - seats.pizzas
    return uses, taken.without(seats)


def seats_of(sale: Sale, pizzas: int) -> Seats:
    """The seats of an order of so many pizzas, in the quarters of the sale; none where it was promised none."""
    slot, due = sale.terms.get("slot"), sale.terms.get("due")
    start = datetime.fromisoformat(slot["start"]) if slot else None
    oven = oven_seats(datetime.fromisoformat(due), pizzas, oven_size(sale.kitchen)) if due else {}
    return Seats(start, orders=1, pizzas=pizzas, oven=oven, service=sale.service)


def _leave(sale: Sale, seats: Seats) -> None:
    if len(seats):
        with prepared_cursor() as cursor:
            cursor.execute(_LEAVE, _values(sale, seats, is_limited=False))


def _refuse_unless(is_seated: bool, sale: Sale, refusal: type[SlotFull] = SlotFull) -> None:
    if not is_seated:
        remembered.discard(sale.store_id)  # the next quote finds what rivals have taken
        raise refusal(starts_at=sale.promised_from.isoformat())


def _values(sale: Sale, seats: Seats, is_limited: bool, *, is_unpaid: bool = False) -> dict[str, Any]:
    limits = sale.terms.get("slot", {})
    most = {what: _or_any(limits.get(what) if is_limited else None) for what in ("orders", "pizzas")}
    return {
        "store": sale.store_id,
        "service": sale.service,
        "start": seats.start if seats.orders + seats.pizzas else None,
        "orders": seats.orders,
        "pizzas": seats.pizzas,
        "unpaid": int(is_unpaid),
        "most_orders": most["orders"],
        "most_pizzas": most["pizzas"] if sale.scheduled_for else max(most["pizzas"], seats.pizzas),
        "unpaid_orders": unpaid_seats(most["orders"]),
        "unpaid_pizzas": unpaid_seats(most["pizzas"]),
        "oven": Jsonb({start.isoformat(): pizzas for start, pizzas in seats.oven.items()}),
        "size": oven_size(sale.kitchen) if is_limited else UNLIMITED,
    }


def _or_any(limit: int | None) -> int:
    return UNLIMITED if limit is None else limit
