"""The make line of a store: what its kitchen has to do."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from apps.orders.contract.types import OrderChannel, OrderStatus
from apps.orders.domain.kitchen import Pace, paced
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.sold_lines import as_made
from apps.orders.domain.states import COLLECTED, Actor, OrderAction
from apps.orders.domain.tickets import allergies_in
from apps.orders.models import KITCHEN_STATUSES, Order, OrderHistory
from apps.orders.queries.allowed_actions import allowed_to
from apps.orders.queries.attention import AttentionAnswer, attention_answer
from apps.orders.queries.kitchen import kitchen_load
from apps.orders.queries.orders import CheckInAnswer, check_in_of, is_delayed
from apps.orders.queries.sale_answers import SoldLineAnswer, sold_lines
from apps.orders.queries.shortages import next_store_answer
from apps.stores.contract.types import Kitchen, ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer

MISSED_FOR = timedelta(hours=4)
DONE_FOR = timedelta(hours=4)
LATEST = 200
"""The number of a store's latest orders that are searched for those that have left it."""
LEFT = (OrderStatus.OUT_FOR_DELIVERY, OrderStatus.ARRIVED, OrderStatus.COMPLETED, OrderStatus.DELIVERY_FAILED)


class MakeLineItemAnswer(Answer):
    """An order on the make line."""

    id: UUID
    number: str
    service: ServiceMethod
    status: OrderStatus
    sequence: int
    promised_to: datetime
    is_delayed: bool
    pizzas: int
    lines: list[SoldLineAnswer]
    instructions: str
    allergies: list[str]
    """Notes about allergies, in the customer's words."""
    channel: OrderChannel
    customer_name: str
    """Of an order to collect: the name to call out."""
    contactless: bool
    currency: str
    cash_due: int
    """What the customer still pays in cash, in minor units; 0 if nothing."""
    stage_times: dict[OrderStatus, datetime]
    attempt: int
    """2 or more after a failed delivery."""
    check_in: CheckInAnswer | None
    allowed_actions: list[OrderAction]
    accept_until: datetime | None
    """For a new order: the deadline for accepting it; after that it is offered to another store, or rejected."""
    offered_until: datetime | None
    """For a new order that was offered to another store: until when the customer may agree. This store may
    still accept it.
    """
    undo_until: datetime | None
    """Until when the caller may undo their bump."""
    attention: AttentionAnswer | None
    """Set if the order was not moved in time."""


class DoneOrderAnswer(MakeLineItemAnswer):
    """An order that has left the kitchen."""

    left_at: datetime


class MissedOrderAnswer(Answer):
    """An order that nobody accepted in time."""

    id: UUID
    number: str
    service: ServiceMethod
    currency: str
    total: int
    """In minor units."""
    at: datetime
    """When it was rejected."""


class LoadAnswer(Answer):
    """Pizzas in the kitchen: waiting for a station, and in or before the oven."""

    to_make: float
    """Pizzas in the making count half."""
    to_bake: int


class StationAnswer(Answer):
    """Pizzas at a station and in its queue; seconds are the store's own mean per batch."""

    station: Literal["make", "oven"]
    places: int
    working: int
    waiting: int
    mean_seconds: int
    clear_in_seconds: int


class MakeLineAnswer(Answer):
    """A store's make line in promise order; `stations` is empty while the kitchen is."""

    store_id: UUID
    at: datetime
    load: LoadAnswer
    stations: list[StationAnswer]
    queue: list[MakeLineItemAnswer]
    missed: list[MissedOrderAnswer]
    """Of the last four hours, newest first."""


class MakeLineFrame(MakeLineAnswer):
    """The make line as its websocket sends it."""

    type: Literal["make_line"] = "make_line"


def get_make_line(store_id: UUID, actors: Collection[Actor], caller_id: UUID | None = None) -> MakeLineAnswer:
    """The make line for somebody in these positions."""
    rows = Order.objects.filter(store_id=store_id, status__in=KITCHEN_STATUSES).select_related("saga")
    orders = list(rows.order_by("promised_to", "id"))
    load = kitchen_load(store_id)
    newest = max(orders, key=lambda order: order.id, default=None)
    return MakeLineAnswer(
        store_id=store_id,
        at=now(),
        load=LoadAnswer(to_make=load.to_make, to_bake=load.to_bake),
        stations=stations(orders, newest.kitchen, load.pace) if newest else [],
        queue=[_item(order, actors, caller_id) for order in orders],
        missed=missed_orders(store_id),
    )


