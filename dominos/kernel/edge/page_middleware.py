"""Middleware that only pages need, such as static files.

API calls carry a token and no cookie, and skip it.
"""

from typing import Any

import structlog
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from dominos.kernel.edge.problems import handler400, handler404

log = structlog.get_logger(__name__)
API = ("/api/v1/", "/api/v2/")
"""The path prefixes of the API's versions."""


class SkipsApi:
    """A middleware mixin that skips API calls; place it before the class it applies to."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(API):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class StaticFiles(SkipsApi, WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise, for pages."""


class Sensible:
    """Refuses page URLs with values that no column can hold; the API validates its own parameters.

    Django's own pages, above all the admin's lists, pass URL values to the database.
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
        """Turns overflows of numbers and dates into 400."""
        if not isinstance(error, DataError | OverflowError):
            return None
        log.warning("a page was asked for what makes no sense", exc_info=error)
        answer: HttpResponse = handler400(request)
        return answer
