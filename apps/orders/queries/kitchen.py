"""How busy a store's kitchen is."""

from uuid import UUID

from django.db import connection

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.kitchen import Load, load_of
from apps.orders.models import KITCHEN_STATUSES
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


remembered = TtlCache[UUID, Load](seconds=1)


def recent_load(store_id: UUID) -> Load:
    """As `kitchen_load`, at most a second old: near enough for what a quote expects."""
    return remembered.get_or_read(store_id, lambda: kitchen_load(store_id))


def kitchen_load(store_id: UUID, *, but: UUID | None = None) -> Load:
    """The load of the store's kitchen now, the order `but` left out, and its pace; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [store_id, store_id, list(KITCHEN_STATUSES), but])
        pizzas, pace = cursor.fetchone()
    return load_of(
        {OrderStatus(status): count for status, count in (pizzas or {}).items()},
        {OrderStatus(stage): (mean, orders) for stage, (mean, orders) in (pace or {}).items()},
    )
