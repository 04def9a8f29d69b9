"""The websocket server's protocols, with limits on what clients can cause before or beside the application.

Handshakes have a time limit, and frames are counted as they arrive: pings and fragments never reach the application,
which counts whole messages, and a flood of them would occupy the event loop.
"""

import asyncio
import time
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from dominos.kernel.sockets.frames import COUNTED_PER_SECOND, COUNTED_TOGETHER, TOO_MANY

HANDSHAKE_SECONDS = 10.0
AT_A_TIME = 4_096
"""The number of bytes parsed between two checks of the limit: some hundred frames."""
END_AFTER = 15.0
"""Seconds for a client to read the last message; one that does not read would keep the connection open."""


class HandshakeInTime(HttpToolsProtocol):
    """Closes a connection without a request within the time limit."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self.loop.call_later(HANDSHAKE_SECONDS, self._end_if_idle)

    def _end_if_idle(self) -> None:
        asks: Any = self.cycle  # None until there is a request
        if asks is None and self.transport.get_protocol() is self:
            self.transport.abort()


class CountedFrames(WebSocketsSansIOProtocol):
    """Closes the socket with TOO_MANY if frames of any kind arrive faster than the limit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left, self._counted_at = COUNTED_TOGETHER, time.monotonic()

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), AT_A_TIME):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + AT_A_TIME])

    def handle_text(self, event: Frame) -> None:
        if self._is_affordable():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        if self._is_affordable():
            super().handle_bytes(event)

    def handle_cont(self, event: Frame) -> None:
        if self._is_affordable():
            super().handle_cont(event)

    def handle_ping(self) -> None:
        if self._is_affordable():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._is_affordable():
            super().handle_pong(event)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._end_later()

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.close":
            self._end_later()

    def _is_affordable(self) -> bool:
        now = time.monotonic()
        gained = (now - self._counted_at) * COUNTED_PER_SECOND
        self._left, self._counted_at = min(COUNTED_TOGETHER, self._left + gained) - 1, now
        if self._left >= 0:
            return True
        if not self.transport.is_closing():
            self._refuse()
        return False

    def _refuse(self) -> None:
        self.queue.put_nowait({"type": "websocket.disconnect", "code": TOO_MANY, "reason": ""})
        self.conn.fail(TOO_MANY)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        self._end_later()

    def _end_later(self) -> None:
        self.loop.call_later(END_AFTER, self.transport.abort)
