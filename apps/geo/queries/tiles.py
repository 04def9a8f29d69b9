"""Tiles of the base map."""

from uuid import UUID

from apps.geo.models import City, MapTile
from dominos.kernel.errors import NotFound


def get_tile(version: UUID, z: int, x: int, y: int) -> bytes | None:
    """The gzipped vector tile; None where there is nothing to draw. NotFound for an unknown version of the map."""
    found = MapTile.objects.filter(city_id=version, z=z, x=x, y=y).values_list("data", flat=True).first()
    if found is None and not City.objects.filter(id=version).exists():
        raise NotFound("There is no such version of the map.")
    return None if found is None else bytes(found)
