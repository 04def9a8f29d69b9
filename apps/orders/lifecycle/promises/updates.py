"""Changes of the window that a customer sees: each is stored with its cause and published."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from apps.delivery.contract.windows import Window, narrowed
from apps.orders.contract.events import OrderEtaChanged, OrderRunsLate
from apps.orders.contract.types import EtaCause, OrderStatus
from apps.orders.domain import eta
from apps.orders.domain.calibration import window
from apps.orders.domain.eta import ETA_STAGES, RUNNING, EtaStage, Plan
from apps.orders.lifecycle.promises.observations import observations
from apps.orders.lifecycle.pushes import announce_after_commit
from apps.orders.models import KITCHEN_STATUSES, Order
from dominos.kernel.unit_of_work import publish

SHOWN_IN = frozenset((*KITCHEN_STATUSES, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.ARRIVED))
UNMOVED = frozenset({OrderStatus.PLACED, OrderStatus.ACCEPTED})
"""States in which the window of the placement stays, because nothing was begun."""
LATE_AFTER = timedelta(minutes=5)
"""How much later than promised the window must be for the customer to be notified."""


def move(order: Order, shown: Window, cause: EtaCause) -> bool:
    """Changes the window and publishes why; False if it is the same. The caller saves the columns."""
    if shown == order.eta:
        return False
    was, until = order.eta_to, order.promised_to + LATE_AFTER
    order.eta_from, order.eta_to = shown.start, shown.end
    if cause is not EtaCause.PROGRESS:
        order.eta_cause = cause
    event = OrderEtaChanged(
        order_id=order.id,
        store_id=order.store_id,
        customer_id=order.customer_id,
        eta_from=shown.start,
        eta_to=shown.end,
        cause=cause,
    )
    publish(event, subject=order.id, sequence=order.sequence)
    if was <= until < shown.end and cause is not EtaCause.PROGRESS:
        _tell_late(order, cause)
    return True


def _tell_late(order: Order, cause: EtaCause) -> None:
    event = OrderRunsLate(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        customer_id=order.customer_id,
        service=order.method,
        promised_to=order.promised_to,
        eta_from=order.eta_from,
        eta_to=order.eta_to,
        cause=cause,
    )
    publish(event, subject=order.id, sequence=order.sequence)


def move_with_step(order: Order, at: datetime, *, is_new: bool) -> None:
    """Replaces a finished stage's estimate by its time, so that the window narrows; a new attempt has a new one."""
    if order.state not in SHOWN_IN:
        return
    found = window(at, eta.remaining(order.plan, order.state), observations(order.store_id, at))
    if order.state in UNMOVED and found.start <= order.eta_to:
        return
    if is_new:
        move(order, found, EtaCause.RETRY)
        return
    shown, is_off = narrowed(order.eta, found)
    move(order, shown, _late_stage(order) if is_off and found.start >= order.eta_to else EtaCause.PROGRESS)


def overrun(plan: Plan, began: Mapping[str, datetime], placed: datetime) -> EtaStage | None:
    """The stage that made the food late: the last finished one if it exceeded its plan, else the worst of all.

    None if none did.
    """
    took = eta.observed(plan, began, placed)
    late = {stage: seconds - plan[stage].expected for stage, seconds in took.items()}
    ended = [stage for stage in ETA_STAGES if late.get(stage, 0) > 0]
    if not ended:
        return None
    last = max(late, key=ETA_STAGES.index)
    return last if last in ended else max(ended, key=lambda stage: late[stage])


def _late_stage(order: Order) -> EtaCause:
    began = {status: datetime.fromisoformat(at) for status, at in order.stage_times.items()}
    stage = overrun(order.plan, began, began.get(OrderStatus.PLACED, order.created_at))
    return EtaCause((stage or RUNNING[order.state]).value)


def save_window(order: Order) -> None:
    """Saves the moved window, and notifies the sockets that show it."""
    order.save(update_fields=["eta_from", "eta_to", "eta_cause"])
    announce_after_commit(order)
