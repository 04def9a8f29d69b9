"""The history of an order, for operators."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.orders.domain.states import Actor
from apps.orders.models import Order, OrderHistory, OrderSaga, Settlement


@dataclass(frozen=True, slots=True)
class Step:
    """One transition, or decision on its money: what was done, by which position, and the resulting status."""

    at: datetime
    action: str
    status: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderTimeline:
    """An order, its moves, and what its saga waits for."""

    id: UUID
    number: str
    status: str
    created_at: datetime
    saga: str
    deadline: datetime | None
    steps: tuple[Step, ...]


def find_timelines(number: str) -> list[OrderTimeline]:
    """The orders with this number (one per store), or the one with this id."""
    try:
        orders = Order.objects.filter(id=UUID(number))
    except ValueError:
        orders = Order.objects.filter(number=number)
    return [_timeline(order) for order in orders.order_by("created_at")]


def _timeline(order: Order) -> OrderTimeline:
    rows = OrderHistory.objects.filter(order=order).order_by("sequence")
    saga = OrderSaga.objects.filter(order=order).first()
    moves = [Step(row.at, row.action, row.status, row.actor, row.reason) for row in rows]
    decided = [
        Step(row.at, row.action, "money settled", Actor.SUPPORT, row.reason)
        for row in Settlement.objects.filter(order=order)
    ]
    return OrderTimeline(
        order.id,
        order.number,
        order.status,
        order.created_at,
        saga.state if saga else "",
        saga.deadline_at if saga else None,
        tuple(sorted([*moves, *decided], key=lambda step: step.at)),
    )
