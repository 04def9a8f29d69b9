"""Programs that stand in for the platform's behind a gateway: they tell what reached them, and misbehave on request."""

import json
import socket
import threading
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from websockets.sync.server import serve

from dominos.kernel.auth.keys import key_set


class Web(ThreadingHTTPServer):
    """Answers what it was asked. `breaks` has it hang up instead; `gate`, while closed, has it think.

    Its health is not well while it `leaves`.
    """

    daemon_threads = True
    request_queue_size = 256

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        self.breaks = self.leaves = False
        self.seen = []
        self.gate = threading.Event()
        self.gate.set()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: Web

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if self.path == "/health/ready":
            self.say(503 if self.server.leaves else 200, b"{}")
        elif self.path == "/.well-known/jwks.json":
            self.say(200, json.dumps(key_set()).encode())
        else:
            self.work(body)

    def __getattr__(self, name):
        """Every method is answered alike."""
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def work(self, body):
        self.server.seen.append((self.command, self.path))
        if self.server.breaks:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if "slow" in self.path:
            self.server.gate.wait(20)
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = {"method": self.command, "path": self.path, "headers": headers, "body": len(body)}
        self.say(200, json.dumps({**told, "much": "pizza " * 400}).encode())

    def say(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"abc"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle(self):
        with suppress(OSError):  # the gateway has hung up
            super().handle()

    def log_message(self, *_):
        pass


@contextmanager
def standing_in():
    """Two of web, one of realtime, which sends back what it is sent; all end with the block."""
    with ExitStack() as stack:
        webs = [stack.enter_context(Web()) for _ in range(2)]
        for web in webs:
            threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True).start()
            stack.callback(web.shutdown)
        sockets = stack.enter_context(serve(echo, "127.0.0.1", 0))
        threading.Thread(target=sockets.serve_forever, daemon=True).start()
        stack.callback(sockets.shutdown)
        yield webs, sockets.socket.getsockname()[1]


def echo(connection):
    for message in connection:
        connection.send(message)
