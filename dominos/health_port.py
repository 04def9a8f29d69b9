"""Health and metrics of a program, on a port of their own, served by a separate process.

Whatever blocks the server itself, a full queue or a hanging database, does not block this process: a busy server is not
killed. It accepts any Host, speaks plain HTTP and does not load Django. It ends with the server.
"""

import ctypes
import http.client
import json
import os
import signal
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from dominos.kernel import programs_tls

SERVER_SECONDS = 3.0
PR_SET_PDEATHSIG = 1


class HealthServer(ThreadingHTTPServer):
    """`/health/live`, `/health/ready` and `/metrics` of a program that listens on `port`, or on none (0)."""

    daemon_threads = True

    def __init__(self, listening: socket.socket, port: int) -> None:
        super().__init__(listening.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.host, self.port = str(listening.getsockname()[0]), port
        self.has_started = not port
        self.is_leaving = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that disconnected early are no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def answers(self) -> bool:
        """Whether the server has answered once: it listens before it has loaded the application.

        Afterwards it is not asked again: its response time under load does not concern its health.
        """
        if not self.has_started:
            connection = _connection(self.host, self.port)
            try:
                connection.request("HEAD", "/", headers={"Host": "localhost"})
                connection.getresponse()
                self.has_started = True
            except (OSError, http.client.HTTPException):
                return False
            finally:
                connection.close()
        return True


def _connection(host: str, port: int) -> http.client.HTTPConnection:
    context = programs_tls.trust(is_named=False)
    if context is None:
        return http.client.HTTPConnection(host, port, timeout=SERVER_SECONDS)
    return http.client.HTTPSConnection(host, port, timeout=SERVER_SECONDS, context=context)


class _Handler(BaseHTTPRequestHandler):
    server: HealthServer

    def do_GET(self) -> None:
        answer = {"/health/live": self._live, "/health/ready": self._ready, "/metrics": self._metrics}.get(
            self.path.partition("?")[0]
        )
        if answer is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            answer()

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        """Marks the program as not ready; accepted from this machine only."""
        if self.path != "/health/leave" or self.client_address[0] != "127.0.0.1":
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.server.is_leaving = True
        self._say(200, {"status": "leaving"})

    def _live(self) -> None:
        self._say(200, {"status": "ok"})

    def _ready(self) -> None:
        from dominos.kernel.telemetry.readiness import components, report

        if self.server.is_leaving or not self.server.answers():
            self._say(503, {"status": "leaving" if self.server.is_leaving else "starting"})
            return
        self._say(*report(components(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])))

    def _metrics(self) -> None:
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        from dominos.kernel.telemetry.counters import counted_in
        from dominos.kernel.telemetry.machine_metrics import MachineCollector

        registry = counted_in(os.environ["PROMETHEUS_MULTIPROC_DIR"])
        files = Path(os.environ.get("DATA_DIR", ".")) / "media"
        registry.register(MachineCollector(os.environ["REDIS_URL"], files))
        self._send(200, CONTENT_TYPE_LATEST, generate_latest(registry))

    def _say(self, status: int, body: dict[str, object]) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Probes are not logged."""


def serve_health_beside(host: str, health_port: int, port: int) -> None:
    """Starts the process and returns in the calling one, which becomes the server. OSError if the port is taken."""
    listening = socket.create_server((host, health_port), backlog=64)
    parent = os.getpid()
    if os.fork():
        listening.close()
        return
    try:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:  # else it died before the line above
            for number in (
                signal.SIGINT,
                signal.SIGTERM,
            ):  # the server finishes what it has begun, and then we go
                signal.signal(number, signal.SIG_IGN)
            Path("/proc/self/comm").write_text("health")
            HealthServer(listening, port).serve_forever()
    finally:
        sys.stderr.flush()
        os._exit(0)
