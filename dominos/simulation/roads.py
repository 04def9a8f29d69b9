"""The city's roads: all drives between known places asked once of the geo service, routes as couriers ride them."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from apps.delivery.dispatch.types import Place
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.states import Vehicle
from apps.geo.contract.estimates import distance_m
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point, Profile
from dominos.kernel.services import service

BLOCK = 100
"""Points a side of one question to the service."""


class Roads:
    """Drives in seconds and ways between places, by vehicle.

    Known are the drives between the stores and every place, and those among the places of one neighbourhood.
    """

    def __init__(self, stores: Sequence[Place], places: Sequence[Place]) -> None:
        self._stores = list(dict.fromkeys(stores))
        known = list(dict.fromkeys([*self._stores, *places]))
        self._index = {place: number for number, place in enumerate(known)}
        self._column = {place: number for number, place in enumerate(self._stores)}
        self._seconds = {vehicle: np.full((len(known), len(known)), np.nan) for vehicle in Vehicle}
        self._rows: dict[tuple[Place, Vehicle], NDArray[np.float64]] = {}
        self._ways: dict[tuple[Place, Place, Vehicle], Way] = {}
        self._learn(self._stores, known)
        self._learn(known, self._stores)

    def know(self, neighbours: Sequence[Place]) -> None:
        """Learns the drives among places that one courier may visit in one run."""
        places = list(dict.fromkeys(neighbours))
        self._learn(places, places)

    def _learn(self, origins: Sequence[Place], destinations: Sequence[Place]) -> None:
        for vehicle, table in self._seconds.items():
            for top in range(0, len(origins), BLOCK):
                for left in range(0, len(destinations), BLOCK):
                    rows, columns = origins[top : top + BLOCK], destinations[left : left + BLOCK]
                    where = np.ix_([self._index[p] for p in rows], [self._index[p] for p in columns])
                    table[where] = _ask(rows, columns, vehicle)
            np.fill_diagonal(table, 0.0)

    def seconds(self, origin: Place, destination: Place, vehicle: Vehicle) -> float:
        """The drive from a place, known or on the road, to a known one; from the road to stores only."""
        row, column = self._index.get(origin), self._index[destination]
        if row is not None:
            return float(self._seconds[vehicle][row, column])
        return float(self.table([origin], [destination], vehicle)[0, 0])

    def table(
        self, origins: Sequence[Place], destinations: Sequence[Place], vehicle: Vehicle
    ) -> NDArray[np.float64]:
        """Seconds of all pairs. Places where a courier happens to be are asked for when they come up."""
        rows = [self._index.get(place, -1) for place in origins]
        columns_of = np.array([self._index[place] for place in destinations], dtype=np.intp)
        table = self._seconds[vehicle][np.array(rows, dtype=np.intp)[:, None], columns_of]
        if unknown := [number for number, row in enumerate(rows) if row < 0]:
            columns = [self._column[place] for place in destinations]
            table[unknown] = self._from_the_road([origins[n] for n in unknown], vehicle)[:, columns]
        return table

    def _from_the_road(self, origins: Sequence[Place], vehicle: Vehicle) -> NDArray[np.float64]:
        missing = [place for place in dict.fromkeys(origins) if (place, vehicle) not in self._rows]
        if missing:
            for place, row in zip(missing, _ask(missing, self._stores, vehicle), strict=True):
                self._rows[place, vehicle] = row
        return np.array([self._rows[place, vehicle] for place in origins])

    def way(self, origin: Place, destination: Place, vehicle: Vehicle) -> "Way":
        """The route from one place to another."""
        key = origin, destination, vehicle
        if key not in self._ways:
            route = service(GeoService).route(
                origin=_point(origin), destination=_point(destination), profile=_profile(vehicle)
            )
            inner = [Place(point.lon, point.lat) for point in route.geometry]
            self._ways[key] = Way([origin, *inner, destination])
        return self._ways[key]


class Way:
    """A line of places, ridden at an even speed."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        legs = (distance_m(_latlon(a), _latlon(b)) for a, b in pairwise(places))
        self._metres = [0.0, *accumulate(legs)]

    def at(self, share: float) -> Place:
        """The last turn before this share of the way."""
        ridden = min(max(share, 0.0), 1.0) * self._metres[-1]
        return self._places[bisect_right(self._metres, ridden) - 1]


class FleetTravel:
    """The engine's travel function: minutes by road, each courier's place by the courier's own vehicle."""

    def __init__(self, roads: Roads, vehicles: Mapping[Place, str], usual: Vehicle) -> None:
        self._roads, self._vehicles, self._usual = roads, vehicles, usual

    def __call__(self, origins: Sequence[Place], destinations: Sequence[Place]) -> NDArray[np.float64]:
        vehicles = [Vehicle(self._vehicles.get(place, self._usual)) for place in origins]
        found = np.empty((len(origins), len(destinations)))
        for vehicle in sorted(set(vehicles)):
            rows = [row for row, of in enumerate(vehicles) if of == vehicle]
            found[rows] = self._roads.table([origins[row] for row in rows], destinations, vehicle)
        return found / 60


def _ask(origins: Sequence[Place], destinations: Sequence[Place], vehicle: Vehicle) -> NDArray[np.float64]:
    matrix = service(GeoService).matrix(
        origins=tuple(map(_point, origins)),
        destinations=tuple(map(_point, destinations)),
        profile=_profile(vehicle),
    )
    return np.array(matrix.seconds)


def _profile(vehicle: Vehicle) -> Profile:
    return "car" if vehicle is Vehicle.CAR else "bicycle"


def _point(place: Place) -> Point:
    return Point(lat=place.y, lon=place.x)


def _latlon(place: Place) -> LatLon:
    return LatLon(place.y, place.x)
