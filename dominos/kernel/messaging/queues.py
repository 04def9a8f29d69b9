"""Queues in Redis of messages for workers, in order and without duplicates.

A deployment has `settings.BUS_PARTITIONS` queues; messages about one subject are in the same one. One Celery
task per queue handles many messages (see `consumer`). Relays refill what a queue loses.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

import structlog
from celery import current_app
from django.conf import settings

from dominos.kernel.messaging.deliveries import Delivery
from dominos.kernel.messaging.messages import Envelope
from dominos.kernel.messaging.topology import installed_apps, is_here, queue_of
from dominos.kernel.redis_client import client, through_broker

MAX_WAITING = 20_000
"""Messages per queue. Further ones stay in their outbox for the relay."""
WAKE_SECONDS = 30
"""How long a task for a queue may be on its way before another one is sent."""
DROPPED_SECONDS = 10 * WAKE_SECONDS
"""The expiry of such a task, so that a returning worker finds few of them."""
TAKEN_SECONDS = 10
"""How long a worker that takes from a queue may be silent before another one is sent."""
FORGOTTEN_SECONDS = 86_400
"""The expiry of an unused queue: after a reduction of partitions nobody empties the others."""
log = structlog.get_logger(__name__)

_PUT = """
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
  for i = 4, #ARGV, 2 do redis.call('ZADD', KEYS[1], 'NX', ARGV[i], ARGV[i + 1]) end
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return redis.call('SET', KEYS[2], 1, 'NX', 'EX', ARGV[2]) and 1 or 0
"""
_TAKE = """
local taken = redis.call('ZPOPMIN', KEYS[1], ARGV[1])
if #taken == 0 then redis.call('DEL', KEYS[2]) else redis.call('EXPIRE', KEYS[2], ARGV[2]) end
return taken
"""


def queue_for(receiver: str, subject: UUID) -> str:
    """The queue of messages about a subject to a receiver: the app whose Celery queue its workers serve, and a number.

    The app is the first one of this deployment, for whom all others here handle theirs, or the receiver elsewhere.
    """
    app = installed_apps()[0] if is_here(receiver) else receiver
    return f"{app}/{subject.int % settings.BUS_PARTITIONS}"


def put(deliveries: Iterable[Delivery]) -> None:
    """Queues deliveries, and starts workers for them.

    redis.RedisError, OSError, OperationalError or Unavailable if Redis or the broker does not accept them.
    """
    queues: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        queue = queue_for(delivery.receiver, delivery.envelope.subject)
        queues.setdefault(queue, []).append(delivery)
    for queue, waiting in queues.items():
        if _call(_PUT, queue, MAX_WAITING, WAKE_SECONDS, FORGOTTEN_SECONDS, *_members(waiting)):
            send_for(queue)


def take(queue: str, most: int) -> list[Delivery] | None:
    """Removes and returns the first `most` messages of a queue; None if it is empty, so that the next put
    starts a worker.

    Unreadable messages, as of another release, are left to their relay.
    """
    taken = _call(_TAKE, queue, most, TAKEN_SECONDS)
    return [delivery for member in taken[::2] for delivery in _read(member)] if taken else None


def send_for(queue: str) -> None:
    """Sends the task that takes from a queue."""
    through_broker(
        current_app.send_task,
        "dominos.receive",
        args=[queue],
        queue=queue_of(queue.partition("/")[0]),
        retry=False,
        expires=DROPPED_SECONDS,
    )


def _call(script: str, queue: str, *arguments: Any) -> Any:
    prefix = settings.REDIS_PREFIX
    keys = [f"{prefix}:bus:{queue}", f"{prefix}:bus:{queue}:woken"]
    return cast(Any, client(settings.REDIS_URL).eval(script, len(keys), *keys, *arguments))


def _members(deliveries: Sequence[Delivery]) -> Iterable[str | float]:
    """Scores and members of a queue's sorted set: by time, and equal where the same message is put in again."""
    receivers: dict[Any, list[str]] = {}
    for delivery in deliveries:
        receivers.setdefault(delivery.envelope.id, []).append(delivery.receiver)
    envelopes = {delivery.envelope.id: delivery.envelope for delivery in deliveries}
    for id, to in receivers.items():
        yield envelopes[id].occurred_at.timestamp()
        yield json.dumps({"to": sorted(to), "envelope": envelopes[id].to_wire()}, sort_keys=True)


def _read(member: bytes) -> Iterable[Delivery]:
    try:
        waiting = json.loads(member)
        envelope = Envelope.from_wire(waiting["envelope"])
        return [Delivery(envelope, receiver) for receiver in waiting["to"]]
    except (ValueError, LookupError, TypeError):
        log.exception("what waits in a queue cannot be read")
        return []
