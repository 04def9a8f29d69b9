"""Work that follows a commit: in this process or by a worker, as the bus does it."""

from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from dominos.kernel.messaging.topology import queue_of

log = structlog.get_logger(__name__)
DISPATCH, REFRESH_ETA = "delivery.dispatch", "delivery.refresh_eta"


def soon(task: str, *args: Any) -> None:
    """Runs the task once the transaction has committed. What gets lost, the timers of `tasks` make up for."""
    transaction.on_commit(partial(_run, task, args), robust=True)


def _run(task: str, args: tuple[Any, ...]) -> None:
    if settings.DISPATCH == "inline":
        current_app.tasks[task](*args)
        return
    try:
        current_app.send_task(task, args=args, queue=queue_of("delivery"), retry=False, expires=30)
    except OperationalError:
        log.warning("broker unreachable", task=task)
