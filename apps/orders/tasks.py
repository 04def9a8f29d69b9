"""What the app does by the clock."""

from typing import Any

from celery import shared_task

from apps.orders.lifecycle import deadlines, release
from apps.orders.promises import overdue
from apps.orders.quotes import purge

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
    deadlines.sweep()


@shared_task(name="orders.move_overdue_windows", ignore_result=True)
def move_overdue_windows() -> None:
    overdue.move_overdue_windows()


@shared_task(name="orders.purge_quotes", ignore_result=True)
def purge_quotes() -> None:
    purge.purge_quotes()


@shared_task(name="orders.release_scheduled", ignore_result=True)
def release_scheduled() -> None:
    release.release_due()
