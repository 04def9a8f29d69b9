"""Serves unchanged public documents from memory, before Django handles the request.

A view says until when its response holds (`while_holds`). The response, including headers, is then repeated
for equal requests without token or cookie.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from dominos.kernel.edge.charsets import Application
from dominos.kernel.edge.middleware import note
from dominos.kernel.telemetry.context import REQUEST_ID, new_trace

KEPT = 512
"""Cached request variants, oldest dropped first; bodies are shared with their producers."""
MAX_ASKED = 2_000
"""Characters of a cache key."""
_ASKED = (
    "PATH_INFO",
    "QUERY_STRING",
    "REQUEST_METHOD",
    "HTTP_HOST",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_X_FORWARDED_PROTO",
    "wsgi.url_scheme",
)
"""The parts of a request that such a response may depend on."""
_HOLDS = "dominos.holds"
"""The environment key of the view's condition, since error reporting may replace the response object."""
_PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_COOKIE")
type _Asked = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Sent:
    """An answer as it was sent, without its request's id."""

    holds: Callable[[], bool]
    route: str
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def while_holds[R: HttpResponse](response: R, request: HttpRequest, holds: Callable[[], bool]) -> R:
    """Allows repeating the response while `holds()` is true, which must not query anything."""
    match = request.resolver_match
    request.META[_HOLDS] = holds, match.route if match else "", response
    return response


def from_memory(application: Application) -> Application:
    """Wraps the WSGI application, which is only called for requests not in the cache."""
    kept: dict[_Asked, _Sent] = {}

    def called(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if (asked := _asked(environ)) is None:
            return application(environ, start_response)
        if (sent := kept.get(asked)) is not None:
            if sent.holds():
                return _again(sent, environ, start_response)
            kept.pop(asked, None)
        began: list[Any] = []

        def starts(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            began[:] = [status, headers]
            return start_response(status, headers, *error)

        environ.pop(_HOLDS, None)
        body = application(environ, starts)
        if (marked := environ.pop(_HOLDS, None)) is not None:
            while len(kept) >= KEPT:
                kept.pop(next(iter(kept)), None)
            kept[asked] = _sent(marked, began)
        return body

    return called


def _asked(environ: dict[str, Any]) -> _Asked | None:
    """How something public is asked for; None for what is not."""
    if environ["REQUEST_METHOD"] != "GET" or any(map(environ.get, _PERSONAL)):
        return None
    asked = tuple(map(environ.get, _ASKED))
    return asked if sum(len(part) for part in asked if part) <= MAX_ASKED else None


def _sent(marked: tuple[Callable[[], bool], str, HttpResponse], began: Sequence[Any]) -> _Sent:
    (holds, route, response), (status, headers) = marked, began
    others = tuple((name, value) for name, value in headers if name != REQUEST_ID)
    return _Sent(holds, route, status, others, response.content)


def _again(sent: _Sent, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    started = time.perf_counter()
    trace = new_trace(environ.get("HTTP_X_REQUEST_ID", ""))
    request_id = str(trace.correlation_id)
    start_response(sent.status, [*sent.headers, (REQUEST_ID, request_id)])
    note("GET", sent.route, int(sent.status[:3]), started, request_id)
    return [sent.body]
