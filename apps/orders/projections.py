"""What other apps told and this one keeps: menu versions, store availability, the courier's ETA."""

from functools import partial
from uuid import UUID

from django.db import transaction

from apps.delivery.contract.events import EtaChanged
from apps.orders.contract.types import OrderStatus
from apps.orders.eta import Window, narrowed, rounded
from apps.orders.models import Order, StoreFacts
from apps.orders.transitions import announce, locked
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


def note_menu(store_id: UUID, version: str) -> None:
    """The store sells by this version now."""
    StoreFacts.objects.update_or_create(store_id=store_id, defaults={"menu_version": version})


def note_availability(store_id: UUID) -> None:
    """Quotes older than now have to ask again whether the store is open."""
    StoreFacts.objects.update_or_create(store_id=store_id, defaults={"availability_changed_at": now()})


def follow_eta(event: EtaChanged) -> None:
    """Narrows the window to delivery's; one apart from it replaces it, since delivery names a cause."""
    order = locked(event.order_id).order
    if order.state not in ON_THE_WAY:
        return
    shown, _ = narrowed(order.eta, rounded(event.eta_from, event.eta_to))
    if shown == order.eta:
        return
    _show(order, shown)


def _show(order: Order, shown: Window) -> None:
    Order.objects.filter(pk=order.pk).update(eta_from=shown.start, eta_to=shown.end)
    transaction.on_commit(partial(announce, order.id, order.store_id, order.sequence), robust=True)
