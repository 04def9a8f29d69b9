"""The heartbeat of the realtime program: while it is missing, silent couriers do not count as unresponsive."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

BEAT_SECONDS = 5.0
LASTS_SECONDS = 20
log = structlog.get_logger(__name__)
_beating: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]]" = WeakKeyDictionary()
type Asgi = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


def beat() -> None:
    """Records that realtime is running, for LASTS_SECONDS."""
    try:
        _redis().set(_key(), 1, ex=LASTS_SECONDS)
    except (OSError, RedisError):
        log.warning("realtime's sign of life not kept")


def is_alive() -> bool:
    """Whether realtime has been running within the last LASTS_SECONDS; False while Redis is down."""
    try:
        return bool(_redis().exists(_key()))
    except (OSError, RedisError):
        return False


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=0.5)


def _key() -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:realtime-alive"


class Alive:
    """Wraps an ASGI application; from its first call on, probes included, the event loop records heartbeats."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        loop = asyncio.get_running_loop()
        if loop not in _beating:
            _beating[loop] = loop.create_task(_beat_on())
        await self._app(scope, receive, send)


async def _beat_on() -> None:
    while True:
        await sync_to_async(beat, thread_sensitive=False)()
        await asyncio.sleep(BEAT_SECONDS)
