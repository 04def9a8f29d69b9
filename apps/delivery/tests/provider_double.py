"""A company whose couriers bring what ours would bring late: a real HTTP server that answers as it is told."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client
from dominos.kernel.webhook_signing import headers_of, new_secret

KEY = "its-key"


@dataclass
class Provider:
    """`jobs` are what it was asked to bring, and how each stands; `answers` are statuses that it answers next."""

    name: str = "swift"
    url: str = ""
    secret: str = field(default_factory=new_secret)
    fee: int = 700
    minutes: float = 20
    photo: bytes = b""
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    answers: deque[int] = field(default_factory=deque)

    @property
    def account(self) -> dict[str, Any]:
        """What the platform is configured with."""
        return {"name": self.name, "url": self.url, "key": KEY, "secrets": [new_secret(), self.secret]}

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        """By the interface of `docs/delivery-providers.md`."""
        self.calls.append((method, path))
        if self.answers and (status := self.answers.popleft()) != 200:
            return status, b"{}"
        if path == "/quotes":
            return 200, json.dumps(self.quoted()).encode()
        _, _, job_id, *more = path.split("/")
        if method == "PUT":
            self.told[job_id] = body
            self.jobs.setdefault(job_id, self._state(job_id, "TAKEN"))
        if job_id not in self.jobs:
            return 404, b"{}"
        if more == ["proof"]:
            return 200, self.photo
        if more == ["cancel"]:
            if self.jobs[job_id]["status"] in ("PICKED_UP", "ARRIVED", "DELIVERED"):
                return 409, b"{}"
            self.jobs[job_id] = self._state(job_id, "CANCELLED", fee=200)
        return 200, json.dumps(self.jobs[job_id]).encode()

    def quoted(self) -> dict[str, Any]:
        at = now()
        return {
            "reference": "q-1",
            "fee": self.fee,
            "currency": "EUR",
            "pick_up_at": (at + timedelta(minutes=self.minutes / 2)).isoformat(),
            "drop_off_at": (at + timedelta(minutes=self.minutes)).isoformat(),
            "valid_until": (at + timedelta(hours=1)).isoformat(),
        }

    def _state(self, job_id: str, status: str, **more: Any) -> dict[str, Any]:
        return {"job_id": job_id, "status": status, "at": now().isoformat(), "fee": self.fee} | more

    def goes_on(self, job_id: str, status: str, **more: Any) -> dict[str, Any]:
        """Its courier does something; gives the news, which nobody has been told yet."""
        known = {"courier_name": "Kim Larsen", "lat": 60.171, "lon": 24.94}
        self.jobs[job_id] = self._state(job_id, status, **(known | more))
        return self.jobs[job_id]

    def tells(self, news: dict[str, Any], secret: str = "") -> int:
        """Sends the news by its webhook; gives the status of the answer."""
        at = now()
        whole = {"type": "delivery.updated", "timestamp": at.isoformat(), "data": news}
        body = json.dumps(whole).encode()
        signed = headers_of(new_id(), at, body, [secret or self.secret])
        answer = client().post(
            f"/api/v1/delivery-providers/{self.name}/events",
            body,
            content_type="application/json",
            headers=signed,
        )
        return int(answer.status_code)


@contextmanager
def open_provider() -> Iterator[Provider]:
    """A provider on a port of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            known = self.headers["Authorization"] == f"Bearer {KEY}"
            status, told = provider.answer(self.command, self.path, body) if known else (401, b"{}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - as http.server calls them

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join(5)
