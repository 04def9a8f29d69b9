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
