"""What was bought together at a store."""

from uuid import UUID

from django.db import connection

from apps.orders.contract.types import OrderStatus

MAX_ORDERS = 500
_PRODUCTS = """
SELECT ARRAY(SELECT DISTINCT line ->> 'product' FROM jsonb_array_elements(lines) AS line ORDER BY 1)
FROM orders_order WHERE store_id = %s AND status = %s ORDER BY id DESC LIMIT %s
"""


def bought_together(store_id: UUID) -> list[list[str]]:
    """The products of each of the store's latest `MAX_ORDERS` completed orders."""
    with connection.cursor() as cursor:
        cursor.execute(_PRODUCTS, [store_id, OrderStatus.COMPLETED, MAX_ORDERS])
        return [products for (products,) in cursor.fetchall()]
