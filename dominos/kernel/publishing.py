"""Publishing by Redis: what is said during one piece of work goes out in one packet."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import redis
import structlog
from django.conf import settings

from dominos.kernel.redis_client import client

log = structlog.get_logger(__name__)
type Said = tuple[str, bytes]
_gathered: ContextVar[list[Said] | None] = ContextVar("gathered", default=None)


def publish(channel: str, message: bytes) -> None:
    """Says it to whoever listens now. What Redis does not take is logged, not raised."""
    if (gathered := _gathered.get()) is not None:
        gathered.append((channel, message))
    else:
        _send([(channel, message)])


@contextmanager
def published_together() -> Iterator[None]:
    """Inside, what is published waits until the end."""
    gathered: list[Said] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
        _send(gathered)


def _send(messages: Sequence[Said]) -> None:
    if not messages:
        return
    try:
        packet = client(settings.REDIS_URL).pipeline(transaction=False)
        for message in messages:
            packet.publish(*message)
        packet.execute()
    except (OSError, redis.RedisError):
        log.warning("live pushes lost", channels=[channel for channel, _ in messages])
