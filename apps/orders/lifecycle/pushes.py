"""Pushes to the sockets that follow an order or a store's make line."""

from uuid import UUID

from apps.orders.models import Order, OrderGroup
from dominos.kernel.sockets.pushes import push_after_commit

PRINTERS = "printers"


def track_group(order_id: UUID) -> str:
    """The Channels group of an order's tracker."""
    return f"orders.track.{order_id}"


def make_line_group(store_id: UUID) -> str:
    """The Channels group of a store's make line."""
    return f"orders.make_line.{store_id}"


def basket_group(group_id: UUID) -> str:
    """The Channels group of a group order."""
    return f"orders.basket.{group_id}"


def push_group_after_commit(group_id: UUID) -> None:
    """Tells the sockets of the group order to read it again, after the commit."""
    push_after_commit(basket_group(group_id), {"type": "changed"})


def push_group_of_order(order_id: UUID) -> None:
    """Tells the sockets of the group whose order this is that somebody paid their part, or it is over."""
    for group_id in OrderGroup.objects.filter(order_id=order_id).values_list("id", flat=True):
        push_group_after_commit(group_id)


def push_printers_after_commit(store_id: UUID) -> None:
    """Tells the make line to read the store's printers again, after the commit."""
    push_after_commit(make_line_group(store_id), {"type": PRINTERS})


def announce_after_commit(order: Order) -> None:
    """Tells the sockets of the order and of its store's make line to read again, after the commit."""
    push_after_commit(track_group(order.id), {"sequence": order.sequence})
    push_after_commit(make_line_group(order.store_id), {"type": "changed", "order_id": str(order.id)})
