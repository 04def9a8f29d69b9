"""Buffers requests: bodies are received outside the one thread that runs Django, within a time limit.

A WSGI server passes a request on once its headers are there, and reading the rest blocks: a client that sends
a byte a second would block the thread that serves everybody. Requests are scheduled fairly: those of one
client are handled one after the other, and other clients' in between.
"""

import asyncio
import io
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID
from weakref import WeakValueDictionary

from django.conf import settings
from django.http.request import HttpHeaders
from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from dominos.kernel.auth.tokens import holder_of
from dominos.kernel.edge.charsets import Application
from dominos.kernel.edge.middleware import WAITED, note
from dominos.kernel.edge.problem_schema import CONTENT_TYPE
from dominos.kernel.edge.problems import of_status
from dominos.kernel.networks import one_client
from dominos.kernel.telemetry.context import REQUEST_ID, new_trace, traced

SMALL = 65_536
"""Bytes of a body that is always accepted; nearly all are smaller."""
ROOM = 64_000_000
"""Bytes of all larger bodies that one process buffers at a time."""
_ALWAYS: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": False,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}


class Refused(Exception):
    """A request that is not accepted, with the status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class WholeRequests:
    """An RSGI application that calls a WSGI one, in one thread, with complete requests."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._taken = 0
        self._turns: WeakValueDictionary[UUID | str, asyncio.Lock] = WeakValueDictionary()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        started = time.perf_counter()
        with suppress(ProtocolClosed):  # who asked has left
            try:
                with self._room(length := _length(scope)):
                    environ = environment(scope, await self._body(length, protocol))
                    await self._answer_in_turn(environ, protocol)
            except Refused as refused:
                _refuse(scope, protocol, refused.status, started)

    async def _body(self, length: int, protocol: HTTPProtocol) -> bytes:
        if not length:
            return b""
        try:
            async with asyncio.timeout(settings.REQUEST_SECONDS):
                return await protocol()
        except TimeoutError:
            raise Refused(408) from None

    @contextmanager
    def _room(self, length: int) -> Iterator[None]:
        """Room for a body, until its request is answered: it is kept while others have their turns."""
        counted = length if length > SMALL else 0
        if counted and self._taken + counted > ROOM:
            raise Refused(503)
        self._taken += counted
        try:
            yield
        finally:
            self._taken -= counted

    async def _answer_in_turn(self, environ: dict[str, Any], protocol: HTTPProtocol) -> None:
        """Answers once the client's earlier requests are answered, and whoever else has come meanwhile.

        The time of a request begins with its wait: the gateway does not wait for both.
        """
        began = time.monotonic()
        turn = self._turns.setdefault(_client_of(environ), asyncio.Lock())
        try:
            async with asyncio.timeout(settings.REQUEST_SECONDS):
                await turn.acquire()
        except TimeoutError:
            raise Refused(503) from None
        try:
            await asyncio.sleep(0)
            environ[WAITED] = time.monotonic() - began
            self._answer(environ, protocol)
        finally:
            turn.release()

    def _answer(self, environ: dict[str, Any], protocol: HTTPProtocol) -> None:
        """Calls the application as if no event loop ran here: nothing else does until it has answered."""
        began: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            began[:] = int(status[:3]), headers

        asyncio._set_running_loop(None)
        try:
            chunks = self._application(environ, start_response)
            try:
                body = b"".join(chunks)
            finally:
                if close := getattr(chunks, "close", None):
                    close()
        finally:
            asyncio._set_running_loop(self._loop)
        status, headers = began
        protocol.response_bytes(status, headers, body)


def _length(scope: Scope) -> int:
    """Bytes of the body. Refused where nobody says so, or it is too long."""
    if "transfer-encoding" in scope.headers:
        raise Refused(411)
    length = int(scope.headers.get("content-length", 0))
    if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise Refused(413)
    return length


def environment(scope: Scope, body: bytes) -> dict[str, Any]:
    """The WSGI environment. Header names with underscores are dropped, since they would be confused with others."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        **_ALWAYS,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
    }
    for field, value in scope.headers.items():
        if "_" not in field:
            key = "HTTP_" + field.replace("-", "_").upper()
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if (given := environ.pop(f"HTTP_{key}", None)) is not None:
            environ[key] = given
    return environ


def _client_of(environ: dict[str, Any]) -> UUID | str:
    """Who asks: the person whose token has been good before, else an address. An invented token is nobody's."""
    credentials = environ.get("HTTP_AUTHORIZATION", "").split()
    if credentials and (holder := holder_of(credentials[-1])):
        return holder
    request = SimpleNamespace(META=environ, headers=HttpHeaders(environ))
    return one_client(BaseThrottle().get_ident(cast(Request, request)) or "")


def _refuse(scope: Scope, protocol: HTTPProtocol, status: int, started: float) -> None:
    """Says why, and ends the connection, on which the rest of a body may still come."""
    with traced(trace := new_trace("")):
        body, request_id = json.dumps(of_status(status)).encode(), str(trace.correlation_id)
        headers = [("content-type", CONTENT_TYPE), ("connection", "close"), (REQUEST_ID, request_id)]
        headers += [("retry-after", "5")] if status == 503 else []
        protocol.response_bytes(status, headers, body)
        note(scope.method, None, status, started, request_id)
