"""Messages and handlers whose effects the bus tests count; a worker loads this module with `--include`."""

import os
import time
from uuid import UUID

import redis
from django.conf import settings

from apps.dashboard.models import BoardStore
from dominos.kernel.messaging.bus import on
from dominos.kernel.messaging.messages import Command, message


@message("dashboard.count_probe")
class CountProbe(Command):
    """Adds one to a counter row."""

    probe_id: UUID


@message("dashboard.fail_probe")
class FailProbe(Command):
    """Adds one to a counter row, after failing `times` times."""

    probe_id: UUID
    times: int


@message("dashboard.slow_probe")
class SlowProbe(Command):
    """Adds one to a counter row; the first time it then hangs, inside the transaction."""

    probe_id: UUID


def count(probe_id: UUID) -> int:
    """How often the probe was applied."""
    row = BoardStore.objects.filter(store_id=probe_id).first()
    return int(row.code) if row else 0


def attempts(probe_id: UUID) -> int:
    """Counts attempts outside every transaction."""
    return int(redis.Redis.from_url(settings.REDIS_URL).incr(f"probe:{probe_id}"))


def _apply(probe_id: UUID) -> None:
    BoardStore.objects.update_or_create(
        store_id=probe_id, defaults={"code": str(count(probe_id) + 1), "name": f"pid {os.getpid()}"}
    )


@on(CountProbe)
def count_probe(command: CountProbe) -> None:
    _apply(command.probe_id)


@on(FailProbe)
def fail_probe(command: FailProbe) -> None:
    _apply(command.probe_id)
    if attempts(command.probe_id) <= command.times:
        raise RuntimeError("the probe fails on purpose")


@on(SlowProbe)
def slow_probe(command: SlowProbe) -> None:
    _apply(command.probe_id)
    if attempts(command.probe_id) == 1:
        time.sleep(600)
