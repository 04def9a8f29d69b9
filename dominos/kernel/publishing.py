"""Publishing by Redis: what is said during one piece of work goes out in one packet.

What Redis does not take is lost, and said to be lost once Redis can be reached again: listeners look for themselves.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, Timer

import redis
import structlog
from django.conf import settings

from dominos.kernel.redis_client import REST_SECONDS, client

log = structlog.get_logger(__name__)
type IfLost = Callable[[], bytes]
type Said = tuple[str, bytes, IfLost]
MAX_OWED = 10_000
"""Channels that are told of what they lost; beyond that many, listeners learn it when they connect again."""
_gathered: ContextVar[list[Said] | None] = ContextVar("gathered", default=None)
_owed: dict[str, IfLost] = {}
_owing = Lock()


def publish(channel: str, message: bytes, if_lost: IfLost) -> None:
    """Says it to whoever listens now; where Redis does not take it, `if_lost` is said later. Raises nothing."""
    if (gathered := _gathered.get()) is not None:
        gathered.append((channel, message, if_lost))
    else:
        _send([(channel, message, if_lost)])


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


def clear_lost_pushes() -> None:
    """Forgets what was lost: for tests, of which none is told what another one lost."""
    with _owing:
        _owed.clear()


def _send(messages: Sequence[Said]) -> None:
    if messages and not _taken([(channel, message) for channel, message, _ in messages]):
        log.warning("live pushes lost", channels=[channel for channel, *_ in messages])
        _owe({channel: if_lost for channel, _, if_lost in messages})


def _taken(messages: Sequence[tuple[str, bytes]]) -> bool:
    try:
        packet = client(settings.REDIS_URL).pipeline(transaction=False)
        for message in messages:
            packet.publish(*message)
        packet.execute()
    except (OSError, redis.RedisError):
        return False
    return True


def _owe(lost: dict[str, IfLost]) -> None:
    with _owing:
        is_first = not _owed
        for channel, if_lost in lost.items():
            if len(_owed) < MAX_OWED:
                _owed[channel] = if_lost
    if is_first:
        clock = Timer(REST_SECONDS, _make_up)
        clock.daemon = True
        clock.start()


def _make_up() -> None:
    with _owing:
        owed = dict(_owed)
        _owed.clear()
    if owed and not _taken([(channel, if_lost()) for channel, if_lost in owed.items()]):
        _owe(owed)
