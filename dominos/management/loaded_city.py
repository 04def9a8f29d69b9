"""The loaded city as the scene of a simulated night: its doors, and the chain's stores or good places for some."""

from collections.abc import Sequence
from random import Random

from apps.delivery.dispatch.types import Place
from apps.geo.models import Address, City
from apps.stores.demo_places import PLACES
from dominos.simulation.roads import Roads
from dominos.simulation.scenario import Door
from dominos.simulation.town import Site, Town, chosen_sites, served_doors

MAX_DOORS = 1_000


class NoCity(Exception):
    """No map is loaded, or it has too few addresses."""


def loaded_town(seed: int, stores: int) -> Town:
    """The live city with the chain's stores in it, or with so many put where they are useful. NoCity."""
    name, doors = loaded_doors(seed)
    sites = demo_sites(doors) or chosen_sites(doors, stores)
    roads = Roads([site[2] for site in sites], [door.place for door in doors])
    return Town(name, sites, served_doors(roads, sites, doors), roads)


def loaded_doors(seed: int) -> tuple[str, list[Door]]:
    """The name of the live city and its doors, at most a thousand drawn by the seed. NoCity."""
    city = City.objects.filter(is_active=True).first()
    if city is None:
        raise NoCity("no city is loaded: run manage.py load_city first")
    rows = Address.objects.filter(city=city).values_list("street__name", "number", "lon", "lat")
    known = sorted(set(rows))
    if len(known) < 2:
        raise NoCity(f"{city.name} has too few addresses")
    drawn = sorted(Random(seed).sample(known, MAX_DOORS)) if len(known) > MAX_DOORS else known
    return city.name, [Door(f"{street} {number}", Place(lon, lat)) for street, number, lon, lat in drawn]


def demo_sites(doors: Sequence[Door]) -> list[Site]:
    """The chain's stores that stand among the doors."""
    west, east = (edge(door.place.x for door in doors) for edge in (min, max))
    south, north = (edge(door.place.y for door in doors) for edge in (min, max))
    sites = [(place.code, place.name, Place(place.lon, place.lat)) for place in PLACES]
    return [site for site in sites if west <= site[2].x <= east and south <= site[2].y <= north]
