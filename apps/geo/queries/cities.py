"""The live extract, cached briefly."""

import threading
from dataclasses import dataclass
from uuid import UUID

from apps.geo.contract.types import Point
from apps.geo.models import City
from dominos.kernel.ttl_cache import TtlCache


@dataclass(frozen=True, slots=True)
class LiveCity:
    """The active extract; ``place_names`` are folded."""

    id: UUID
    content_hash: str
    name: str
    file_name: str
    place_names: tuple[str, ...]
    south: float
    west: float
    north: float
    east: float

    @property
    def middle(self) -> Point:
        return Point(lat=(self.south + self.north) / 2, lon=(self.west + self.east) / 2)


_lock = threading.Lock()
_cache = TtlCache[None, LiveCity](seconds=2)


def live_city() -> LiveCity | None:
    """The active extract, at most two seconds old; None before the first ``load_city``."""
    if (city := _cache.get(None)) is not None:
        return city
    with _lock:
        city = _read()
        if city is not None:
            _cache.set(None, city)
    return city


def clear_live_city() -> None:
    """Drops the cache, after a load in this process."""
    _cache.clear()


def _read() -> LiveCity | None:
    city = City.objects.filter(is_active=True).first()
    if city is None:
        return None
    return LiveCity(
        id=city.id,
        content_hash=city.content_hash,
        name=city.name,
        file_name=city.file_name,
        place_names=tuple(city.place_names),
        south=city.south,
        west=city.west,
        north=city.north,
        east=city.east,
    )
