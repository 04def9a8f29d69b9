"""A partner's receiver: a real HTTP server, which answers as it is told and keeps what came."""

import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What came (headers, body), and what is answered next; 200 where nothing was said."""

    url: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: deque[int] = field(default_factory=deque)
    always: int = 200

    def told(self, name="type"):
        """A field of each body, in the order in which they came."""
        return [json.loads(body)[name] for _, body in self.came]

    def ids(self):
        return [headers["webhook-id"] for headers, _ in self.came]


@contextmanager
def receiving():
    """A receiver on a port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(receiver.answers.popleft() if receiver.answers else receiver.always)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join(5)


def is_signed(came, secret):
    """Whether what came bears a signature by the secret."""
    headers, body = came
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = b64encode(hmac.digest(b64decode(secret.removeprefix("whsec_")), signed, "sha256")).decode()
    return f"v1,{mac}" in headers["webhook-signature"].split()
