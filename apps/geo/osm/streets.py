"""From raw map objects to an address book: one street per name and neighbourhood, one row per house number."""

from collections import defaultdict
from dataclasses import dataclass, field
from math import cos, radians

from scipy.spatial import KDTree

from apps.geo.contract.estimates import METERS_PER_DEGREE, distance_m
from apps.geo.contract.types import Point
from apps.geo.domain.folding import fold, short_name
from apps.geo.osm.extract import Extract, RawAddress, RawPlace, most_common

CELL_DEGREES = 0.006
"""Side of the grid cells that group parts of a street: parts less than about 600 m apart are one street."""
SAME_DOOR_M = 150.0
NEIGHBOUR_M = 200.0
MAX_LOCALITY_M = 30_000.0

type Cell = tuple[int, int]


@dataclass(slots=True)
class Door:
    number: str
    first: int
    last: int
    suffix: str
    postcode: str
    city: str
    lat: float
    lon: float
    exact: bool


@dataclass(slots=True)
class StreetEntry:
    name: str
    names: dict[str, str]
    """Folded spelling -> spelling, the other languages included."""
    city: str
    postcode: str
    lat: float
    lon: float
    doors: list[Door] = field(default_factory=list)


@dataclass(slots=True)
class AddressBook:
    streets: list[StreetEntry]
    places: list[RawPlace]

    @property
    def doors(self) -> int:
        return sum(len(street.doors) for street in self.streets)


@dataclass(slots=True)
class _Group:
    spellings: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    points: list[tuple[float, float]] = field(default_factory=list)
    addresses: list[RawAddress] = field(default_factory=list)


def build_address_book(extract: Extract) -> AddressBook:
    """Groups nearby addresses and roads of one name, and fills in missing postcodes and cities."""
    _fill_from_neighbours(extract.addresses)
    streets = [
        _street(group, extract.places)
        for groups in _by_name(extract).values()
        for group in _neighbourhoods(groups)
    ]
    return AddressBook(streets, extract.places)


def _by_name(extract: Extract) -> dict[str, list[_Group]]:
    groups: dict[str, list[_Group]] = defaultdict(list)
    for address in extract.addresses:
        folded = fold(address.street)
        names, points = {folded: address.street}, [(address.lat, address.lon)]
        groups[folded].append(_Group([address.street], names, points, [address]))
    for road in extract.roads:
        names = {fold(name): name for name in road.names if fold(name)}
        groups[fold(road.names[0])].append(_Group([road.names[0]], names, road.points))
    groups.pop("", None)
    return groups


def _neighbourhoods(parts: list[_Group]) -> list[_Group]:
    """Merge the parts whose grid cells touch; parts far from each other stay streets of their own."""
    owner: dict[Cell, int] = {}
    parent = list(range(len(parts)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for at, part in enumerate(parts):
        for cell in {_cell(point) for point in part.points}:
            for near in _around(cell):
                if near in owner:
                    parent[root(at)] = root(owner[near])
            owner[cell] = at
    merged: dict[int, _Group] = defaultdict(_Group)
    for at, part in enumerate(parts):
        _absorb(merged[root(at)], part)
    return list(merged.values())


def _absorb(group: _Group, part: _Group) -> None:
    group.spellings += part.spellings
    group.points += part.points
    group.addresses += part.addresses
    for folded, name in part.names.items():
        group.names.setdefault(folded, name)


def _cell(point: tuple[float, float]) -> Cell:
    lat, lon = point
    return int(lat // CELL_DEGREES), int(lon * max(0.05, cos(radians(lat))) // CELL_DEGREES)


def _around(cell: Cell) -> list[Cell]:
    return [(cell[0] + down, cell[1] + right) for down in (-1, 0, 1) for right in (-1, 0, 1)]


def _street(group: _Group, places: list[RawPlace]) -> StreetEntry:
    lat, lon = group.points[len(group.points) // 2]
    city = most_common([address.city for address in group.addresses]) or _nearest_city(lat, lon, places)
    postcode = most_common([address.postcode for address in group.addresses])
    name = most_common(group.spellings)
    doors = [_door(same, city) for same in _same_doors(group.addresses)]
    return StreetEntry(name, _with_short_names(group.names), city, postcode, lat, lon, doors)


def _with_short_names(names: dict[str, str]) -> dict[str, str]:
    short = {short_name(folded): name for folded, name in names.items()}
    return {folded: name for folded, name in {**short, **names}.items() if folded}


def _same_doors(addresses: list[RawAddress]) -> list[list[RawAddress]]:
    """Objects that carry one number, unless they lie so far apart that they must be different doors."""
    by_number: dict[object, list[list[RawAddress]]] = defaultdict(list)
    for address in addresses:
        places = by_number[address.number]
        home = next((place for place in places if _apart_m(place[0], address) <= SAME_DOOR_M), None)
        if home is None:
            places.append([address])
        else:
            home.append(address)
    return [place for places in by_number.values() for place in places]


def _apart_m(a: RawAddress, b: RawAddress) -> float:
    return distance_m(Point(lat=a.lat, lon=a.lon), Point(lat=b.lat, lon=b.lon))


def _door(same: list[RawAddress], city: str) -> Door:
    """One door for several objects (a building and the shops in it): the one in their middle."""
    surveyed = [address for address in same if address.exact] or same
    lat = sum(address.lat for address in surveyed) / len(surveyed)
    lon = sum(address.lon for address in surveyed) / len(surveyed)
    middle = min(surveyed, key=lambda address: (address.lat - lat) ** 2 + ((address.lon - lon) / 2) ** 2)
    postcode = most_common([address.postcode for address in same])
    number = middle.number
    return Door(
        number.text, number.first, number.last, number.suffix, postcode,
        most_common([address.city for address in same]) or city, middle.lat, middle.lon, middle.exact,
    )  # fmt: skip


def _fill_from_neighbours(addresses: list[RawAddress]) -> None:
    """Give each address without a postcode or city that of the nearest one that has it."""
    for attribute in ("postcode", "city"):
        known = [address for address in addresses if getattr(address, attribute)]
        missing = [address for address in addresses if not getattr(address, attribute)]
        if not known or not missing:
            continue
        tree = KDTree([_flat(address) for address in known])
        distances, nearest = tree.query([_flat(address) for address in missing])
        for address, apart, at in zip(missing, distances, nearest, strict=True):
            if apart <= NEIGHBOUR_M:
                setattr(address, attribute, getattr(known[int(at)], attribute))


def _flat(address: RawAddress) -> tuple[float, float]:
    per_lon = METERS_PER_DEGREE * cos(radians(address.lat))
    return address.lat * METERS_PER_DEGREE, address.lon * per_lon


def _nearest_city(lat: float, lon: float, places: list[RawPlace]) -> str:
    here = Point(lat=lat, lon=lon)
    towns = [place for place in places if place.kind in ("city", "town", "village") and place.names]
    near = [(distance_m(here, Point(lat=place.lat, lon=place.lon)), place.names[0]) for place in towns]
    closest = min(near, default=(MAX_LOCALITY_M, ""))
    return closest[1] if closest[0] < MAX_LOCALITY_M else ""
