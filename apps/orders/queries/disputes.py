"""Disputes of an order's payment, for staff."""

from typing import Any

from apps.orders.domain.states import Actor
from apps.orders.models import OrderSaga

SEES_DISPUTES = frozenset({Actor.STAFF, Actor.MANAGER, Actor.SUPPORT})


def dispute_row(saga: OrderSaga, actors: frozenset[Actor]) -> dict[str, Any] | None:
    """The dispute as JSON, for staff; None without one."""
    if not saga.dispute or not actors & SEES_DISPUTES:
        return None
    return {"status": saga.dispute, "charged_back": saga.charged_back, "currency": saga.order.currency}
