"""Drives by road: asks geo, and estimates from straight lines, marked as such, while geo is down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from apps.delivery.dispatch.types import Place
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.states import Vehicle
from apps.geo.contract.estimates import estimate_drive
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point, Profile
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)
MAX_POINTS = 100


@dataclass(frozen=True, slots=True)
class Drives:
    """Seconds from each origin to each destination; `is_estimated` when some are guesses."""

    seconds: tuple[tuple[float, ...], ...]
    is_estimated: bool


def drives(origins: Sequence[LatLon], destinations: Sequence[LatLon], vehicle: str) -> Drives:
    """The road times of all pairs. Never inside a unit of work: it asks another app."""
    profile: Profile = "car" if vehicle == Vehicle.CAR else "bicycle"
    try:
        tables = [
            service(GeoService).matrix(
                origins=_points(origins[start : start + MAX_POINTS]),
                destinations=_points(destinations),
                profile=profile,
            )
            for start in range(0, len(origins), MAX_POINTS)
        ]
    except Unavailable:
        log.warning("roads unavailable, straight lines instead")
        return _guessed(origins, destinations, profile)
    return Drives(
        tuple(row for table in tables for row in table.seconds), any(table.estimated for table in tables)
    )


def chain(points: Sequence[LatLon], vehicle: str) -> tuple[list[float], bool]:
    """Seconds from each point to the next one, and whether some are guesses."""
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
    """The engine's travel function: minutes by road, each courier's place by the courier's own vehicle.

    A place not in `vehicles` is driven from by the fleet's usual `vehicle`.
    """

    vehicle: str
    vehicles: Mapping[Place, str] = field(default_factory=dict)

    def __call__(self, origins: Sequence[Place], destinations: Sequence[Place]) -> list[list[float]]:
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
