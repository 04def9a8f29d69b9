"""Many followers in one process: the least of a websocket client that can tell when a position arrived."""

import asyncio
import struct
import time
from collections.abc import Sequence
from typing import cast

MARK = b'"accuracy":'
"""The position's accuracy carries the moment it was due, in seconds of this machine's monotonic clock."""
REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
LONG, HUGE = 126, 127
TEXT, CLOSE, PING = 1, 8, 9


class Subscriber(asyncio.Protocol):
    """One follower; `latencies` is shared by all of them, in seconds."""

    def __init__(self, path: str, host: str, latencies: list[float]) -> None:
        self.request = REQUEST.format(path=path, host=host).encode()
        self.latencies = latencies
        self.buffer = bytearray()
        self.is_upgraded = False
        self.greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.request)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.greeted.done():
            self.greeted.set_exception(ConnectionError("closed before the first state"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_upgraded:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in self.buffer[:end]:
                raise ConnectionError(self.buffer[:end].decode())
            del self.buffer[: end + 4]
            self.is_upgraded = True
        while self._frame():
            pass

    def _frame(self) -> bool:
        """Takes one whole frame off the buffer, if there is one."""
        buffer = self.buffer
        if len(buffer) < 2:
            return False
        size, start = buffer[1] & 0x7F, 2
        if size == LONG and len(buffer) >= 4:
            size, start = struct.unpack_from(">H", buffer, 2)[0], 4
        elif size == HUGE and len(buffer) >= 10:
            size, start = struct.unpack_from(">Q", buffer, 2)[0], 10
        elif size >= LONG:
            return False
        if len(buffer) < start + size:
            return False
        self._take(buffer[0] & 0x0F, bytes(buffer[start : start + size]))
        del buffer[: start + size]
        return True

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PING and self.transport is not None:
            mask = b"\0\0\0\0"
            self.transport.write(bytes((0x8A, 0x80 | len(payload))) + mask + payload)
        if opcode != TEXT:
            return
        if not self.greeted.done():
            self.greeted.set_result(None)
        elif payload.startswith((b'{"type": "position"', b'{"type":"position"')):
            at = payload.index(MARK) + len(MARK)
            self.latencies.append(time.monotonic() - float(payload[at : payload.index(b",", at)]))


async def follow(
    paths: Sequence[str], host: str, port: int, latencies: list[float], at_once: int = 40
) -> list[Subscriber]:
    """Connects all of them, some at a time; each has got its first state."""
    gate = asyncio.Semaphore(at_once)
    loop = asyncio.get_running_loop()

    async def one(path: str) -> Subscriber:
        async with gate:
            _, subscriber = await loop.create_connection(
                lambda: Subscriber(path, f"{host}:{port}", latencies), host, port
            )
            await asyncio.wait_for(subscriber.greeted, 120)
            return subscriber

    return list(await asyncio.gather(*map(one, paths)))
