"""Distributes pushes: one Redis connection per process receives them and passes them to the sockets that joined a
group.

Channels' own layer keeps a queue, a task and a subscription per socket and reads one message per wake-up, which
dominates the cost with thousands of followers. Groups and messages have the layer's format (`live.encoded`).
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast
from urllib.parse import unquote, urlsplit
from weakref import WeakKeyDictionary

import hiredis
import structlog
from django.conf import settings

from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.sockets.pushes import MISSED, channel_of, decoded

log = structlog.get_logger(__name__)
type Listener = Callable[[dict[str, Any]], None]
MAX_PAUSE = 5.0
PAUSES = Backoff(timedelta(seconds=0.1), timedelta(seconds=MAX_PAUSE), jitter=0)
# Seconds. A line on which nothing comes is asked, and given up when it does not answer; listeners hear that they may
# have missed something even while Redis stays away, so that they look for themselves: all of it within half a minute.
PING_AFTER = 4.0
PATIENCE = 3.0
ANSWER_WITHIN = 2.0
DEAF_FOR = 9.0
_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub() -> "Hub":
    """This event loop's hub."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(settings.REDIS_URL)
    return _hubs[loop]


class Hub:
    """The members of each group. Connected to Redis while there is any.

    Pushes are lost while Redis is down; members receive `MISSED` once it is reachable again, and every `DEAF_FOR`
    seconds until then.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._listeners: dict[bytes, set[Listener]] = defaultdict(set)
        self._line: _Line | None = None
        self._opening = asyncio.Lock()
        self._reopening: asyncio.Task[None] | None = None

    async def join(self, group: str, listener: Listener) -> None:
        """Receives pushes to the group from now on, or as soon as Redis is reachable again."""
        channel = channel_of(group).encode()
        self._listeners[channel].add(listener)
        try:
            await self._subscribe(channel)
        except OSError:
            self._reopen_later()

    async def _subscribe(self, channel: bytes) -> None:
        async with asyncio.timeout(ANSWER_WITHIN):
            await (await self._connected()).subscribe(channel)

    def leave(self, group: str, listener: Listener) -> None:
        """Leaves the group; the last member closes the connection."""
        channel = channel_of(group).encode()
        listeners = self._listeners.get(channel)
        if listeners is None:
            return
        listeners.discard(listener)
        if not listeners:
            del self._listeners[channel]
            if self._line is not None:
                self._line.unsubscribe(channel)
        if not self._listeners:
            self._hang_up()

    def hear(self, channel: bytes, message: bytes) -> None:
        """Called by the connection for every message."""
        listeners = self._listeners.get(channel)
        if listeners:
            event = decoded(message)
            for listener in tuple(listeners):
                listener(event)

    def lost(self, line: "_Line") -> None:
        """Called by the connection when it broke."""
        if line is not self._line:
            return
        self._line = None
        log.warning("live pushes interrupted")
        self._reopen_later()

    def _reopen_later(self) -> None:
        if self._reopening is None or self._reopening.done():
            self._reopening = asyncio.ensure_future(self._reopen())

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if self._reopening is not None:
            self._reopening.cancel()
        if line is not None:
            line.close()

    async def _connected(self) -> "_Line":
        async with self._opening:
            if self._line is None:
                self._line = await _dial(self._url, self)
            return self._line

    async def _reopen(self) -> None:
        failures, loop = 0, asyncio.get_running_loop()
        told_at = loop.time()
        while self._listeners:
            try:
                for channel in tuple(self._listeners):
                    await self._subscribe(channel)
                self._tell_missed()
                return
            except OSError:
                if loop.time() - told_at >= DEAF_FOR:
                    self._tell_missed()
                    told_at = loop.time()
                failures += 1
                await asyncio.sleep(PAUSES.after(failures).total_seconds())

    def _tell_missed(self) -> None:
        for listener in {one for listeners in self._listeners.values() for one in listeners}:
            listener(MISSED)


async def _dial(url: str, hub: Hub) -> "_Line":
    address = urlsplit(url)
    loop = asyncio.get_running_loop()
    _, line = await loop.create_connection(
        lambda: _Line(hub),
        address.hostname or "localhost",
        address.port or 6379,
        ssl=True if address.scheme == "rediss" else None,
    )
    if address.password:
        user = [unquote(address.username)] if address.username else []
        try:
            await line.ask(b"AUTH", *(word.encode() for word in (*user, unquote(address.password))))
        except BaseException:
            line.close()
            raise
    return line


class _Line(asyncio.Protocol):
    """A Redis connection in subscribe mode: replies arrive in the order of the commands, messages at any time."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._reader = hiredis.Reader()
        self._asked: list[asyncio.Future[None]] = []
        self._pending: dict[bytes, deque[asyncio.Future[None]]] = defaultdict(deque)
        self._wanted: set[bytes] = set()
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._asked_at: float | None = None
        self._clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        self._look_later()

    def _look_later(self) -> None:
        self._clock = self._loop.call_later(min(PING_AFTER, PATIENCE) / 2, self._look)

    def _look(self) -> None:
        """Pings a silent server, since a vanished one never closes the connection."""
        now = self._loop.time()
        if self._asked_at is not None and now - self._asked_at >= PATIENCE:
            log.warning("Redis is silent")
            assert self._transport is not None
            self._transport.abort()
            return
        if self._asked_at is None and now - self._heard_at >= PING_AFTER:
            self._asked_at = now
            self._send(b"PING")
        self._look_later()

    def connection_lost(self, error: Exception | None) -> None:
        if self._clock is not None:
            self._clock.cancel()
        for waiting in (*self._asked, *(one for pending in self._pending.values() for one in pending)):
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("Redis hung up"))
        self._hub.lost(self)

    def data_received(self, data: bytes) -> None:
        self._heard_at, self._asked_at = self._loop.time(), None
        self._reader.feed(data)
        while (reply := self._reader.gets()) is not False:
            if isinstance(reply, list) and reply[0] == b"message":
                self._hub.hear(reply[1], reply[2])
            elif isinstance(reply, list) and reply[0] == b"subscribe":
                self._confirm(reply[1])
            elif not isinstance(reply, list) and reply != b"PONG":
                self._answer(reply)

    async def ask(self, *words: bytes) -> None:
        """Sends a command and waits for its reply. ConnectionError if it is refused."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.append(waiting)
        self._send(*words)
        await waiting

    async def subscribe(self, channel: bytes) -> None:
        """Returns once messages of the channel arrive."""
        pending = self._pending[channel]
        if channel not in self._wanted:
            self._wanted.add(channel)
            pending.append(asyncio.get_running_loop().create_future())
            self._send(b"SUBSCRIBE", channel)
        if pending:
            await asyncio.shield(pending[-1])

    def unsubscribe(self, channel: bytes) -> None:
        self._wanted.discard(channel)
        self._send(b"UNSUBSCRIBE", channel)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _send(self, *words: bytes) -> None:
        assert self._transport is not None
        self._transport.write(hiredis.pack_command(cast(Any, words)))

    def _confirm(self, channel: bytes) -> None:
        pending = self._pending[channel]
        waiting = pending.popleft()
        if not pending:
            del self._pending[channel]
        if not waiting.done():
            waiting.set_result(None)

    def _answer(self, reply: Any) -> None:
        waiting = self._asked.pop(0)
        if isinstance(reply, Exception):
            waiting.set_exception(ConnectionError(str(reply)))
        else:
            waiting.set_result(None)