def missed_orders(store_id: UUID) -> list[MissedOrderAnswer]:
    """Orders that nobody accepted in time recently, newest first."""
    rows = OrderHistory.objects.filter(
        order__store_id=store_id,
        order__status=OrderStatus.REJECTED,
        action=OrderAction.TIME_OUT,
        at__gte=now() - MISSED_FOR,
    )
    return [
        MissedOrderAnswer(
            id=row.order.id,
            number=row.order.number,
            service=row.order.method,
            currency=row.order.currency,
            total=row.order.total,
            at=row.at,
        )
        for row in rows.select_related("order").order_by("-at")
    ]


def done_orders(
    store_id: UUID, actors: Collection[Actor], caller_id: UUID | None = None
) -> list[DoneOrderAnswer]:
    """Those of the store's latest orders that left its kitchen within the last hours, the last one first."""
    newest = Order.objects.filter(store_id=store_id).order_by("-id").values("id")[:LATEST]
    rows = Order.objects.filter(id__in=newest, status__in=LEFT).select_related("saga")
    left = [(at, order) for order in rows if (at := _left_at(order)) > now() - DONE_FOR]
    return [
        DoneOrderAnswer(**_item_of(order, actors, caller_id), left_at=at)
        for at, order in sorted(left, key=lambda pair: pair[0], reverse=True)
    ]


def _left_at(order: Order) -> datetime:
    """When it was handed to its courier or its customer."""
    return order.began(OrderStatus.OUT_FOR_DELIVERY) or order.began(order.state) or order.created_at


def _item(order: Order, actors: Collection[Actor], caller_id: UUID | None) -> MakeLineItemAnswer:
    return MakeLineItemAnswer(**_item_of(order, actors, caller_id))


def _item_of(order: Order, actors: Collection[Actor], caller_id: UUID | None) -> dict[str, Any]:
    may, offered = allowed_to(order, actors, caller_id), next_store_answer(order)
    return {
        "id": order.id,
        "number": order.number,
        "service": order.method,
        "status": order.state,
        "sequence": order.sequence,
        "promised_to": order.promised_to,
        "is_delayed": is_delayed(order),
        "pizzas": order.pizzas,
        "lines": sold_lines([as_made(line) for line in order.lines]),
        "instructions": order.instructions,
        "allergies": allergies_in(order.lines, order.note_for_courier),
        "channel": OrderChannel(order.channel),
        "customer_name": order.contact_name if order.method in COLLECTED else "",
        "contactless": order.is_left_at_door,
        "currency": order.currency,
        "cash_due": order.total if order.saga.payment_method == CASH and not order.saga.captured else 0,
        "stage_times": order.stage_times,
        "attempt": order.attempt,
        "check_in": check_in_of(order),
        "allowed_actions": may,
        "accept_until": order.saga.deadline_at if order.state is OrderStatus.PLACED else None,
        "offered_until": offered.until if offered else None,
        "undo_until": order.undo_until if OrderAction.UNDO in may else None,
        "attention": attention_answer(order, actors, caller_id),
    }


def stations(orders: list[Order], kitchen: Kitchen, pace: Pace) -> list[StationAnswer]:
    """The state of each kitchen station: places, pizzas in work and waiting, seconds to clear them."""
    own, count = paced(kitchen, pace), _pizzas_by_status(orders)
    waiting = count[OrderStatus.PLACED] + count[OrderStatus.ACCEPTED]
    making, baking = count[OrderStatus.PREPARING], count[OrderStatus.BAKING]
    return [
        _station("make", kitchen.make_stations, making, waiting, own.make_seconds),
        _station("oven", kitchen.oven_slots, baking, waiting + making, own.oven_seconds),
    ]


def _station(
    name: Literal["make", "oven"], places: int, working: int, waiting: int, seconds: int
) -> StationAnswer:
    return StationAnswer(
        station=name,
        places=places,
        working=working,
        waiting=waiting,
        mean_seconds=seconds,
        clear_in_seconds=-(-(working + waiting) // places) * seconds,
    )


def _pizzas_by_status(orders: list[Order]) -> Mapping[OrderStatus, int]:
    return {
        status: sum(order.pizzas for order in orders if order.state is status) for status in KITCHEN_STATUSES
    }
