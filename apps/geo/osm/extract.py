"""Reading addresses, streets and places from an OpenStreetMap extract (.osm.pbf or anything libosmium reads)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import osmium
import osmium.filter

from apps.geo.domain.house_number import HouseNumber, parse_house_numbers
from apps.geo.osm.interpolation import interpolate

PLACE_KINDS = (
    "city",
    "town",
    "village",
    "hamlet",
    "municipality",
    "suburb",
    "borough",
    "quarter",
    "neighbourhood",
)
_NAME_KEYS = ("name", "alt_name", "old_name", "official_name", "short_name", "loc_name")
_UNNAMED_ROADS = (
    "bus_stop",
    "platform",
    "street_lamp",
    "crossing",
    "traffic_signals",
    "elevator",
    "motorway_junction",
)
_INTERPOLATION_STEPS = {"odd": 2, "even": 2, "all": 1}


@dataclass(slots=True)
class RawAddress:
    street: str
    number: HouseNumber
    postcode: str
    city: str
    lat: float
    lon: float
    exact: bool = True


@dataclass(slots=True)
class RawRoad:
    names: tuple[str, ...]
    points: list[tuple[float, float]]


@dataclass(slots=True)
class RawPlace:
    kind: str
    names: tuple[str, ...]
    lat: float
    lon: float


@dataclass(slots=True)
class Extract:
    """What one pass over a file found; points are (lat, lon)."""

    addresses: list[RawAddress] = field(default_factory=list)
    roads: list[RawRoad] = field(default_factory=list)
    places: list[RawPlace] = field(default_factory=list)
    door_nodes: dict[int, RawAddress] = field(default_factory=dict)
    interpolations: list[tuple[int, list[tuple[int, float, float]]]] = field(default_factory=list)


def read_extract(path: Path, progress: Callable[[int], None] = lambda _read: None) -> Extract:
    """One pass over ``path``. ``progress`` gets the number of tagged objects seen, every 50,000."""
    found = Extract()
    for seen, (kind, element) in enumerate(_tagged_objects(path), start=1):
        _collect(found, kind, element)
        if seen % 50_000 == 0:
            progress(seen)
    for step, nodes in found.interpolations:
        found.addresses.extend(_between_doors(found, step, nodes))
    return found


def _tagged_objects(path: Path) -> Iterator[tuple[str, Any]]:
    wanted = osmium.filter.KeyFilter(
        "addr:housenumber", "addr:interpolation", "highway", "place", "addr:city"
    )
    areas = osmium.filter.KeyFilter("addr:housenumber")
    processor = osmium.FileProcessor(str(path)).with_areas(areas).with_filter(wanted)
    for element in processor:
        yield element.type_str(), element


def _collect(found: Extract, kind: str, element: Any) -> None:
    tags = dict(element.tags)
    if kind == "a" and element.from_way():
        return
    if "addr:housenumber" in tags:
        _collect_address(found, kind, element, tags)
    if "addr:interpolation" in tags and kind == "w":
        _collect_interpolation(found, element, tags)
    if "highway" in tags and kind == "w" and tags["highway"] not in _UNNAMED_ROADS:
        _collect_road(found, element, tags)
    if tags.get("place") in PLACE_KINDS and kind == "n":
        where = element.location
        found.places.append(RawPlace(tags["place"], _names(tags), where.lat, where.lon))


def _city(tags: dict[str, str]) -> str:
    """The city; some maps have a house number where it should stand."""
    city = tags.get("addr:city", "")
    return city if any(letter.isalpha() for letter in city) else ""


def _collect_address(found: Extract, kind: str, element: Any, tags: dict[str, str]) -> None:
    street = tags.get("addr:street") or tags.get("addr:place") or ""
    center = _center(kind, element)
    if not center:
        return
    for number in parse_house_numbers(tags["addr:housenumber"]):
        address = RawAddress(street, number, tags.get("addr:postcode", ""), _city(tags), *center)
        if kind == "n":
            found.door_nodes[element.id] = address
        if street:
            found.addresses.append(address)


def _collect_interpolation(found: Extract, way: Any, tags: dict[str, str]) -> None:
    step = _INTERPOLATION_STEPS.get(tags["addr:interpolation"], 0)
    if step or tags["addr:interpolation"].isdigit():
        found.interpolations.append((step or int(tags["addr:interpolation"]) or 1, _nodes(way)))


def _collect_road(found: Extract, way: Any, tags: dict[str, str]) -> None:
    names = _names(tags)
    points = [(lat, lon) for _, lat, lon in _nodes(way)]
    if names and points:
        found.roads.append(RawRoad(names, points))


def _between_doors(found: Extract, step: int, nodes: list[tuple[int, float, float]]) -> Iterator[RawAddress]:
    """Addresses along an ``addr:interpolation`` way, between each two nodes that carry a number."""
    doors = [at for at, node in enumerate(nodes) if node[0] in found.door_nodes]
    for start, end in pairwise(doors):
        first, last = found.door_nodes[nodes[start][0]], found.door_nodes[nodes[end][0]]
        street = first.street or last.street
        if not street or (first.street and last.street and first.street != last.street):
            continue
        line = [(lat, lon) for _, lat, lon in nodes[start : end + 1]]
        for number, (lat, lon) in interpolate(first.number.first, last.number.first, step, line):
            door = HouseNumber(number, number)
            yield RawAddress(
                street, door, first.postcode or last.postcode, first.city or last.city, lat, lon, False
            )


def _nodes(way: Any) -> list[tuple[int, float, float]]:
    return [(node.ref, node.lat, node.lon) for node in way.nodes if node.location.valid()]


def _center(kind: str, element: Any) -> tuple[float, float] | None:
    if kind == "n":
        return element.location.lat, element.location.lon
    if kind == "w":
        points = [(lat, lon) for _, lat, lon in _nodes(element)]
    elif kind == "a":
        rings = element.outer_rings()
        points = [(node.lat, node.lon) for ring in rings for node in ring if node.location.valid()]
    else:
        return None
    return _middle(points) if points else None


def _middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _names(tags: dict[str, str]) -> tuple[str, ...]:
    """Every name of a thing, the one on its signs first: name, then alternatives and translations."""
    ordered = [tags[key] for key in _NAME_KEYS if key in tags]
    ordered += [text for key, text in tags.items() if key.startswith("name:") and len(key) in (7, 8)]
    split = [part.strip() for text in ordered for part in text.split(";")]
    return tuple(dict.fromkeys(part for part in split if part))


def most_common(texts: list[str]) -> str:
    """The text that occurs most often, the empty one aside; empty when there is none."""
    counted = Counter(text for text in texts if text)
    return counted.most_common(1)[0][0] if counted else ""
