"""Waits of the saga that are over."""

from datetime import timedelta

import structlog

from apps.orders.domain.saga import SagaState
from apps.orders.lifecycle.payment_events import on_deadline
from apps.orders.models import OrderSaga
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

BATCH = 200
SECOND_CHANCE = timedelta(minutes=1)


def sweep() -> None:
    """Ends the waits that are over, each in a transaction of its own; several workers share them."""
    for _ in range(BATCH):
        if not sweep_one():
            return


def sweep_one() -> bool:
    """Ends the wait that is over longest and that no other worker holds; False when there is none."""
    order_id = None
    try:
        with unit_of_work("orders"):
            saga = (
                OrderSaga.objects.select_related("order")
                .filter(deadline_at__lte=now())
                .exclude(state=SagaState.AWAITING_TIME)
                .order_by("deadline_at", "order_id")
                .select_for_update(skip_locked=True)
                .first()
            )
            if saga is None:
                return False
            order_id = saga.pk
            on_deadline(saga)
    except Exception:
        log.exception("deadline not handled", order=str(order_id))
        if order_id is None:
            return False
        with unit_of_work("orders"):
            OrderSaga.objects.filter(pk=order_id).update(deadline_at=now() + SECOND_CHANCE)
    return True
