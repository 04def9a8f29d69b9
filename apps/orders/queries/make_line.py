"""The make line of a store: what its kitchen has to do."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.kitchen import Pace, paced
from apps.orders.domain.states import Actor, OrderAction
from apps.orders.models import KITCHEN_STATUSES, Order
from apps.orders.queries.allowed import allowed_to
from apps.orders.queries.kitchen import kitchen_load
from apps.orders.queries.orders import CheckInAnswer, check_in_of, is_delayed
from apps.orders.queries.sale_answers import SoldLineAnswer, sold_lines
from apps.stores.contract.types import Kitchen, ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer


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
    stage_times: dict[OrderStatus, datetime]
    attempt: int
    """2 or more: a delivery failed before."""
    check_in: CheckInAnswer | None
    allowed_actions: list[OrderAction]
    undo_until: datetime | None
    """Until when the caller may undo their bump."""


class LoadAnswer(Answer):
    """Pizzas in the kitchen: waiting for a station, and in or before the oven."""

    to_make: float
    """Of pizzas in the making, half count as still to make."""
    to_bake: int


class StationAnswer(Answer):
    """Pizzas at a station and before it; seconds are the store's own mean for one batch of its places."""

    station: Literal["make", "oven"]
    places: int
    working: int
    waiting: int
    mean_seconds: int
    clear_in_seconds: int


class MakeLineAnswer(Answer):
    """A store's make line in promise order; `stations` is empty while nothing is in the kitchen."""

    store_id: UUID
    at: datetime
    load: LoadAnswer
    stations: list[StationAnswer]
    queue: list[MakeLineItemAnswer]


class MakeLineFrame(MakeLineAnswer):
    """The make line as its websocket sends it."""

    type: Literal["make_line"] = "make_line"


def get_make_line(store_id: UUID, actors: Collection[Actor], caller_id: UUID | None = None) -> MakeLineAnswer:
    """The make line as somebody in these positions sees it."""
    rows = Order.objects.filter(store_id=store_id, status__in=KITCHEN_STATUSES)
    orders = list(rows.order_by("promised_to", "id"))
    load = kitchen_load(store_id)
    newest = max(orders, key=lambda order: order.id, default=None)
    return MakeLineAnswer(
        store_id=store_id,
        at=now(),
        load=LoadAnswer(to_make=load.to_make, to_bake=load.to_bake),
        stations=stations(orders, newest.kitchen, load.pace) if newest else [],
        queue=[_item(order, actors, caller_id) for order in orders],
    )


def _item(order: Order, actors: Collection[Actor], caller_id: UUID | None) -> MakeLineItemAnswer:
    may = allowed_to(order, actors, caller_id)
    return MakeLineItemAnswer(
        id=order.id,
        number=order.number,
        service=order.method,
        status=order.state,
        sequence=order.sequence,
        promised_to=order.promised_to,
        is_delayed=is_delayed(order),
        pizzas=order.pizzas,
        lines=sold_lines(order.lines),
        instructions=order.instructions,
        stage_times=order.stage_times,
        attempt=order.attempt,
        check_in=check_in_of(order),
        allowed_actions=may,
        undo_until=order.undo_until if OrderAction.UNDO in may else None,
    )


def stations(orders: list[Order], kitchen: Kitchen, pace: Pace) -> list[StationAnswer]:
    """What stands at each station of the kitchen: places, pizzas at work and before it, seconds to clear them."""
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
