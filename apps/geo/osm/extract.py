"""Reading addresses, streets and places from an OpenStreetMap extract (.osm.pbf or anything libosmium reads)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import osmium
import osmium.filter

from apps.geo.domain.east_asian import block_address
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
_STREET_RELATIONS = ("associatedStreet", "street")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


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
class Interpolation:
    """A way along which house numbers are evenly spaced: its own tags, and its (id, lat, lon) nodes."""

    step: int
    street: str
    postcode: str
    city: str
    nodes: list[tuple[int, float, float]]


@dataclass(slots=True)
class Extract:
    """The result of one pass over a file; points are (lat, lon)."""

    addresses: list[RawAddress] = field(default_factory=list)
    roads: list[RawRoad] = field(default_factory=list)
    places: list[RawPlace] = field(default_factory=list)
    door_nodes: dict[int, RawAddress] = field(default_factory=dict)
    interpolations: list[Interpolation] = field(default_factory=list)
    streetless: dict[tuple[str, int], list[RawAddress]] = field(default_factory=dict)
    """House numbers without a street by kind and id: a relation or an interpolation may name it."""


def read_extract(path: Path, progress: Callable[[int], None] = lambda _read: None) -> Extract:
    """One pass over ``path``. ``progress`` is called with the number of tagged objects seen, every 50,000."""
    found = Extract()
    for seen, (kind, element) in enumerate(_tagged_objects(path), start=1):
        _collect(found, kind, element)
        if seen % 50_000 == 0:
            progress(seen)
    for line in found.interpolations:
        found.addresses.extend(_between_doors(found, line))
    return found


def _tagged_objects(path: Path) -> Iterator[tuple[str, Any]]:
    wanted = osmium.filter.KeyFilter(
        "addr:housenumber", "addr:interpolation", "highway", "place", "addr:city", "type"
    )
    areas = osmium.filter.KeyFilter("addr:housenumber")
    processor = osmium.FileProcessor(str(path)).with_areas(areas).with_filter(wanted)
    for element in processor:
        yield element.type_str(), element


def _collect(found: Extract, kind: str, element: Any) -> None:
    if kind == "a" and element.from_way():
        return
    tags = {key: _legible(text) for key, text in dict(element.tags).items()}
    if kind == "r":
        if tags.get("type") in _STREET_RELATIONS:
            _name_streets(found, element, tags)
        return
    if "addr:housenumber" in tags:
        _collect_address(found, kind, element, tags)
    if "addr:interpolation" in tags and kind == "w":
        _collect_interpolation(found, element, tags)
    if "highway" in tags and kind == "w" and tags["highway"] not in _UNNAMED_ROADS:
        _collect_road(found, element, tags)
    if tags.get("place") in PLACE_KINDS and kind == "n" and element.location.valid():
        where = element.location
        found.places.append(RawPlace(tags["place"], _names(tags), where.lat, where.lon))


def _legible(text: str) -> str:
    """A tag on one line, its control characters undone."""
    return text if text.isprintable() else _CONTROL.sub(" ", text).strip()


def _city(tags: dict[str, str]) -> str:
    """The city; some maps have a house number where it should stand."""
    city = tags.get("addr:city", "")
    return city if any(letter.isalpha() for letter in city) else ""


def _postcode(tags: dict[str, str]) -> str:
    return tags.get("addr:postcode", "")


def _collect_address(found: Extract, kind: str, element: Any, tags: dict[str, str]) -> None:
    street, written = tags.get("addr:street") or tags.get("addr:place") or "", tags["addr:housenumber"]
    if not street:
        street, written = block_address(tags)
    center = _center(kind, element)
    if not center:
        return
    for number in parse_house_numbers(written):
        address = RawAddress(street, number, _postcode(tags), _city(tags), *center)
        if kind == "n":
            found.door_nodes[element.id] = address
        if street:
            found.addresses.append(address)
        else:
            source = ("r", element.orig_id()) if kind == "a" else (kind, element.id)
            found.streetless.setdefault(source, []).append(address)


def _name_streets(found: Extract, relation: Any, tags: dict[str, str]) -> None:
    """Give the houses of an associatedStreet relation its name; it stands behind them in the file."""
    names = _names({**tags, "name": tags.get("name") or tags.get("addr:street", "")})
    for member in relation.members if names else ():
        for address in found.streetless.pop((member.type, member.ref), ()):
            address.street = names[0]
            address.city, address.postcode = address.city or _city(tags), address.postcode or _postcode(tags)
            found.addresses.append(address)


def _collect_interpolation(found: Extract, way: Any, tags: dict[str, str]) -> None:
    kind = tags["addr:interpolation"]
    step = _INTERPOLATION_STEPS.get(kind, 0)
    if step or kind.isdecimal():
        line = Interpolation(
            step or int(kind) or 1, tags.get("addr:street", ""), _postcode(tags), _city(tags), _nodes(way)
        )
        found.interpolations.append(line)


def _collect_road(found: Extract, way: Any, tags: dict[str, str]) -> None:
    names = _names(tags)
    points = [(lat, lon) for _, lat, lon in _nodes(way)]
    if names and points:
        found.roads.append(RawRoad(names, points))


def _between_doors(found: Extract, line: Interpolation) -> Iterator[RawAddress]:
    """Addresses along an ``addr:interpolation`` way, between each two nodes that carry a number."""
    doors = [at for at, node in enumerate(line.nodes) if node[0] in found.door_nodes]
    if line.street:
        for at in doors:
            yield from _named_by_its_line(found, line, line.nodes[at][0])
    for start, end in pairwise(doors):
        first, last = found.door_nodes[line.nodes[start][0]], found.door_nodes[line.nodes[end][0]]
        street = first.street or last.street
        if not street or (first.street and last.street and first.street != last.street):
            continue
        points = [(lat, lon) for _, lat, lon in line.nodes[start : end + 1]]
        postcode, city = first.postcode or last.postcode, first.city or last.city
        for number, (lat, lon) in interpolate(first.number.first, last.number.first, line.step, points):
            yield RawAddress(street, HouseNumber(number, number), postcode, city, lat, lon, False)


def _named_by_its_line(found: Extract, line: Interpolation, node: int) -> Iterator[RawAddress]:
    for address in found.streetless.pop(("n", node), ()):
        address.street = line.street
        address.city, address.postcode = address.city or line.city, address.postcode or line.postcode
        yield address


def _nodes(way: Any) -> list[tuple[int, float, float]]:
    return [(node.ref, node.lat, node.lon) for node in way.nodes if node.location.valid()]


def _center(kind: str, element: Any) -> tuple[float, float] | None:
    if kind == "n":
        return (element.location.lat, element.location.lon) if element.location.valid() else None
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
    """The most frequent non-empty text; empty if there is none."""
    counted = Counter(text for text in texts if text)
    return counted.most_common(1)[0][0] if counted else ""
