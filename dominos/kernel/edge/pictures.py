"""Responses with private photos."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse

PHOTO = {(200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY)}
"""The declaration of such a response."""


def photo_answer(data: bytes) -> HttpResponse:
    """The JPEG, not to be cached."""
    answer = HttpResponse(data, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
