"""Starting background work once the current transaction has committed."""

from contextvars import copy_context
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from dominos.kernel.errors import Unavailable
from dominos.kernel.messaging.topology import queue_of
from dominos.kernel.resilience import breaker
from dominos.kernel.unit_of_work import current_claim

log = structlog.get_logger(__name__)


def start_after_commit(task: str, *args: Any, expires: float | None = None) -> None:
    """Starts the Celery task ("payments.perform_due") after the commit; at once where no transaction is open.

    `settings.DISPATCH` says where: `inline` in this process, `celery` by a worker, which drops it after `expires`
    seconds. Never raises: what does not start, the task's timer makes up for.
    """
    transaction.on_commit(partial(_start, task, args, expires), robust=True)


def _start(task: str, args: tuple[Any, ...], expires: float | None) -> None:
    if settings.DISPATCH == "inline":
        copy_context().run(_perform, task, args)
        return
    try:
        breaker("broker", failures=1).call(
            current_app.send_task,
            task,
            args=args,
            queue=queue_of(task.partition(".")[0]),
            retry=False,
            expires=expires,
        )
    except (OperationalError, Unavailable):
        log.warning("broker unreachable, the task's timer will find the work", task=task)


def _perform(task: str, args: tuple[Any, ...]) -> None:
    current_claim.set(None)  # the work is not part of the request whose commit started it
    try:
        current_app.tasks[task](*args)
    except Exception:
        log.exception("task failed after the commit", task=task)
