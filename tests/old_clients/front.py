"""The hosts an old client insists on, answered by us: a proxy that ends TLS for them and leads to a port here.

It goes nowhere else: any other host is refused, so that no test reaches anybody.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from dominos.development.certificates import certificate

HOSTS = ("order.dominos.com", "trkweb.dominos.com")
CHUNK = 65536


@contextlib.contextmanager
def fronted(port: int, folder: Path) -> Iterator[dict[str, str]]:
    """Leads HOSTS to the port; gives the variables by which `requests` goes that way and believes the certificate."""
    believed = folder / "front.pem"
    believed.write_bytes(certificate(*HOSTS, valid=timedelta(days=1)))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(believed)
    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listening, context, port), daemon=True).start()
    try:
        yield {
            "HTTPS_PROXY": f"http://127.0.0.1:{listening.getsockname()[1]}",
            "REQUESTS_CA_BUNDLE": str(believed),
        }
    finally:
        listening.close()


def _accept(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with contextlib.suppress(OSError):  # closed
        while True:
            caller, _ = listening.accept()
            threading.Thread(target=_serve, args=(caller, context, port), daemon=True).start()


def _serve(caller: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with contextlib.suppress(OSError), caller:
        head = b""
        while b"\r\n\r\n" not in head:
            head += caller.recv(CHUNK)
        method, target, *_ = head.decode("latin-1").split()
        if method != "CONNECT" or target.rpartition(":")[0] not in HOSTS:
            caller.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with (
            context.wrap_socket(caller, server_side=True) as plain,
            socket.create_connection(("127.0.0.1", port)) as server,
        ):
            back = threading.Thread(target=_pump, args=(server, plain), daemon=True)
            back.start()
            _pump(plain, server)
            back.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
