"""Around every HTTP request: its id, its log line, and a size limit."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from dominos.kernel.telemetry import REQUEST_ID, TRACEPARENT, new_trace, traced

log = structlog.get_logger("dominos.access")


class RequestMiddleware:
    """Starts the trace, answers with its id and logs the request; no query string, body or name is logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        trace = new_trace(request.headers.get(REQUEST_ID, ""), request.headers.get(TRACEPARENT, ""))
        with traced(trace):
            response = self.get_response(request)
            response[REQUEST_ID] = str(trace.correlation_id)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                route=match.route if match else None,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        return response
