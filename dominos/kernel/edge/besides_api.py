"""What pages need and the REST API does not, static files for one.

Whoever calls the API shows a token with each call and gets no cookie; each of these would still look for one.
"""

from typing import Any

from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware

API = "/api/v1/"


class BesidesApi:
    """A middleware that lets calls of the API by; before the class that it is for."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(API):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class StaticFiles(BesidesApi, WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise's, for pages."""
