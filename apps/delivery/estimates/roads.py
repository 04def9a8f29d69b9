"""Drive times by road from geo, or estimated from straight lines, marked as such, if geo does not answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain as joined

import structlog

from apps.delivery.dispatch.types import Place
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.states import Vehicle
from apps.geo.contract.errors import TooManyPairs
from apps.geo.contract.estimates import estimate_drive
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point, Profile
from dominos.kernel.errors import DomainError
from dominos.kernel.services import service

log = structlog.get_logger(__name__)
MAX_POINTS = 100
"""Per side of a table: geo answers ten thousand pairs at once."""


@dataclass(frozen=True, slots=True)
class Drives:
    """Seconds from each origin to each destination; `is_estimated` if any of them is estimated."""

    seconds: tuple[tuple[float, ...], ...]
    is_estimated: bool


def drives(origins: Sequence[LatLon], destinations: Sequence[LatLon], vehicle: str) -> Drives:
    """The road times of all pairs, however many. Calls another app: never inside a unit of work."""
    profile: Profile = "car" if vehicle == Vehicle.CAR else "bicycle"
    rows: list[tuple[float, ...]] = []
    is_estimated = False
    for some in slices(len(origins)):
        tables = [_table(origins[some], destinations[part], profile) for part in slices(len(destinations))]
        if tables:
            rows.extend(
                tuple(joined.from_iterable(parts)) for parts in zip(*(t.seconds for t in tables), strict=True)
            )
        else:
            rows.extend(() for _ in origins[some])
        is_estimated = is_estimated or any(table.is_estimated for table in tables)
    return Drives(tuple(rows), is_estimated)


def slices(points: int) -> Iterator[slice]:
    """The points in slices of `MAX_POINTS`."""
    return (slice(start, start + MAX_POINTS) for start in range(0, points, MAX_POINTS))


def _table(origins: Sequence[LatLon], destinations: Sequence[LatLon], profile: Profile) -> Drives:
    """One table. Whatever geo refuses or fails at: a guess is better than nobody being sent."""
    try:
        table = service(GeoService).matrix(
            origins=_points(origins), destinations=_points(destinations), profile=profile
        )
    except TooManyPairs:
        if len(origins) * len(destinations) > 1:
            return _halved(origins, destinations, profile)
        return _guessed(origins, destinations, profile)
    except DomainError as error:
        log.warning("roads unavailable, straight lines instead", code=error.code)
        return _guessed(origins, destinations, profile)
    except Exception:
        log.exception("roads failed, straight lines instead")
        return _guessed(origins, destinations, profile)
    return Drives(table.seconds, bool(table.estimated))


def _halved(origins: Sequence[LatLon], destinations: Sequence[LatLon], profile: Profile) -> Drives:
    """For a geo that answers fewer pairs at once (GEO_MATRIX_LIMIT)."""
    if len(origins) >= len(destinations):
        half = len(origins) // 2
        parts = [_table(some, destinations, profile) for some in (origins[:half], origins[half:])]
        seconds = tuple(row for part in parts for row in part.seconds)
    else:
        half = len(destinations) // 2
        parts = [_table(origins, some, profile) for some in (destinations[:half], destinations[half:])]
        seconds = tuple((*one, *other) for one, other in zip(*(p.seconds for p in parts), strict=True))
    return Drives(seconds, any(part.is_estimated for part in parts))


def chain(points: Sequence[LatLon], vehicle: str) -> tuple[list[float], bool]:
    """Seconds from each point to the next one, and whether any is estimated."""
    if len(points) < 2:
        return [], False
    table = drives(points[:-1], points[1:], vehicle)
    return [table.seconds[leg][leg] for leg in range(len(points) - 1)], table.is_estimated


def _points(points: Sequence[LatLon]) -> tuple[Point, ...]:
    return tuple(Point(lat=point.lat, lon=point.lon) for point in points)


def _guessed(origins: Sequence[LatLon], destinations: Sequence[LatLon], profile: Profile) -> Drives:
    rows = (tuple(estimate_drive(a, b, profile).seconds for b in destinations) for a in origins)
    return Drives(tuple(rows), True)


@dataclass(slots=True)
class RoadTravel:
    """The engine's travel function: minutes by road, from each courier's place by their vehicle.

    From places not in `vehicles`, the fleet's usual `vehicle` is assumed. Answers are cached, since several
    plans of the same moment ask again.
    """

    vehicle: str
    vehicles: Mapping[Place, str] = field(default_factory=dict)
    _known: dict[tuple[Place, Place], float] = field(default_factory=dict)

    def __call__(self, origins: Sequence[Place], destinations: Sequence[Place]) -> list[list[float]]:
        try:
            return [[self._known[origin, place] for place in destinations] for origin in origins]
        except KeyError:
            rows = self._asked(origins, destinations)
        for origin, row in zip(origins, rows, strict=True):
            self._known.update(
                ((origin, place), drive) for place, drive in zip(destinations, row, strict=True)
            )
        return rows

    def _asked(self, origins: Sequence[Place], destinations: Sequence[Place]) -> list[list[float]]:
        rows: list[list[float]] = [[] for _ in origins]
        for vehicle in sorted({self._of(place) for place in origins}):
            at = [index for index, place in enumerate(origins) if self._of(place) == vehicle]
            table = drives([_latlon(origins[i]) for i in at], [_latlon(d) for d in destinations], vehicle)
            for index, seconds in zip(at, table.seconds, strict=True):
                rows[index] = [
                    0.0 if tuple(origins[index]) == tuple(place) else second / 60
                    for place, second in zip(destinations, seconds, strict=True)
                ]
        return rows

    def _of(self, place: Place) -> str:
        return self.vehicles.get(place, self.vehicle)


def _latlon(place: Place) -> LatLon:
    return LatLon(place.y, place.x)
