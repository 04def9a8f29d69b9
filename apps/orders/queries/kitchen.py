"""How busy a store's kitchen is."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from apps.orders.contract.types import OrderStatus
from apps.orders.domain import eta
from apps.orders.domain.eta import Load, Pace
from apps.orders.models import KITCHEN_STATUSES, Order
from apps.stores.contract.types import Kitchen

_WAITING = [OrderStatus.PLACED, OrderStatus.ACCEPTED]


_TO_BAKE = [*_WAITING, OrderStatus.PREPARING, OrderStatus.BAKING]


_PACE = "SELECT json_object_agg(stage, json_build_array(mean, orders)) FROM orders_kitchenpace WHERE store_id = %s"


_LOAD = f"""
SELECT coalesce(sum(pizzas) FILTER (WHERE status = ANY(%s)), 0),
       coalesce(sum(pizzas) FILTER (WHERE status = %s), 0),
       coalesce(sum(pizzas) FILTER (WHERE status = ANY(%s)), 0),
       ({_PACE})
FROM orders_order WHERE store_id = %s AND status = ANY(%s) AND id IS DISTINCT FROM %s
"""  # noqa: S608


def kitchen_load(store_id: UUID, *, but: UUID | None = None) -> Load:
    """The pizzas in the store's kitchen now, those of the order `but` left out, and its pace; one statement."""
    with connection.cursor() as cursor:
        kitchen = list(KITCHEN_STATUSES)
        cursor.execute(_LOAD, [_WAITING, OrderStatus.PREPARING, _TO_BAKE, store_id, store_id, kitchen, but])
        waiting, making, to_bake, pace = cursor.fetchone()
    return Load(waiting + making / 2, to_bake, _pace(pace))


def _pace(found: dict[str, tuple[float, int]] | None) -> Pace:
    return {OrderStatus(stage): (mean, orders) for stage, (mean, orders) in (found or {}).items()}


def stations(orders: list[Order], kitchen: Kitchen, pace: Pace) -> list[dict[str, object]]:
    """What stands at each station of the kitchen: places, pizzas at work and before it, seconds to clear them."""
    own = eta.paced(kitchen, pace)
    count = _pizzas_by_status(orders)
    waiting = count[OrderStatus.PLACED] + count[OrderStatus.ACCEPTED]
    making, baking = count[OrderStatus.PREPARING], count[OrderStatus.BAKING]
    rows = (
        ("make", kitchen.make_stations, making, waiting, own.make_seconds),
        ("oven", kitchen.oven_slots, baking, waiting + making, own.oven_seconds),
    )
    return [
        {
            "station": name,
            "places": places,
            "working": working,
            "waiting": before,
            "mean_seconds": seconds,
            "clear_in_seconds": -(-(working + before) // places) * seconds,
        }
        for name, places, working, before, seconds in rows
    ]


def _pizzas_by_status(orders: list[Order]) -> Mapping[OrderStatus, int]:
    return {
        status: sum(order.pizzas for order in orders if order.state is status) for status in KITCHEN_STATUSES
    }
