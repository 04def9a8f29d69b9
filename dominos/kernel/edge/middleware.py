"""Around every HTTP request: its id, its log line, and a size limit."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse

from dominos.kernel.edge.problem_schema import CONTENT_TYPE
from dominos.kernel.edge.problems import of_status
from dominos.kernel.telemetry import REQUEST_ID, TRACEPARENT, new_trace, traced

log = structlog.get_logger("dominos.access")


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
        trace = new_trace(request.headers.get(REQUEST_ID, ""), request.headers.get(TRACEPARENT, ""))
        with traced(trace):
            response = self.get_response(request)
            if response.status_code == 405 and not response.content:
                response = _explained(response)
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
