"""The worker's loop: takes messages from a queue in batches."""

from time import monotonic, sleep

import structlog
from django.conf import settings
from django.db import connection

from dominos.kernel.messaging.inbox import hand_out
from dominos.kernel.messaging.queues import send_for, take
from dominos.kernel.unit_of_work import tasks_to_others

log = structlog.get_logger(__name__)
BATCH = 100
WHEN_BUSY = 3
"""How many times longer messages are gathered when more arrived while others were handled."""
SHIFT_SECONDS = 5.0
"""After this time the task ends in favour of others, and another one continues."""


def consume(queue: str) -> None:
    """Handles what waits in the queue until it is empty, or the database is down.

    Before taking a small batch it waits `settings.BUS_LINGER` seconds for more: a batch is handled in one
    transaction per receiver. If more arrived meanwhile it waits longer: the busier the queue, the cheaper
    each message. One task at a time takes from a queue, in order.
    """
    token = tasks_to_others.set(True)
    try:
        _consume(queue)
    finally:
        tasks_to_others.reset(token)


def _consume(queue: str) -> None:
    until, taken = monotonic() + SHIFT_SECONDS, 0
    while True:
        if taken < BATCH:
            sleep(settings.BUS_LINGER * (WHEN_BUSY if taken else 1))
        batch = take(queue, BATCH)
        if batch is None:
            return
        hand_out(batch)
        taken = len(batch)
        if _has_lost_database():
            log.warning("the database is away: what waits is left in the queue", queue=queue)
            return
        if monotonic() > until:
            send_for(queue)
            return


def _has_lost_database() -> bool:
    """Whether the connection broke: it is closed then, and the next task opens another one."""
    if connection.in_atomic_block or not connection.errors_occurred:
        return False
    connection.close_if_unusable_or_obsolete()
    return connection.connection is None
