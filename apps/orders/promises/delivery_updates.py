"""What other apps told and this one keeps: menu versions, store availability, the courier's ETA."""

from uuid import UUID

from django.db.models import QuerySet

from apps.delivery.contract.events import EtaChanged
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.eta import rounded
from apps.orders.domain.states import COLLECTED
from apps.orders.models import KITCHEN_STATUSES, Order
from apps.orders.promises.updates import move_as_delivery_says, move_overdue
from apps.orders.pushes import push_after_commit
from apps.orders.queries.sagas import locked
from dominos.kernel.clock import now

ON_THE_WAY = frozenset(
    {
        OrderStatus.ACCEPTED,
        OrderStatus.PREPARING,
        OrderStatus.BAKING,
        OrderStatus.READY,
        OrderStatus.OUT_FOR_DELIVERY,
    }
)


def follow_eta(event: EtaChanged) -> None:
    """Narrows the window to delivery's; one apart from it replaces it, since delivery names a cause."""
    order = locked(event.order_id).order
    if order.state not in ON_THE_WAY:
        return
    if move_as_delivery_says(order, rounded(event.eta_from, event.eta_to), event.cause):
        _show(order)


def follow_clock(order_id: UUID) -> None:
    """Moves the window of an order that its kitchen let pass."""
    order = locked(order_id).order
    if overdue().filter(pk=order.pk).exists() and move_overdue(order, now()):
        _show(order)


def overdue() -> QuerySet[Order]:
    """Orders to collect that are not ready when their window ends; those to deliver are watched by delivery."""
    late = Order.objects.filter(status__in=KITCHEN_STATUSES, service__in=COLLECTED, eta_to__lte=now())
    return late.exclude(status=OrderStatus.READY)


def _show(order: Order) -> None:
    order.save(update_fields=["eta_from", "eta_to", "eta_cause"])
    push_after_commit(order)
