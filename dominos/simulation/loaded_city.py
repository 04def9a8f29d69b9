"""The loaded city as the scene of a night: its doors, and its stores or good places for some."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from apps.delivery.dispatch.types import Place
from apps.delivery.domain.geofence import LatLon, straight_line_m
from apps.delivery.domain.states import Vehicle
from dominos.simulation.roads import Roads
from dominos.simulation.scenario import Door

MOST_DOORS = 1_000
ROUNDS = 20

type Site = tuple[str, str, Place]


class NoCity(Exception):
    """No map is loaded, or it has too few addresses."""


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


def loaded_town(seed: int, stores: int) -> Town:
    """The live city with the chain's stores in it, or with so many put where they are useful. NoCity."""
    name, doors = loaded_doors(seed)
    sites = demo_sites(doors) or chosen_sites(doors, stores)
    roads = Roads([site[2] for site in sites], [door.place for door in doors])
    return Town(name, sites, served_doors(roads, sites, doors), roads)


def loaded_doors(seed: int) -> tuple[str, list[Door]]:
    """The name of the live city and its doors, at most a thousand drawn by the seed. NoCity."""
    from apps.geo.models import Address, City

    city = City.objects.filter(is_active=True).first()
    if city is None:
        raise NoCity("no city is loaded: run manage.py load_city first")
    rows = Address.objects.filter(city=city).values_list("street__name", "number", "lon", "lat")
    known = sorted(set(rows))
    if len(known) < 2:
        raise NoCity(f"{city.name} has too few addresses")
    drawn = sorted(Random(seed).sample(known, MOST_DOORS)) if len(known) > MOST_DOORS else known
    return city.name, [Door(f"{street} {number}", Place(lon, lat)) for street, number, lon, lat in drawn]


def demo_sites(doors: Sequence[Door]) -> list[Site]:
    """The chain's stores that stand among the doors."""
    from apps.stores.demo_places import PLACES

    west, east = (edge(door.place.x for door in doors) for edge in (min, max))
    south, north = (edge(door.place.y for door in doors) for edge in (min, max))
    sites = [(place.code, place.name, Place(place.lon, place.lat)) for place in PLACES]
    return [site for site in sites if west <= site[2].x <= east and south <= site[2].y <= north]


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
    return straight_line_m(LatLon(a.y, a.x), LatLon(b.y, b.x))


def served_doors(roads: Roads, sites: Sequence[Site], doors: Sequence[Door]) -> dict[str, list[Door]]:
    """Each store with the doors it is the nearest to by road; the roads among them are known from then on."""
    table = roads.table([site[2] for site in sites], [door.place for door in doors], Vehicle.BICYCLE)
    served: dict[str, list[Door]] = {site[0]: [] for site in sites}
    for column, door in enumerate(doors):
        served[sites[int(table[:, column].argmin())][0]].append(door)
    for site in sites:
        roads.know([site[2], *(door.place for door in served[site[0]])])
    return served
