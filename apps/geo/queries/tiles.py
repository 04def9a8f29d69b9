"""Tiles of the base map."""

import gzip
from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from apps.geo.basemap.picture import Square, draw, squares_around
from apps.geo.basemap.zooms import MAX_ZOOM
from apps.geo.contract.types import Point
from apps.geo.models import City, MapTile
from apps.geo.queries.cities import live_city
from dominos.kernel.errors import NotFound

DIGITS, KEPT = 4, 200
"""Decimal places that tell a place of a picture, and how many pictures of 20 kB a process keeps: those of stores."""


def get_tile(version: UUID, z: int, x: int, y: int) -> bytes | None:
    """The gzipped vector tile; None if there is nothing to draw. NotFound for an unknown version of the map."""
    found = MapTile.objects.filter(city_id=version, z=z, x=x, y=y).values_list("data", flat=True).first()
    if found is None and not City.objects.filter(id=version).exists():
        raise NotFound("There is no such version of the map.")
    return None if found is None else bytes(found)


def draw_around(at: Point) -> bytes:
    """A PNG of the live map with a marker at the place, accurate to some ten metres. NotFound without a map."""
    city = live_city()
    if city is None:
        raise NotFound("No map is loaded.")
    return _drawn(city.id, round(at.lat, DIGITS), round(at.lon, DIGITS))


@lru_cache(KEPT)
def _drawn(version: UUID, lat: float, lon: float) -> bytes:
    at = Point(lat=lat, lon=lon)
    tiles = _unpacked_tiles(version, squares_around(at))
    if not tiles:
        raise NotFound("There is no map of this place.")
    return draw(at, tiles)


def _unpacked_tiles(version: UUID, squares: Sequence[Square]) -> dict[Square, bytes]:
    wanted = reduce(or_, (Q(x=x, y=y) for x, y in squares))
    rows = MapTile.objects.filter(wanted, city_id=version, z=MAX_ZOOM)
    return {(x, y): gzip.decompress(data) for x, y, data in rows.values_list("x", "y", "data")}
