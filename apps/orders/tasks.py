"""What the app does by the clock."""

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task

from apps.orders.domain.saga import SagaState
from apps.orders.lifecycle.payment_events import on_deadline
from apps.orders.lifecycle.release import due, release
from apps.orders.models import OrderSaga, Quote, SlotUse
from apps.orders.promises.delivery_updates import follow_clock, overdue
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

BATCH = 200
SECOND_CHANCE = timedelta(minutes=1)
_QUEUE = {"queue": "dominos.orders"}
SCHEDULE: dict[str, dict[str, Any]] = {
    "orders-deadlines": {
        "task": "orders.sweep_deadlines",
        "schedule": 2.0,
        "options": {**_QUEUE, "expires": 10},
    },
    "orders-scheduled": {
        "task": "orders.release_scheduled",
        "schedule": 5.0,
        "options": {**_QUEUE, "expires": 20},
    },
    "orders-overdue": {
        "task": "orders.move_overdue_windows",
        "schedule": 30.0,
        "options": {**_QUEUE, "expires": 30},
    },
    "orders-quotes": {"task": "orders.purge_quotes", "schedule": 3600.0, "options": _QUEUE},
}


@shared_task(name="orders.sweep_deadlines", ignore_result=True)
def sweep_deadlines() -> None:
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


@shared_task(name="orders.move_overdue_windows", ignore_result=True)
def move_overdue_windows() -> None:
    """Shows new windows for orders to collect that are not ready when the shown ones end."""
    for order_id in overdue().order_by("eta_to").values_list("pk", flat=True)[:BATCH]:
        with unit_of_work("orders"):
            follow_clock(order_id)


@shared_task(name="orders.purge_quotes", ignore_result=True)
def purge_quotes() -> None:
    """Forgets quotes that expired a day ago, and the seats of slots that passed."""
    with unit_of_work("orders"):
        SlotUse.objects.filter(starts_at__lt=now() - timedelta(days=1)).delete()
        Quote.objects.filter(expires_at__lt=now() - timedelta(days=1)).delete()


@shared_task(name="orders.release_scheduled", ignore_result=True)
def release_scheduled() -> None:
    """Hands the orders whose time has come to their stores, if those still have everything."""
    for order in due(BATCH):
        try:
            release(order)
        except Exception:
            log.exception("scheduled order not released", order=str(order.pk))
            with unit_of_work("orders"):
                OrderSaga.objects.filter(pk=order.pk).update(deadline_at=now() + SECOND_CHANCE)
