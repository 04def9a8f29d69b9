"""The picture files of menus, which never change and are cached by clients."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from apps.menu.queries.pictures import get_file
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.views import ApiView

KINDS = ("image/avif", "image/webp", "image/svg+xml")
FOR_A_YEAR = "public, max-age=31536000, immutable"
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing opened directly is a document: this policy keeps it from loading or running anything."""


class PictureView(ApiView):
    """A file of a picture."""

    access = {"GET": ANYONE}
    throttle_classes = ()

    @extend_schema(
        operation_id="get_menu_picture",
        tags=["menu"],
        responses={(200, kind): OpenApiResponse(OpenApiTypes.BINARY) for kind in KINDS},
    )
    def get(self, request: Request, name: str) -> HttpResponse:
        """A picture that a menu names by its `key`: `{key}.svg`, or `{key}-{width}.avif` and `.webp`."""
        data, content_type = get_file(name)
        answer = HttpResponse(data, content_type=content_type)
        answer["Cache-Control"] = FOR_A_YEAR
        answer["Content-Security-Policy"] = NOTHING_RUNS
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
