"""Redis for everybody who waits for it: short time-outs, no repeats, and one breaker for all its uses.

A request that finds Redis frozen waits for one answer, `SOCKET_SECONDS` at most; the others are refused at once with
`redis.ConnectionError`, as by a server that is down, until it is tried again after `REST_SECONDS`.
"""

import json
import os
import threading
from collections.abc import Callable
from functools import cache
from time import monotonic
from typing import Any, cast
from weakref import WeakKeyDictionary

import redis
from django.conf import settings
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.retry import Retry

from dominos.kernel.errors import Unavailable
from dominos.kernel.resilience.breakers import Breaker, breaker
from dominos.kernel.resilience.idle_sockets import is_readable

SOCKET_SECONDS = 0.5
CONNECT_SECONDS = 0.3
REST_SECONDS = 5
SILENCE_SECONDS = 1.0
_heard = {"at": 0.0}


def client(url: str, *, decode_responses: bool = False) -> redis.Redis:
    """A client of the server at `url`, one per process, behind the breaker."""
    return _client(url, decode_responses)


@cache
def _client(url: str, decode_responses: bool) -> redis.Redis:
    return Client.from_url(url, decode_responses=decode_responses, **options())


def options() -> dict[str, Any]:
    """How a connection waits: briefly, and once; peers that vanished are noticed by the system, too."""
    return {
        "socket_timeout": SOCKET_SECONDS,
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_keepalive": True,
        "retry": Retry(NoBackoff(), 0),
        "retry_on_timeout": False,
    }


def through_broker(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Calls what uses the broker's own, slower connections, unless it is silent. `Unavailable` when it is."""
    if settings.BROKER_URL != settings.REDIS_URL:
        apart = breaker("broker", failures=1, rest=REST_SECONDS, is_reported=False)
        return apart.call(function, *args, **kwargs)
    if monotonic() - _heard["at"] > SILENCE_SECONDS:
        try:
            client(settings.REDIS_URL).ping()
        except (OSError, redis.RedisError) as error:
            raise Unavailable(
                "the broker does not answer: temporarily unavailable", component="broker"
            ) from error
    return _breaker().call(function, *args, **kwargs)


def _breaker() -> Breaker:
    return breaker("redis", failures=1, rest=REST_SECONDS, is_reported=False)


def _guarded(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        answer = _breaker().call(_asked, function, *args, **kwargs)
    except Unavailable as error:
        raise redis.ConnectionError(str(error)) from error
    _heard["at"] = monotonic()
    if isinstance(answer, redis.ResponseError):
        raise answer
    return answer


def _asked(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What Redis says, its refusals included: whoever refuses is there."""
    try:
        return function(*args, **kwargs)
    except redis.ResponseError as refusal:
        return refusal


class _Lines(threading.local):
    """A connection of each pool for this thread alone."""

    def __init__(self) -> None:
        self.kept: WeakKeyDictionary[redis.ConnectionPool, Any] = WeakKeyDictionary()

    def of(self, pool: redis.ConnectionPool) -> Any:
        """The connection, anew where the server has ended it: nothing else is said of which nobody asked."""
        line = self.kept.get(pool)
        if line is None:
            # It connects when it is used, and ends with its thread.
            line = self.kept[pool] = pool.make_connection()
        elif line._sock is not None and is_readable(line._sock.fileno()):
            line.disconnect()
        return line


_lines = _Lines()


def _begin_anew() -> None:
    """A forked process does not share its parent's connections."""
    global _lines
    _lines = _Lines()


os.register_at_fork(after_in_child=_begin_anew)


class Client(redis.Redis):
    """redis-py's client behind the breaker.

    Each thread keeps its connection: lending one from the pool for each command takes longer than the command.
    """

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """One command."""
        return _guarded(self._ask, *args, **options)

    def _ask(self, *args: Any, **options: Any) -> Any:
        line = _lines.of(self.connection_pool)
        try:
            line.send_command(*args)
            return self.parse_response(line, args[0], **options)  # type: ignore[no-untyped-call]
        except redis.ResponseError:
            raise
        except BaseException:  # what else it would say belongs to nobody
            line.disconnect()
            raise

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        """Several commands at once."""
        return GuardedPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


class GuardedPipeline(Pipeline):
    """redis-py's pipeline behind the breaker."""

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Sends what was gathered."""
        return cast(list[Any], _guarded(super().execute, raise_on_error))


class JsonValues:
    """How the cache keeps values: as data. Who can write to Redis could have an unpickled one run anything."""

    def dumps(self, value: Any) -> str:
        """Numbers as they are, so that they can be counted up."""
        return json.dumps(value, separators=(",", ":"))

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class CacheClient(RedisCacheClient):
    """Django's cache client, on ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._client = Client


class Cache(RedisCache):
    """Django's cache in Redis; while Redis is away its calls fail at once."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        given = params.get("OPTIONS", {})
        super().__init__(server, {**params, "OPTIONS": {**given, **options(), "serializer": JsonValues()}})
        self._class = CacheClient
