"""Log lines about an order, which contain its number."""

from functools import partial

from django.db import transaction

from apps.orders.models import Order, OrderHistory
from dominos.kernel.telemetry.context import current_trace
from dominos.kernel.telemetry.logging import write_line


def note_after_commit(order: Order, row: OrderHistory) -> None:
    """Logs after the commit what happened to the order, with the actor's position but not their identity."""
    what = {
        "order": order.number,
        "order_id": str(order.id),
        "action": str(row.action),
        "status": str(row.status),
        "by": str(row.actor),
        "request_id": str(current_trace().correlation_id),
    }
    transaction.on_commit(partial(write_line, "order moved", "dominos.orders", what), robust=True)
