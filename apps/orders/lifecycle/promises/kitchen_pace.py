"""Durations of the stages of a store's kitchen, measured by its orders."""

from datetime import datetime

from apps.orders.domain import kitchen
from apps.orders.models import KITCHEN_STATUSES, Order
from dominos.kernel.postgres.cursors import prepared_cursor

_MEASURE = f"""
INSERT INTO orders_kitchenpace AS p (store_id, stage, mean, orders) VALUES (%s, %s, %s, 1)
ON CONFLICT (store_id, stage) DO UPDATE SET
    mean = p.mean + (excluded.mean - p.mean) / least(p.orders + 1, {kitchen.RECENT}),
    orders = least(p.orders + 1, {kitchen.RECENT})
"""  # noqa: S608


def measure(order: Order, left_at: datetime | None) -> None:
    """Adds the order's stage times to its store's pace: a mean in which older orders fade."""
    began = {status: at for status in KITCHEN_STATUSES if (at := order.began(status))}
    found = kitchen.measured(order.pizzas, order.kitchen, began, left_at)
    with prepared_cursor() as cursor:
        # In one order of stages everywhere, or two orders that leave at once could wait for each other.
        for stage in sorted(found):
            cursor.execute(_MEASURE, [order.store_id, stage, found[stage]])
