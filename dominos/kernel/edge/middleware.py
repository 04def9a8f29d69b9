"""Around every HTTP request: its id, its log line, and what is counted of it."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from dominos.kernel.edge import traffic
from dominos.kernel.edge.problem_schema import CONTENT_TYPE
from dominos.kernel.edge.problems import of_status
from dominos.kernel.logging import write_line
from dominos.kernel.telemetry import REQUEST_ID, new_trace, traced


def _explained(bare: HttpResponse) -> HttpResponse:
    """Django's own refusal of a method, as a problem."""
    allow = {"Allow": bare["Allow"]} if "Allow" in bare else {}
    return JsonResponse(of_status(405), status=405, content_type=CONTENT_TYPE, headers=allow)


class RequestMiddleware:
    """Starts the trace, answers with its id and logs the request; no query string, body or name is logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        trace = new_trace(request.META.get("HTTP_X_REQUEST_ID", ""), request.META.get("HTTP_TRACEPARENT", ""))
        with traced(trace):
            response = self.get_response(request)
            if response.status_code == 405 and not response.content:
                response = _explained(response)
            response[REQUEST_ID] = str(trace.correlation_id)
            match = request.resolver_match
            route = match.route if match else None
            note(request.method, route, response.status_code, started, str(trace.correlation_id))
        return response


def note(method: str | None, route: str | None, status: int, started: float, request_id: str) -> None:
    """Counts and logs an answered request; `started` by `time.perf_counter`."""
    seconds = time.perf_counter() - started
    method = method if method in traffic.METHODS else "other"
    traffic.count(method, route, status, seconds)
    what = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    write_line("request", "dominos.access", {**what, "request_id": request_id})
