"""Endpoints of the base map: its description, vector tiles and pictures."""

import gzip
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.geo.basemap.zooms import MAX_ZOOM, MIN_ZOOM
from apps.geo.conf import tile_rate
from apps.geo.contract.types import Point
from apps.geo.queries.answers import BaseMapAnswer
from apps.geo.queries.cities import live_city
from apps.geo.queries.tiles import draw_around, get_tile
from apps.geo.rest.serializers import PointQuery
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.throttling import SlidingThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
FOREVER = "public, max-age=31536000, immutable"


class TileThrottle(SlidingThrottle):
    """Limits tiles per address, at a rate of their own, because looking around loads dozens."""

    rate = "1/s"

    def __init__(self) -> None:
        self.rate = tile_rate()
        super().__init__()

    def get_cache_key(self, request: Request, view: object) -> str:
        return f"throttle:tiles:{self.get_ident(request)}"


class BaseMapView(ApiView):
    access = {"GET": ANYONE}
    problems = {"GET": [NotFound]}

    @extend_schema(operation_id="geo_map", tags=["geo"], responses=BaseMapAnswer)
    def get(self, request: Request) -> Response:
        """The live base map: its bounds, its zooms and its tiles' path."""
        city = live_city()
        if city is None:
            raise NotFound("No map is loaded.")
        found = BaseMapAnswer(
            version=city.id,
            name=city.name,
            bounds=(city.west, city.south, city.east, city.north),
            minzoom=MIN_ZOOM,
            maxzoom=MAX_ZOOM,
            tiles=f"/api/v1/geo/map/{city.id}/{{z}}/{{x}}/{{y}}",
            attribution="© OpenStreetMap contributors",
        )
        return self.answer(found, headers={"Cache-Control": "max-age=60"})


class TileView(ApiView):
    access = {"GET": ANYONE}
    throttle_classes = (TileThrottle,)

    @extend_schema(
        operation_id="geo_map_tile",
        tags=["geo"],
        responses={(200, MEDIA_TYPE): OpenApiTypes.BINARY, 204: None, 304: None},
    )
    def get(self, request: Request, version: UUID, z: int, x: int, y: int) -> HttpResponse:
        """A tile of a version of the map, which never changes; 204 if there is nothing to draw."""
        tag = f'"{version}-{z}-{x}-{y}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": FOREVER})
        tile = get_tile(version, z, x, y)
        if tile is None:
            return HttpResponse(status=204, headers={"Cache-Control": FOREVER})
        return _answer(request, tile, tag)


class PictureThrottle(SlidingThrottle):
    """Limits pictures per address: mail programs load them for many people, and drawing is expensive."""

    rate = "60/min"

    def get_cache_key(self, request: Request, view: object) -> str:
        return f"throttle:map-pictures:{self.get_ident(request)}"


class PictureView(ApiView):
    access = {"GET": ANYONE}
    throttle_classes = (PictureThrottle,)
    problems = {"GET": [NotFound]}

    @extend_schema(
        operation_id="geo_map_picture",
        tags=["geo"],
        parameters=[PointQuery],
        responses={(200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponse:
        """A picture of the map around a place, 1200 by 480 pixels, for mails and other uses without scripts."""
        place = self.validated_query(PointQuery)
        picture = draw_around(Point(lat=place["lat"], lon=place["lon"]))
        return HttpResponse(
            picture, content_type="image/png", headers={"Cache-Control": "public, max-age=86400"}
        )


def _answer(request: Request, packed: bytes, tag: str) -> HttpResponse:
    headers = {"ETag": tag, "Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(packed, content_type=MEDIA_TYPE, headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(packed), content_type=MEDIA_TYPE, headers=headers)
