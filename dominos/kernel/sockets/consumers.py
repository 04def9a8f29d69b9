"""The base of every websocket: who may open it, JSON both ways, clean close codes."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from enum import IntEnum
from typing import Any, ClassVar, cast

import structlog
from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.urls import URLPattern, path, re_path

from dominos.kernel.auth import Principal
from dominos.kernel.auth.rights import FRESH_SECONDS, revocations
from dominos.kernel.auth.tokens import BadToken, read
from dominos.kernel.edge.access import Access
from dominos.kernel.errors import Unavailable
from dominos.kernel.json_input import load
from dominos.kernel.sockets import frames, thread_pools
from dominos.kernel.sockets.hub import hub
from dominos.kernel.sockets.pushes import MISSED
from dominos.kernel.telemetry.spans import carried_on

log = structlog.get_logger(__name__)
MAX_UNHEARD = 1_000
MISSED_SPREAD = 2.0  # seconds, so that not all of a process's sockets reconnect at once


class Close(IntEnum):
    """Why the server closes a socket (4000-4999 are an application's own)."""

    NOT_AUTHENTICATED = 4401
    BAD_MESSAGE = 4400
    FORBIDDEN = 4403
    NOT_FOUND = 4404
    TOO_SLOW = 4408
    TOO_MANY = frames.TOO_MANY
    TOO_BIG = 1009
    FAILED = 1011
    MISSED = 1012
    TRY_LATER = 1013


CLOSE_REASONS = {
    Close.NOT_AUTHENTICATED: "no access token, a bad one, or its time is over",
    Close.BAD_MESSAGE: "a frame that is no JSON object",
    Close.FORBIDDEN: "the caller's role may not open it",
    Close.NOT_FOUND: "nothing of that name, or not for the caller",
    Close.TOO_SLOW: "the client reads too slowly",
    Close.TOO_MANY: "too many connections or frames",
    Close.TOO_BIG: "a frame that is too large",
    Close.FAILED: "a fault of ours",
    Close.MISSED: "pushes may have been lost",
    Close.TRY_LATER: "overload, or something the socket needs is down",
}
"""What each code says, as the document tells clients."""


class Socket(AsyncJsonWebsocketConsumer):
    """A JSON websocket that declares who may open it. Subclasses override `opened` and `receive_json`.

    It closes with NOT_AUTHENTICATED when the caller's token ends, unless `renew` has given it another one, or when the
    caller loses rights, and with MISSED after pushes may have been lost: who reconnects is told how things are.
    """

    access: Access
    takes: ClassVar[tuple[type, ...]] = ()
    """The types of frames a client may send; a serializer where REST takes the same."""
    sends: ClassVar[tuple[type, ...]] = ()
    """The types of frames a client is sent."""
    channel_layer_alias = ""  # pushes come through the hub
    _end: asyncio.TimerHandle | None = None
    _is_over = False
    _look: asyncio.TimerHandle | None = None
    _closing: asyncio.Task[None] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = asyncio.Lock()
        self._joined: list[str] = []
        self._heard: deque[dict[str, Any]] = deque()
        self._hearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Leaves its groups however it ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            for group in self._joined:
                hub().leave(group, self._hear)
            if self._hearing is not None:
                self._hearing.cancel()
            self._stop_clocks()

    async def dispatch(self, message: Any) -> None:
        """One thing at a time, what is pushed included: nothing is heard before `opened` is through."""
        async with self._turn:
            await super().dispatch(message)

    def _hear(self, event: dict[str, Any]) -> None:
        self._heard.append(event)
        if len(self._heard) > MAX_UNHEARD:
            self._heard.clear()
            self._closing = asyncio.ensure_future(self.close(Close.TOO_SLOW))
        elif self._hearing is None:
            self._hearing = asyncio.ensure_future(self._pass_on_heard())

    async def _pass_on_heard(self) -> None:
        try:
            while self._heard:
                if self._heard[0] == MISSED:
                    await asyncio.sleep(random.uniform(0, MISSED_SPREAD))
                    await self.close(Close.MISSED)
                    return
                async with self._turn:
                    if self._heard:
                        event = self._heard.popleft()
                        with carried_on(event, type(self).__name__):
                            await self.push(event)
        except Unavailable:
            await self.close(Close.TRY_LATER)
        except Exception:
            log.exception("push failed", socket=type(self).__name__)
            await self.close(Close.FAILED)
        finally:
            self._hearing = None

    @property
    def principal(self) -> Principal:
        return cast(Principal, cast(dict[str, Any], self.scope)["principal"])

    async def connect(self) -> None:
        principal: Principal | None = cast(dict[str, Any], self.scope)["principal"]
        await self.accept("access-token" if "access-token" in self.scope.get("subprotocols", []) else None)
        if cast(dict[str, Any], self.scope).get("is_unknown"):
            await self.close(Close.FAILED)
        elif principal is None or not (self.access.allows(principal) or principal.is_authenticated):
            await self.close(Close.NOT_AUTHENTICATED)
        elif not self.access.allows(principal):
            await self.close(Close.FORBIDDEN)
        else:
            self._last_until(cast(dict[str, Any], self.scope).get("token_expires"))
            self._look_later()
            await self.opened()

    def _last_until(self, expires: float | None) -> None:
        if self._end is not None:
            self._end.cancel()
        if expires is not None:
            self._end = asyncio.get_running_loop().call_later(max(0.0, expires - time.time()), self._expire)

    def _look_later(self) -> None:
        if self.principal.is_authenticated and not self._is_over:
            wait = random.uniform(1, 2) * FRESH_SECONDS
            self._look = asyncio.get_running_loop().call_later(wait, self._look_again)

    def _look_again(self) -> None:
        self._closing = asyncio.ensure_future(self._close_if_revoked())

    async def _close_if_revoked(self) -> None:
        if revocations.is_stale:
            await sync_to_async(revocations.refresh)()
        if revocations.covers(self.principal):
            await self.close(Close.NOT_AUTHENTICATED)
        else:
            self._look_later()

    def _expire(self) -> None:
        self._closing = asyncio.ensure_future(self.close(Close.NOT_AUTHENTICATED))

    async def renew(self, token: str) -> bool:
        """Goes on with another token of the same caller; False, and nothing changes, when it is none."""
        try:
            principal, expires = await sync_to_async(read)(token)
        except (BadToken, Unavailable):
            return False
        if principal.id != self.principal.id or not self.access.allows(principal):
            return False
        cast(dict[str, Any], self.scope)["principal"] = principal
        self._last_until(expires)
        return True

    async def websocket_disconnect(self, message: Any) -> None:
        """Stops the clocks with the socket."""
        self._stop_clocks()
        await super().websocket_disconnect(message)

    def _stop_clocks(self) -> None:
        self._is_over = True
        for timer in (self._end, self._look):
            if timer is not None:
                timer.cancel()

    async def opened(self) -> None:
        """Called once the caller is let in."""

    async def off_loop[**P, T](self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Does blocking work in another thread: where anybody may listen, apart from who is signed in.

        Busy, which closes the socket with TRY_LATER, when too much waits.
        """
        pool = thread_pools.anybody if self.access.roles is None else thread_pools.signed_in
        return await pool.run(work, *args, **kwargs)

    async def join(self, group: str) -> None:
        """Receives what is pushed to the group from now on; left when the socket closes."""
        self._joined.append(group)
        await hub().join(group, self._hear)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        """Passes JSON objects on to `receive_json`; anything else closes the socket."""
        try:
            content = load(text_data or "")
        except ValueError:
            content = None
        if isinstance(content, dict):
            await self.receive_json(content)
        else:
            await self.close(Close.BAD_MESSAGE)

    async def push(self, event: dict[str, Any]) -> None:
        """Passes on what `live.push` sent."""
        await self.send_json(event["content"])


class _Unknown(AsyncJsonWebsocketConsumer):
    channel_layer_alias = ""

    async def connect(self) -> None:
        await self.accept()
        await self.close(Close.NOT_FOUND)


def socket_path(route: str, socket: type[AsyncJsonWebsocketConsumer]) -> URLPattern:
    """An entry of an app's `websocket_urlpatterns`."""
    pattern: URLPattern = path(route, cast(Any, socket.as_asgi()))
    return pattern


unknown_socket = re_path(r"", cast(Any, _Unknown.as_asgi()))
