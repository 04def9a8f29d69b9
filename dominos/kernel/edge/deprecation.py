"""Announces deprecated operations: in responses, in the document, and by counting their users."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter

from dominos.kernel.edge.page_middleware import API

USES = Counter(
    "api_uses", "Calls of the API, by its version and the program that calls.", ["version", "client"]
)
CLIENTS = (
    "Mozilla",
    "curl",
    "dominos-client",
    "okhttp",
    "Dalvik",
    "CFNetwork",
    "python-httpx",
    "python-requests",
    "node",
)
"""Programs distinguished in the metrics by the prefix of their `User-Agent`."""
OTHER = "other"


def client_of(agent: str) -> str:
    """The program of a `User-Agent`: one of `CLIENTS`, or "other"."""
    return next((name for name in CLIENTS if agent.startswith(name)), OTHER)


class DeprecationMiddleware:
    """Counts API calls, and adds headers to responses of deprecated operations."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._headers = {place: notice.headers for place, notice in settings.API_DEPRECATED.items()}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        path = request.path_info
        if path.startswith(API) and request.resolver_match is not None:
            version = path.split("/", 3)[2]
            USES.labels(version, client_of(request.META.get("HTTP_USER_AGENT", ""))).inc()
            route = (request.method or "", f"/{request.resolver_match.route}")
            for name, value in self._headers.get(route, {}).items():
                response[name] = value
        return response


def mark_deprecated(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook that marks deprecated operations with their sunset and successor."""
    for (method, path), notice in settings.API_DEPRECATED.items():
        if operation := result["paths"].get(path, {}).get(method.lower()):
            operation["deprecated"] = True
            operation["description"] = (
                f"{operation.get('description', '')}\n\nDeprecated since {notice.since}, "
                f"gone from {notice.sunset} on at the earliest: use `{notice.successor}`."
            )
    return result
