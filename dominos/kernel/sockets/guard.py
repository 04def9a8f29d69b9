"""Limits of every websocket, whatever its consumer: origin, number of sockets, message size and rate.

Nothing a client sends ends in an exception of the server: what a consumer does not catch closes the socket with FAILED.
"""

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import urlsplit

import prometheus_client
import structlog
from channels.routing import URLRouter
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import URLPattern
from rest_framework.settings import api_settings

from dominos.kernel.auth import NOBODY, Role
from dominos.kernel.auth.authentication import PrincipalMiddleware
from dominos.kernel.errors import Unavailable
from dominos.kernel.networks import one_client
from dominos.kernel.sockets.consumers import Close, unknown_socket
from dominos.kernel.sockets.frames import MAX_FRAME

FRAMES_PER_SECOND, BURST = 10.0, 60.0
FREE_BYTES = 8_192
"""A frame counts as one message, and as one more for each of these bytes."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
type Message = MutableMapping[str, Any]
type Asgi = Callable[[Message, Any, Any], Awaitable[None]]

log = structlog.get_logger(__name__)
refused = prometheus_client.Counter(
    "sockets_refused", "Websockets not opened, or closed for what came", ["why"]
)
held = prometheus_client.Gauge("sockets_open", "Websockets that are open.", multiprocess_mode="livesum")


class SocketGuard:
    """Applies the limits; it wraps all websockets, inside the middleware that sets `scope["principal"]`."""

    def __init__(self, app: Asgi) -> None:
        self._app = app
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if not is_our_page(scope):
            _note_refused("origin", scope)
            await send(
                {"type": "websocket.close", "code": Close.FORBIDDEN}
            )  # before it is accepted: HTTP 403
            return
        with self._counted(scope) as is_one_too_many:
            if is_one_too_many:
                _note_refused("connections", scope)
                await _accept_and_close(scope, send, Close.TOO_MANY)
            else:
                await _Conversation(receive, send, scope).hold(self._app)

    @contextmanager
    def _counted(self, scope: Message) -> Iterator[bool]:
        budgets = _budgets(scope)
        self._open.update(budgets.keys())
        held.inc()
        try:
            yield any(self._open[who] > most for who, most in budgets.items())
        finally:
            self._open.subtract(budgets.keys())
            held.dec()
            for who in budgets:
                if not self._open[who]:
                    del self._open[who]


def websockets(routes: Sequence[URLPattern]) -> Asgi:
    """The application of these `socket_path`s; any other path closes with NOT_FOUND."""
    return PrincipalMiddleware(SocketGuard(cast(Asgi, URLRouter(cast(Any, [*routes, unknown_socket])))))


class _Conversation:
    """The message streams of one socket."""

    def __init__(self, receive: Any, send: Any, scope: Message) -> None:
        self._receive, self._send, self._scope = receive, send, scope
        self._is_closed = False
        self._left, self._counted_at = BURST, time.monotonic()

    async def hold(self, app: Asgi) -> None:
        """Runs until either side closes the socket."""
        try:
            await app(self._scope, self.received, self.sent)
        except Unavailable:
            await self._close(Close.TRY_LATER)
        except Exception:
            log.exception("websocket failed", path=self._scope.get("path"))
            await self._close(Close.FAILED)

    async def received(self) -> Message:
        """The next message; exceeding a limit closes the socket."""
        message: Message = await self._receive()
        if message["type"] != "websocket.receive":
            self._is_closed |= message["type"] == "websocket.disconnect"
            return message
        size = _size(message)
        if size > MAX_FRAME:
            return await self._refuse("size", Close.TOO_BIG)
        if not self._is_affordable(1 + size / FREE_BYTES):
            return await self._refuse("rate", Close.TOO_MANY)
        return message

    async def sent(self, message: Message) -> None:
        """Sends, unless the socket is closed already."""
        if self._is_closed:
            return
        self._is_closed = message["type"] == "websocket.close"
        try:
            await self._send(message)
        except OSError:  # so a server says that the client has left
            self._is_closed = True

    def _is_affordable(self, cost: float) -> bool:
        now = time.monotonic()
        self._left = min(BURST, self._left + (now - self._counted_at) * FRAMES_PER_SECOND) - cost
        self._counted_at = now
        return self._left >= 0

    async def _refuse(self, why: str, code: Close) -> Message:
        _note_refused(why, self._scope)
        await self._close(code)
        return {"type": "websocket.disconnect", "code": code}

    async def _close(self, code: Close) -> None:
        await self.sent({"type": "websocket.close", "code": code})


def _note_refused(why: str, scope: Message) -> None:
    refused.labels(why).inc()
    log.warning("websocket refused", why=why, by=str(getattr(scope.get("principal"), "id", None)))


def is_our_page(scope: Message) -> bool:
    """Whether the socket is opened by one of our pages, or by an app, which sends no `Origin`.

    Ours are PUBLIC_URL, SOCKET_ORIGINS, and the requested host itself.
    """
    origin = _header(scope, b"origin")
    if not origin:
        return True
    try:
        page = urlsplit(origin)
    except ValueError:
        return False
    ours = [urlsplit(each) for each in (settings.PUBLIC_URL, *settings.SOCKET_ORIGINS)]
    if any((page.scheme, page.netloc) == (each.scheme, each.netloc) for each in ours):
        return True
    if ours[0].hostname in LOOPBACK:  # one's own machine, by whatever name
        return page.hostname in LOOPBACK
    asked = _header(scope, b"host")
    return page.netloc == asked and validate_host(split_domain_port(asked)[0], settings.ALLOWED_HOSTS)


def _budgets(scope: Message) -> dict[str, int]:
    """The keys under which sockets are counted, and the maximum per key in one process.

    Guests also count for their network address, since anybody can become a new guest.
    """
    principal = scope.get("principal") or NOBODY
    found = {str(principal.id): settings.SOCKETS_PER_PERSON} if principal.id else {}
    if principal.roles <= {Role.GUEST}:
        found[one_client(_address(scope))] = settings.SOCKETS_PER_ADDRESS
    return found


def _address(scope: Message) -> str:
    """The client's network address as forwarded by our own proxies."""
    forwarded = [part.strip() for part in _header(scope, b"x-forwarded-for").split(",") if part.strip()]
    proxies = api_settings.NUM_PROXIES or 0
    if proxies and forwarded:
        return forwarded[-min(proxies, len(forwarded))]
    return str((scope.get("client") or ("",))[0])


def _header(scope: Message, name: bytes) -> str:
    found: bytes = dict(scope.get("headers", ())).get(name, b"")
    return found.decode("latin-1").strip()


def _size(message: Message) -> int:
    text: str | None = message.get("text")
    return (
        len(text.encode("utf-8", "surrogatepass")) if text is not None else len(message.get("bytes") or b"")
    )


async def _accept_and_close(scope: Message, send: Any, code: Close) -> None:
    protocol = "access-token" if "access-token" in scope.get("subprotocols", []) else None
    await send({"type": "websocket.accept", "subprotocol": protocol})
    await send({"type": "websocket.close", "code": code})
