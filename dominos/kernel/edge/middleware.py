"""Request id, log line and metrics of every HTTP request."""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse

from dominos.kernel.edge import request_metrics
from dominos.kernel.edge.problem_schema import CONTENT_TYPE
from dominos.kernel.edge.problems import document, of_status
from dominos.kernel.errors import DeadlineExceeded
from dominos.kernel.resilience.deadline import watch, within
from dominos.kernel.telemetry.context import REQUEST_ID, new_trace, traced
from dominos.kernel.telemetry.logging import write_line
from dominos.kernel.telemetry.spans import span

WAITED = "dominos.waited"
"""The environment key of the seconds that a request has waited for its turn."""


def _explained(bare: HttpResponse) -> HttpResponse:
    """Django's own refusal of a method, as a problem."""
    allow = {"Allow": bare["Allow"]} if "Allow" in bare else {}
    return JsonResponse(of_status(405), status=405, content_type=CONTENT_TYPE, headers=allow)


def _too_late() -> HttpResponse:
    """What a request is answered that was not done in time."""
    body = document(DeadlineExceeded())
    return JsonResponse(body, status=503, content_type=CONTENT_TYPE, headers={"Retry-After": "5"})


class RequestMiddleware:
    """Starts trace and timing, and logs the request with its id: no query string, body or name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        trace = new_trace(request.META.get("HTTP_X_REQUEST_ID", ""), request.META.get("HTTP_TRACEPARENT", ""))
        with traced(trace), span(request.method or "", "SERVER") as begun:
            response = self._in_time(request)
            if response.status_code == 405 and not response.content:
                response = _explained(response)
            response[REQUEST_ID] = str(trace.correlation_id)
            match = request.resolver_match
            route = match.route if match else None
            note(request.method, route, response.status_code, started, str(trace.correlation_id))
            if begun is not None:
                begun.update_name(f"{request.method} /{route or ''}")
                begun.set_attribute("http.response.status_code", response.status_code)
        return response

    def _in_time(self, request: HttpRequest) -> HttpResponse:
        """What came of it; a failure after its time is up is told as what it is."""
        seconds = max(0.0, settings.REQUEST_SECONDS - request.META.get(WAITED, 0.0))
        with within(seconds) as deadline, watch.over(deadline):
            response = self.get_response(request)
            is_late = deadline.has_passed and response.status_code >= 500
        if deadline.was_cut:
            connections.close_all()
        return _too_late() if is_late else response


def note(method: str | None, route: str | None, status: int, started: float, request_id: str) -> None:
    """Counts and logs a finished request; `started` by `time.perf_counter`."""
    seconds = time.perf_counter() - started
    method = method if method in request_metrics.METHODS else "other"
    request_metrics.count(method, route, status, seconds)
    what = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    write_line("request", "dominos.access", {**what, "request_id": request_id})
