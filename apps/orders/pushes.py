"""Pushes to the sockets that follow an order or a store's make line."""

from functools import partial
from uuid import UUID

from django.db import transaction

from apps.orders.models import Order
from dominos.kernel.sockets.pushes import push

PRINTERS = "printers"


def track_group(order_id: UUID) -> str:
    """Who follows an order."""
    return f"orders.track.{order_id}"


def make_line_group(store_id: UUID) -> str:
    """Who looks at a store's make line."""
    return f"orders.make_line.{store_id}"


def push_printers_after_commit(store_id: UUID) -> None:
    """Tells the make line to look at the store's printers again, once this is committed."""
    transaction.on_commit(partial(push, make_line_group(store_id), {"type": PRINTERS}), robust=True)


def push_after_commit(order: Order) -> None:
    """Tells the sockets of the order and of its store's make line to look again, once this is committed."""
    transaction.on_commit(partial(announce, order.id, order.store_id, order.sequence), robust=True)


def announce(order_id: UUID, store_id: UUID, sequence: int) -> None:
    """Tells the sockets of the order and of its store's make line to look again."""
    push(track_group(order_id), {"sequence": sequence})
    push(make_line_group(store_id), {"type": "changed", "order_id": str(order_id)})
