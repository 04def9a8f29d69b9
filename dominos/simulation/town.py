"""The scene of a night: stores, the doors each serves, and the roads between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.delivery.dispatch.types import Place
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.states import Vehicle
from apps.geo.contract.estimates import distance_m
from dominos.simulation.roads import Roads
from dominos.simulation.scenario import Door

ROUNDS = 20

type Site = tuple[str, str, Place]


@dataclass(frozen=True, slots=True)
class Town:
    """The scene: stores, the doors each serves, and the roads between them."""

    name: str
    sites: Sequence[Site]
    served: dict[str, list[Door]]
    roads: Roads

    @property
    def drives(self) -> dict[str, float]:
        """Seconds by bicycle from each store to one of its doors, on average; 0 without doors."""
        return {name: self._drive(place, self.served[name]) for name, _, place in self.sites}

    def _drive(self, store: Place, doors: Sequence[Door]) -> float:
        table = self.roads.table([store], [door.place for door in doors], Vehicle.BICYCLE)
        return float(table.mean()) if doors else 0.0


def chosen_sites(doors: Sequence[Door], number: int) -> list[Site]:
    """Addresses spread over the doors so that the way to the nearest is short: k-medoids, from the farthest points."""
    places = sorted({door.place for door in doors})
    chosen = [places[0]]
    while len(chosen) < min(number, len(places)):
        chosen.append(max(places, key=lambda place: (min(_metres(place, one) for one in chosen), place)))
    for _ in range(ROUNDS):
        middles = [_middle(group) for group in _groups(places, chosen)]
        if middles == chosen:
            break
        chosen = middles
    labels = {door.place: door.label for door in reversed(doors)}
    return [(f"S{n}", labels[place], place) for n, place in enumerate(sorted(chosen), 1)]


def _groups(places: Sequence[Place], chosen: Sequence[Place]) -> list[list[Place]]:
    groups: list[list[Place]] = [[] for _ in chosen]
    for place in places:
        groups[min(range(len(chosen)), key=lambda n: (_metres(place, chosen[n]), n))].append(place)
    return groups


def _middle(group: Sequence[Place]) -> Place:
    x, y = (sum(axis) / len(group) for axis in zip(*group, strict=True))
    return min(group, key=lambda place: (_metres(place, Place(x, y)), place))


def _metres(a: Place, b: Place) -> float:
    return distance_m(LatLon(a.y, a.x), LatLon(b.y, b.x))


def served_doors(roads: Roads, sites: Sequence[Site], doors: Sequence[Door]) -> dict[str, list[Door]]:
    """Each store with the doors it is the nearest to by road; the roads among them are known from then on."""
    table = roads.table([site[2] for site in sites], [door.place for door in doors], Vehicle.BICYCLE)
    served: dict[str, list[Door]] = {site[0]: [] for site in sites}
    for column, door in enumerate(doors):
        served[sites[int(table[:, column].argmin())][0]].append(door)
    for site in sites:
        roads.know([site[2], *(door.place for door in served[site[0]])])
    return served
