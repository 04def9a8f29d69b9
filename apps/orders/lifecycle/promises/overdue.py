"""Windows that passed before the food was ready."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.orders.contract.types import EtaCause, OrderStatus
from apps.orders.domain import eta
from apps.orders.domain.calibration import window
from apps.orders.domain.eta import RUNNING
from apps.orders.domain.states import COLLECTED
from apps.orders.lifecycle.promises.observations import observations
from apps.orders.lifecycle.promises.updates import move, save_window
from apps.orders.models import KITCHEN_STATUSES, Order
from apps.orders.queries.sagas import locked
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

BATCH = 200


def move_overdue_windows() -> None:
    """Moves the windows of orders to collect that are not ready when the shown ones end."""
    for order_id in overdue().order_by("eta_to").values_list("pk", flat=True)[:BATCH]:
        with unit_of_work("orders"):
            move_if_overdue(order_id)


def move_if_overdue(order_id: UUID) -> None:
    """Moves the window of an order that is not ready in time."""
    order = locked(order_id).order
    if overdue().filter(pk=order.pk).exists() and _move(order, now()):
        save_window(order)


def overdue() -> QuerySet[Order]:
    """Orders to collect that are not ready when their window ends; deliveries are watched by the delivery app."""
    late = Order.objects.filter(status__in=KITCHEN_STATUSES, service__in=COLLECTED, eta_to__lte=now())
    return late.exclude(status=OrderStatus.READY)


def _move(order: Order, at: datetime) -> bool:
    """Shows when an order whose window has passed may be ready, by what is left of the stage it is in."""
    began = order.began(order.state) or at
    left = eta.remaining(order.plan, order.state, at - began)
    found = window(at, left, observations(order.store_id, at))
    return move(order, found, EtaCause(RUNNING[order.state].value))
