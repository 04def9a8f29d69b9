"""What a caller may do to an order now."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from apps.orders.domain.states import Actor, OrderAction, allowed_actions
from apps.orders.models import Order
from dominos.kernel.clock import now


def may_undo(order: Order, caller_id: UUID | None) -> bool:
    """Whether the order's last step was the caller's own bump, less than `UNDO_WINDOW` ago."""
    return caller_id is not None and order.undo_by == caller_id and _is_before(order.undo_until)


def _is_before(end: datetime | None) -> bool:
    return end is not None and now() < end


def allowed_to(order: Order, actors: Collection[Actor], caller_id: UUID | None = None) -> list[OrderAction]:
    """What the caller, in the position of `actors`, may do to the order now."""
    return [
        action
        for action in allowed_actions(order.state, actors, order.method, baked=order.is_baked)
        if action is not OrderAction.UNDO or may_undo(order, caller_id)
    ]
