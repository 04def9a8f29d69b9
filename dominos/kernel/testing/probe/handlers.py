"""Messages and handlers whose effects can be counted."""

import os
import time
from uuid import UUID

import redis
from django.conf import settings

from dominos.kernel.messaging.bus import on
from dominos.kernel.messaging.messages import Command, message
from dominos.kernel.testing.probe.models import Effect
from dominos.kernel.unit_of_work import send


@message("probe.count_probe")
class CountProbe(Command):
    """Adds one to a counter row."""

    probe_id: UUID


@message("probe.fail_probe", personal=("about",))
class FailProbe(Command):
    """Adds one to a counter row, after failing `times` times; says whom it is `about`."""

    probe_id: UUID
    times: int
    about: str = ""


@message("probe.echo_probe")
class EchoProbe(Command):
    """Sends another probe, which adds one to the counter row."""

    probe_id: UUID


@message("probe.slow_probe")
class SlowProbe(Command):
    """Adds one to a counter row; the first time it then hangs, inside the transaction."""

    probe_id: UUID


def count(probe_id: UUID) -> int:
    """How often the probe was applied."""
    effect = Effect.objects.filter(id=probe_id).first()
    return effect.count if effect else 0


def attempts(probe_id: UUID) -> int:
    """Counts attempts outside every transaction."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return int(client.incr(f"probe:{probe_id}"))


def _apply(probe_id: UUID) -> None:
    Effect.objects.update_or_create(
        id=probe_id, defaults={"count": count(probe_id) + 1, "name": f"pid {os.getpid()}"}
    )


@on(CountProbe)
def count_probe(command: CountProbe) -> None:
    _apply(command.probe_id)


@on(FailProbe)
def fail_probe(command: FailProbe) -> None:
    _apply(command.probe_id)
    if attempts(command.probe_id) <= command.times:
        raise RuntimeError(f"the probe fails on purpose {command.about}")


@on(SlowProbe)
def slow_probe(command: SlowProbe) -> None:
    _apply(command.probe_id)
    if attempts(command.probe_id) == 1:
        time.sleep(600)


@on(EchoProbe)
def echo_probe(command: EchoProbe) -> None:
    send(CountProbe(probe_id=command.probe_id), subject=command.probe_id)
