"""Prometheus counters of the business, incremented where messages of orders and payments are handled.

A message counts when its change is committed, and once more when the board is rebuilt; an order that was moved
ahead counts as placed each time its store gets it. They are for monitoring; figures for accounting are in the board's
sales, which count it once.
"""

from prometheus_client import Counter

from apps.dashboard.domain.board import is_final, is_late
from apps.dashboard.models import BoardOrder
from apps.orders.contract.types import OrderStatus

PLACED = Counter("orders_placed_total", "Orders that a store got, by service", ["service"])
ENDED = Counter("orders_ended_total", "Orders that are over, by how", ["status"])
PROMISES = Counter("orders_promises_total", "Completed orders, by whether the promise was kept", ["kept"])
CAPTURED = Counter("orders_captured_minor_total", "Money captured, in minor units", ["currency"])
REFUNDED = Counter(
    "orders_refunded_minor_total", "Money that went back to customers, in minor units", ["currency"]
)


def count_ended(order: BoardOrder) -> None:
    """Counts an order that has just changed its status, if that status is final."""
    if not is_final(order.status):
        return
    ENDED.labels(order.status).inc()
    if order.status == OrderStatus.COMPLETED and order.ended_at is not None:
        PROMISES.labels("no" if is_late(order.promised_to, order.ended_at) else "yes").inc()
