"""Which extract is live, remembered for a moment so that a hot question costs no query for it."""

import threading
import time
from dataclasses import dataclass
from uuid import UUID

from apps.geo.contract.types import Point
from apps.geo.models import City

REMEMBERED_S = 2.0


@dataclass(frozen=True, slots=True)
class LiveCity:
    """The active extract; ``place_names`` are folded."""

    id: UUID
    content_hash: str
    name: str
    place_names: tuple[str, ...]
    south: float
    west: float
    north: float
    east: float

    @property
    def middle(self) -> Point:
        return Point(lat=(self.south + self.north) / 2, lon=(self.west + self.east) / 2)


_lock = threading.Lock()
_remembered: tuple[float, LiveCity | None] = (0.0, None)


def live_city() -> LiveCity | None:
    """The active extract, at most two seconds old; None before the first ``load_city``."""
    global _remembered
    read_at, city = _remembered
    if city is not None and time.monotonic() - read_at < REMEMBERED_S:
        return city
    with _lock:
        city = _read()
        _remembered = (time.monotonic(), city)
    return city


def forget_live_city() -> None:
    """Make the next question read the database: after a load in this process."""
    global _remembered
    _remembered = (0.0, None)


def _read() -> LiveCity | None:
    city = City.objects.filter(is_active=True).first()
    if city is None:
        return None
    return LiveCity(
        id=city.id,
        content_hash=city.content_hash,
        name=city.name,
        place_names=tuple(city.place_names),
        south=city.south,
        west=city.west,
        north=city.north,
        east=city.east,
    )
