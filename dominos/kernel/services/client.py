"""Asking a service in another process, over signed HTTP."""

import json
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import httpx
import stamina
from django.conf import settings

from dominos.kernel import programs_tls
from dominos.kernel.errors import DomainError, Unavailable
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.resilience.deadline import seconds_left
from dominos.kernel.services.contract import Service, Transport
from dominos.kernel.services.signing import sign
from dominos.kernel.services.wire import methods_of
from dominos.kernel.telemetry.context import outgoing_headers

TIME_LEFT = "X-Time-Left"
"""How long the caller waits, in seconds: an instant would need clocks that agree."""


def path_of(contract: type[Service], method: str) -> str:
    """Where a method is answered."""
    return f"/internal/rpc/{contract.name}/{method}"


class HttpTransport:
    """Sends calls to the deployment of one app; repeats only what has no effect."""

    def __init__(self, name: str, url: str) -> None:
        self._name = name
        self._client = httpx.Client(base_url=url, verify=programs_tls.trust() or True)
        self._breaker = breaker(f"service:{name}")

    def __call__(self, path: str, body: bytes, *, repeatable: bool) -> bytes:
        attempts = 3 if repeatable else 1
        try:
            for attempt in stamina.retry_context(
                on=httpx.TransportError, attempts=attempts, wait_initial=0.05
            ):
                with attempt:
                    response = self._breaker.call(self._post, path, body)
        except httpx.TransportError as error:
            raise Unavailable(f"{self._name} does not answer", component=self._name) from error
        return unwrap(self._name, response.status_code, response.headers, response.content)

    def close(self) -> None:
        """Gives the connections back."""
        self._client.close()

    def _post(self, path: str, body: bytes) -> httpx.Response:
        timeout = seconds_left(settings.RPC_TIMEOUT)
        if timeout <= 0:
            raise Unavailable("the deadline has passed", component=self._name)
        headers = {
            **sign("POST", path, body),
            **outgoing_headers(),
            "Content-Type": "application/json",
            TIME_LEFT: f"{math.floor(timeout * 1_000) / 1_000:.3f}",  # never longer than we wait
        }
        return self._client.post(path, content=body, headers=headers, timeout=timeout)


def unwrap(name: str, status: int, headers: Mapping[str, str], content: bytes) -> bytes:
    """The answer's body; raises the DomainError that travelled in its place, else Unavailable."""
    if status == httpx.codes.OK:
        return content
    if headers.get("X-Rpc-Error") == "domain":
        raise DomainError.from_wire(json.loads(content))
    raise Unavailable(f"{name} answered {status}", component=name)


@cache
def _http_transport(name: str, url: str) -> HttpTransport:
    return HttpTransport(name, url)


class Remote:
    """Implements a contract by sending its calls through a transport."""

    def __init__(self, contract: type[Service], transport: Transport) -> None:
        self._contract, self._transport = contract, transport

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = methods_of(self._contract)[name]

        def call(**arguments: Any) -> Any:
            path = path_of(self._contract, name)
            body = method.dump_arguments(arguments)
            return method.load_answer(self._transport(path, body, repeatable=method.is_read))

        return call


def remote(contract: type[Service], transport: Transport | None = None) -> Remote:
    """The contract answered elsewhere: through `transport`, or HTTP to the address in `SERVICE_URLS`."""
    return Remote(contract, transport or _http_transport(contract.name, settings.SERVICE_URLS[contract.name]))
