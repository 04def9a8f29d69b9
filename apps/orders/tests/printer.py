"""A receipt printer at the end of a real connection."""

import socket
import threading
from contextlib import contextmanager


@contextmanager
def a_printer(*, answer=b"\x00", port=0):
    """A printer that hears what it is sent, one connection after the other, and answers about its paper."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", port)) as door:

        def listen():
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with line:
                    said = b""
                    while part := line.recv(65_536):
                        said += part
                        if said.endswith(b"\x1dr\x01"):
                            heard.append(said)
                            said = b""
                            line.sendall(answer)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield door.getsockname()[1], heard
        finally:
            door.shutdown(socket.SHUT_RDWR)
            door.close()
            thread.join()
