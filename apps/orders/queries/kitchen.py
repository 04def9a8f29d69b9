"""How busy a store's kitchen is, and what it began to make."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from apps.orders.contract.types import BegunOrder, OrderStatus
from apps.orders.domain.kitchen import Load, load_of
from apps.orders.domain.sold_lines import line_request
from apps.orders.domain.states import OrderAction
from apps.orders.models import KITCHEN_STATUSES, OrderHistory
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


remembered = TtlCache[UUID, Load](seconds=1)


def recent_load(store_id: UUID) -> Load:
    """As `kitchen_load`, cached for up to a second: accurate enough for a quote."""
    return remembered.get_or_read(store_id, lambda: kitchen_load(store_id))


def kitchen_load(store_id: UUID, *, but: UUID | None = None) -> Load:
    """The current load and pace of the store's kitchen, without the order `but`; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [store_id, store_id, list(KITCHEN_STATUSES), but])
        pizzas, pace = cursor.fetchone()
    return load_of(
        {OrderStatus(status): count for status, count in (pizzas or {}).items()},
        {OrderStatus(stage): (mean, orders) for stage, (mean, orders) in (pace or {}).items()},
    )


def begun_orders(store_ids: Collection[UUID], since: datetime, until: datetime) -> list[BegunOrder]:
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
        BegunOrder(store_id=store_id, business_date=day, lines=tuple(map(line_request, lines)))
        for store_id, day, lines in found
    ]
