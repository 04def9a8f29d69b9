"""Photos as answers: for whoever may see them, and for no cache."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse

PHOTO = {(200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY)}
"""How a view declares such an answer."""


def photo_answer(data: bytes) -> HttpResponse:
    """The JPEG, kept by nobody."""
    answer = HttpResponse(data, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
