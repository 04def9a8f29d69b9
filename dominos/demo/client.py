"""A person's way into the platform: REST and websockets as the public sees them, nothing else."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

type Route = Callable[[str], str]
"""Which deployment answers a path: gives its base URL."""


class Refused(Exception):
    """The platform answered with an error nobody expected here."""


class Person:
    """Somebody with an e-mail address; `web` and `realtime` tell where paths are answered."""

    def __init__(self, email: str, *, web: Route, realtime: Route) -> None:
        self.email = email
        self._web, self._realtime = web, realtime
        self._http = httpx.Client(timeout=30)
        self.token = ""

    def close(self) -> None:
        self._http.close()

    def sign_in(self, password: str) -> None:
        """Gets an access token."""
        self.token = self.post("/auth/token", email=self.email, password=password)["access"]

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at `/api/v1` + path."""
        return self._ask("GET", path, params=query).json()

    def post(self, path: str, *, key: str = "", **body: Any) -> Any:
        """Sends JSON, under an idempotency key of its own unless `key` is given."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self._ask("POST", path, json=body, headers=headers).json()

    def upload(self, path: str, name: str, data: bytes) -> None:
        """Puts a file where `/api/v1` + path wants it."""
        self._ask("PUT", path, files={name: data}, headers={"Idempotency-Key": str(uuid4())})

    def download(self, path: str) -> bytes:
        """A file at `/api/v1` + path."""
        return self._ask("GET", path).content

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        path = f"/api/v1{path}"
        headers = options.pop("headers", {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = self._http.request(method, self._web(path) + path, headers=headers, **options)
        if answer.is_error:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:2000]}")
        return answer

    @contextmanager
    def socket(self, path: str) -> Iterator["Socket"]:
        """A websocket, with the access token if signed in."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        with connect(self._realtime(path) + path, additional_headers=headers) as connection:
            yield Socket(connection)


class Socket:
    """JSON messages both ways."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._kept: list[dict[str, Any]] = []

    def receive(self, seconds: float = 30) -> dict[str, Any]:
        """The next message. TimeoutError."""
        message: dict[str, Any] = json.loads(self._connection.recv(timeout=seconds))
        return message

    def wait_for(self, fits: Callable[[dict[str, Any]], bool], seconds: float = 60) -> dict[str, Any]:
        """The first message that fits; others are kept for later. TimeoutError."""
        for message in self._kept:
            if fits(message):
                self._kept.remove(message)
                return message
        while True:
            message = self.receive(seconds)
            if fits(message):
                return message
            self._kept.append(message)

    def ask(self, type: str, **content: Any) -> dict[str, Any]:
        """Sends a message under a new id and waits until it is acknowledged. Refused with the problem."""
        number = str(uuid4())
        self._connection.send(json.dumps({"type": type, "id": number, **content}))
        answer = self.wait_for(lambda message: message.get("re") == number)
        if answer["type"] == "error":
            raise Refused(f"{type}: {answer['problem']}")
        return answer
