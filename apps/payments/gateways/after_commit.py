"""Starting background work once the current transaction has committed."""

from contextvars import copy_context
from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.payments.gateways import conf
from dominos.kernel.unit_of_work import current_claim

log = structlog.get_logger(__name__)
QUEUE = "dominos.payments"
# What needs a worker in any case: it calls this platform over HTTP.
REMOTE = frozenset({"payments.deliver_embedded_webhooks"})


def wake(task: str) -> None:
    """Starts the task after the commit. A broker that is down costs time only: the task's timer finds the work."""
    transaction.on_commit(partial(_start, task), robust=True)


def _start(task: str) -> None:
    if conf.performs_inline():
        if task not in REMOTE:
            copy_context().run(_perform, task)
        return
    try:
        current_app.send_task(task, queue=QUEUE, retry=False)
    except OperationalError:
        log.warning("broker unreachable, the timer will find the work", task=task)


def _perform(task: str) -> None:
    # The work is not part of the request whose commit woke it.
    current_claim.set(None)
    current_app.tasks[task]()
