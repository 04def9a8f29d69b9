"""Starts background tasks after the current transaction has committed."""

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import redis
import structlog
from celery import current_app
from celery.signals import task_postrun, task_prerun
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from dominos.kernel.errors import Unavailable
from dominos.kernel.messaging.topology import queue_of
from dominos.kernel.redis_client import client, through_broker
from dominos.kernel.telemetry.context import TRACEPARENT
from dominos.kernel.telemetry.spans import carried, carried_on
from dominos.kernel.unit_of_work import current_claim, tasks_to_others

log = structlog.get_logger(__name__)
WAKES = "wakes"
_open: dict[str, ExitStack] = {}
"""The spans of running tasks, by task id."""


WAKE_SECONDS = 30.0


def start_after_commit(task: str, *args: Any, expires: float = WAKE_SECONDS) -> None:
    """Starts the Celery task ("payments.perform_due") after the commit; at once if no transaction is open.

    `settings.DISPATCH`: `inline` in this process, `celery` by a worker, which drops it after `expires`
    seconds. Starting it again with the same arguments while it waits, or in the same transaction, has no
    effect. Never raises: the task's timer makes up for tasks that do not start.
    """
    start = _Start(task, args, expires, carried())
    if not _is_planned(start):
        transaction.on_commit(start, robust=True)


def _is_planned(start: "_Start") -> bool:
    """Whether the transaction's commit starts it already, whichever savepoint is undone until then."""
    around = set(connection.savepoint_ids)
    planned: list[tuple[Any, ...]] = list(connection.run_on_commit)
    return any(start == function and around >= inside for inside, function, *_ in planned)


@dataclass(frozen=True, slots=True)
class _Start:
    """A task to be started."""

    task: str
    args: tuple[Any, ...]
    expires: float
    trace: Mapping[str, str] = field(compare=False)

    def __call__(self) -> None:
        if settings.DISPATCH == "inline" and not tasks_to_others.get():
            copy_context().run(_perform, self.task, self.args)
        else:
            _send(self.task, self.args, self.expires, self.trace)


def _send(task: str, args: tuple[Any, ...], expires: float, trace: Mapping[str, str]) -> None:
    name = ":".join(map(str, (settings.CACHES["default"]["KEY_PREFIX"], "wakes", task, *args)))
    try:
        if not client(settings.REDIS_URL).set(name, 1, nx=True, ex=ceil(expires)):
            return
        through_broker(
            current_app.send_task,
            task,
            args=args,
            queue=queue_of(task.partition(".")[0]),
            retry=False,
            expires=expires,
            headers={WAKES: name, **trace},
        )
    except (OSError, redis.RedisError, OperationalError, Unavailable):
        log.warning("broker unreachable, the task's timer will find the work", task=task)


def is_awake(name: str | None) -> None:
    """The task sent with this `WAKES` has started: later commits may be too late for it and start another."""
    if name:
        with suppress(OSError, redis.RedisError):
            client(settings.REDIS_URL).delete(name)


@task_prerun.connect
def _starts(task: Any, **_: Any) -> None:
    is_awake(getattr(task.request, WAKES, None))


@task_prerun.connect
def _goes_on(task_id: str, task: Any, **_: Any) -> None:
    """A task that work of a trace started is part of that trace, until it ends."""
    if traceparent := getattr(task.request, TRACEPARENT, None):
        _open[task_id] = ExitStack()
        _open[task_id].enter_context(carried_on({TRACEPARENT: traceparent}, task.name))


@task_postrun.connect
def _ends(task_id: str, **_: Any) -> None:
    if spans := _open.pop(task_id, None):
        spans.close()


def _perform(task: str, args: tuple[Any, ...]) -> None:
    current_claim.set(None)  # the work is not part of the request whose commit started it
    try:
        current_app.tasks[task](*args)
    except Exception:
        log.exception("task failed after the commit", task=task)
