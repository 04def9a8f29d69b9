"""Updates the window by delivery's estimates of the courier."""

from apps.delivery.contract.events import EtaChanged
from apps.delivery.contract.windows import Window, narrowed, rounded
from apps.orders.contract.types import EtaCause, OrderStatus
from apps.orders.domain.eta import RUNNING, EtaStage
from apps.orders.lifecycle.promises.updates import move, save_window
from apps.orders.models import Order
from apps.orders.queries.sagas import locked

ON_THE_WAY = frozenset(
    {
        OrderStatus.ACCEPTED,
        OrderStatus.PREPARING,
        OrderStatus.BAKING,
        OrderStatus.READY,
        OrderStatus.OUT_FOR_DELIVERY,
    }
)


KITCHEN, RETRIED = "kitchen", "retried"
CAUSES = {
    "courier": EtaCause.COURIER,
    "pickup": EtaCause.PICKUP,
    "travel": EtaCause.TRAVEL,
    "drop": EtaCause.DROP,
    RETRIED: EtaCause.RETRY,
}


def follow_eta(event: EtaChanged) -> None:
    """Narrows the window to delivery's; a disjoint one replaces it, since delivery gives a cause."""
    order = locked(event.order_id).order
    if order.state not in ON_THE_WAY:
        return
    if _move(order, rounded(event.eta_from, event.eta_to), event.cause):
        save_window(order)


def _move(order: Order, told: Window, cause: str) -> bool:
    """Narrows the window to delivery's; one apart from it replaces it, for the cause that delivery names."""
    shown, is_off = narrowed(order.eta, told)
    is_later = is_off and told.start >= order.eta_to
    return move(order, shown, cause_of(order.state, cause) if is_later else EtaCause.PROGRESS)


def cause_of(status: OrderStatus, told: str) -> EtaCause:
    """Our cause for delivery's; about the kitchen delivery knows no details."""
    if told == KITCHEN:
        return EtaCause(RUNNING.get(status, EtaStage.MAKE).value)
    return CAUSES.get(told, EtaCause.PROGRESS)
