"""What pages need and the REST API does not, static files for one.

Whoever calls the API shows a token with each call and gets no cookie; each of these would still look for one.
"""

from typing import Any

import structlog
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from dominos.kernel.edge.problems import handler400, handler404

log = structlog.get_logger(__name__)
API = ("/api/v1/", "/api/v2/")
"""What the paths of its versions begin with."""


class BesidesApi:
    """A middleware that lets calls of the API by; before the class that it is for."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(API):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class StaticFiles(BesidesApi, WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise's, for pages."""


class Sensible:
    """Lets no page be asked for what no text and no calendar holds; the API's parameters say so themselves.

    Django's own pages, the admin's lists first, hand what stands in their address to the database.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(API):
            return self.get_response(request)
        if "\x00" in request.path_info:
            return handler404(request)
        return handler400(request) if "%00" in request.META["QUERY_STRING"] else self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A number too large for its column, the day after the last one."""
        if not isinstance(error, DataError | OverflowError):
            return None
        log.warning("a page was asked for what makes no sense", exc_info=error)
        answer: HttpResponse = handler400(request)
        return answer
