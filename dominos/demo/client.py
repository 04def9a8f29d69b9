"""A person's way into the platform: the generated client of the API, and websockets as the public sees them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

import dominos.demo.generated  # noqa: F401 - makes the next imports possible
from dominos_client import AuthenticatedClient
from dominos_client.api.sign_in import sign_in
from dominos_client.models import CredentialsRequest, Problem
from dominos_client.types import Response


class Refused(Exception):
    """The platform answered with an error nobody expected here; `problem` where it said which."""

    def __init__(self, told: str, problem: Problem | None = None) -> None:
        super().__init__(told)
        self.problem = problem


def answered[T](response: Response[T | Problem]) -> T:
    """What an operation of the generated client answered. Refused with the problem."""
    answer = response.parsed
    if isinstance(answer, Problem):
        raise Refused(f"{answer.status} {json.dumps(answer.to_dict())[:2000]}", answer)
    return answer  # type: ignore[return-value]  # None where an answer has no body, and T is that


def key() -> str:
    """An idempotency key for one intention."""
    return str(uuid4())


class Person:
    """Somebody with an e-mail address; `web` and `realtime` are the platform's base URLs.

    `api` is what operations of the generated client take; `get`, `post` and `upload` ask without it, in plain JSON.
    """

    def __init__(
        self, email: str, *, web: str, realtime: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.email = email
        self._realtime = realtime
        self._http = httpx.Client(base_url=web, timeout=30, transport=transport)
        self._token = ""
        self.api = AuthenticatedClient(web, token="", raise_on_unexpected_status=True)
        self.api.set_httpx_client(self._http)

    @property
    def token(self) -> str:
        """The access token, or nothing."""
        return self._token

    @token.setter
    def token(self, token: str) -> None:
        self._token = token
        self._http.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._http.close()

    def sign_in(self, password: str) -> None:
        """Gets an access token."""
        who = CredentialsRequest(email=self.email, password=password)
        self.token = answered(sign_in.sync_detailed(client=self.api, body=who)).access

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at `/api/v1` + path."""
        return self._ask("GET", path, params=query).json()

    def post(self, path: str, *, key: str = "", **body: Any) -> Any:
        """Sends JSON, under an idempotency key of its own unless `key` is given."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self._ask("POST", path, json=body, headers=headers).json()

    def upload(self, path: str, name: str, data: bytes) -> None:
        """Puts a file where `/api/v1` + path wants it."""
        self._ask("PUT", path, files={name: data}, headers={"Idempotency-Key": key()})

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        answer = self._http.request(method, f"/api/v1{path}", **options)
        if answer.is_error:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:2000]}")
        return answer

    @contextmanager
    def socket(self, path: str) -> Iterator["Socket"]:
        """A websocket, with the access token if signed in."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        with connect(self._realtime + path, additional_headers=headers) as connection:
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
