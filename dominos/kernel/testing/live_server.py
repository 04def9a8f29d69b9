"""This process as a server, for tests that need one."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from dominos.kernel.sockets.frames import MAX_FRAME
from dominos.kernel.sockets.protocols import CountedFrames, HandshakeInTime


class UnderWay:
    """How many requests and websockets an ASGI application is at."""

    def __init__(self) -> None:
        self._count = 0

    def counted(self, application: Any) -> Any:
        """The application, each of whose requests counts until it has ended."""

        async def answer(scope: Any, receive: Any, send: Any) -> None:
            self._count += 1
            try:
                await application(scope, receive, send)
            finally:
                self._count -= 1

        return answer

    def wait(self, seconds: float = 10) -> None:
        """Waits until all have ended: one that loses its database leaves the connection behind."""
        until = time.monotonic() + seconds
        while self._count and time.monotonic() < until:
            time.sleep(0.01)


@contextmanager
def served(application: Any) -> Iterator[int]:
    """The ASGI application answers HTTP and websockets on a free port of this machine; gives its number."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        lifespan="off",
        log_level="critical",
        http=HandshakeInTime,
        ws=CountedFrames,
        ws_max_size=MAX_FRAME,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
