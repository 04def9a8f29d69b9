"""A transport that keeps calls in this process but sends them through the whole wire format."""

from django.test import Client

from dominos.kernel.services.client import unwrap
from dominos.kernel.services.signing import sign
from dominos.kernel.telemetry.context import outgoing_headers


class Loopback:
    """Signs, serialises, routes and answers each call as HTTP would, without a socket. Counts them by path."""

    def __init__(self) -> None:
        self.calls: dict[str, int] = {}

    def __call__(self, path: str, body: bytes, *, repeatable: bool) -> bytes:
        self.calls[path] = self.calls.get(path, 0) + 1
        headers = {**sign("POST", path, body), **outgoing_headers()}
        response = Client().post(path, body, content_type="application/json", headers=headers)
        return unwrap(path, response.status_code, response.headers, response.content)
