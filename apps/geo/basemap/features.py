"""What the base map shows of an OpenStreetMap extract: which tags become which layer, and from which zoom on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium
import osmium.filter
import osmium.geom
import shapely
from shapely.geometry.base import BaseGeometry

from apps.geo.basemap.zooms import MAX_ZOOM, MIN_ZOOM

MAX_BUILDINGS = 1_000_000
"""A map with more does not fit into a small machine's memory and is drawn without buildings."""

WATER = frozenset(
    {
        *(("natural", kind) for kind in ("water", "bay", "strait")),
        *(("landuse", kind) for kind in ("reservoir", "basin", "pond", "salt_pond")),
        *(("waterway", kind) for kind in ("riverbank", "dock", "boatyard")),
        *(("leisure", kind) for kind in ("swimming_pool", "marina")),
    }
)
PARK = frozenset(
    {
        *(("leisure", kind) for kind in ("park", "garden", "common", "nature_reserve", "golf_course")),
        *(("leisure", kind) for kind in ("pitch", "playground", "dog_park", "recreation_ground")),
        *(("landuse", kind) for kind in ("recreation_ground", "village_green", "cemetery", "allotments")),
        *(("landuse", kind) for kind in ("grass", "meadow", "forest", "orchard", "vineyard")),
        *(("natural", kind) for kind in ("wood", "forest", "scrub", "grassland", "heath", "wetland")),
    }
)
ROADS = {
    "motorway": ("major", 10),
    "trunk": ("major", 10),
    "primary": ("major", 10),
    "secondary": ("medium", 11),
    "tertiary": ("medium", 12),
    "unclassified": ("minor", 13),
    "residential": ("minor", 13),
    "living_street": ("minor", 13),
    "road": ("minor", 13),
    "pedestrian": ("minor", 14),
    "service": ("service", 14),
    "track": ("path", 14),
    "footway": ("path", 14),
    "path": ("path", 14),
    "cycleway": ("path", 14),
    "steps": ("path", 14),
    "bridleway": ("path", 14),
}
RAILS = {"rail": 11, "light_rail": 12, "tram": 14, "narrow_gauge": 12}
WATERWAYS = {"river": 10, "canal": 12, "stream": 14}
PLACES = {
    "city": 10,
    "town": 10,
    "village": 11,
    "suburb": 12,
    "borough": 12,
    "quarter": 13,
    "neighbourhood": 14,
}
SHOWN_EVERY = 100_000
type Progress = Callable[[str], None]
_KEYS = ("building", "highway", "railway", "natural", "landuse", "leisure", "waterway", "place")
_ASIDE = ("name", "tunnel")
_NEVER_AREAS = ("highway", "railway", "place")


@dataclass(slots=True)
class Layer:
    """Features of one layer, column by column; geometries in degrees (x = longitude)."""

    geometries: list[BaseGeometry] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    zooms: list[int] = field(default_factory=list)

    def add(self, geometry: BaseGeometry, kind: str = "", name: str = "", zoom: int = MIN_ZOOM) -> None:
        self.geometries.append(geometry)
        self.kinds.append(kind)
        self.names.append(name)
        self.zooms.append(zoom)


@dataclass(slots=True)
class Features:
    """Everything drawn, and the coastlines from which the sea is made."""

    layers: dict[str, Layer] = field(default_factory=dict)
    coastlines: list[BaseGeometry] = field(default_factory=list)

    def layer(self, name: str) -> Layer:
        return self.layers.setdefault(name, Layer())


def read_features(path: Path, progress: Progress = lambda _step: None) -> Features:
    """One pass over the file, two where it has too many buildings. Rings that do not close are left out."""
    found = _read(path, _KEYS, progress)
    if found is None:
        progress(f"more than {MAX_BUILDINGS:,} buildings: the map shows none")
        found = _read(path, tuple(key for key in _KEYS if key != "building"), progress)
    assert found is not None
    return found


def _read(path: Path, keys: tuple[str, ...], progress: Progress) -> Features | None:
    """The features with any of these keys; None as soon as there are more than MAX_BUILDINGS."""
    found, wkb = Features(), osmium.geom.WKBFactory()
    for seen, element in enumerate(_drawn_objects(path, keys), start=1):
        if seen % SHOWN_EVERY == 0:
            progress(f"looked at {seen:,} objects for the base map")
        tags = {key: text for key, text in dict(element.tags).items() if key in keys or key in _ASIDE}
        if element.is_node():
            _collect_place(found, element, tags)
        elif element.is_way():
            _collect_line(found, element, tags)
        elif element.is_area():
            _collect_area(found, wkb, element, tags)
        if len(found.layer("building").geometries) > MAX_BUILDINGS:
            return None
    return found


def _drawn_objects(path: Path, keys: tuple[str, ...]) -> Iterator[Any]:
    areas = osmium.filter.KeyFilter(*(key for key in keys if key not in _NEVER_AREAS))
    yield from osmium.FileProcessor(str(path)).with_areas(areas).with_filter(osmium.filter.KeyFilter(*keys))


def _collect_place(found: Features, node: Any, tags: dict[str, str]) -> None:
    kind, name = tags.get("place", ""), tags.get("name", "")
    if kind in PLACES and name:
        at = shapely.Point(node.location.lon, node.location.lat)
        found.layer("place").add(at, kind, name, PLACES[kind])


def _collect_area(found: Features, wkb: Any, area: Any, tags: dict[str, str]) -> None:
    if tags.get("building", "no") != "no":
        layer, zoom = "building", MAX_ZOOM
    elif not WATER.isdisjoint(tags.items()):
        layer, zoom = "water", MIN_ZOOM
    elif not PARK.isdisjoint(tags.items()):
        layer, zoom = "park", 11
    else:
        return
    try:
        found.layer(layer).add(shapely.from_wkb(wkb.create_multipolygon(area)), zoom=zoom)
    except (RuntimeError, osmium.InvalidLocationError):
        return  # a ring of it is not in the file


def _collect_line(found: Features, way: Any, tags: dict[str, str]) -> None:
    in_tunnel = tags.get("tunnel", "no") != "no"
    lines = [shapely.LineString(points) for points in _stretches(way)]
    if tags.get("natural") == "coastline":
        found.coastlines += lines
        return
    if (road := tags.get("highway", "").removesuffix("_link")) in ROADS:
        layer, (kind, zoom) = "road", ROADS[road]
    elif (rail := tags.get("railway", "")) in RAILS and not in_tunnel:
        layer, kind, zoom = "rail", rail, RAILS[rail]
    elif (water := tags.get("waterway", "")) in WATERWAYS and not in_tunnel:
        layer, kind, zoom = "waterway", water, WATERWAYS[water]
    else:
        return
    for line in lines:
        found.layer(layer).add(line, kind, tags.get("name", "") if layer == "road" else "", zoom)


def _stretches(way: Any) -> Iterator[list[tuple[float, float]]]:
    """The parts of a way whose nodes are in the file: an extract is cut somewhere."""
    points: list[tuple[float, float]] = []
    for node in way.nodes:
        if node.location.valid():
            points.append((node.location.lon, node.location.lat))
        else:
            if len(points) > 1:
                yield points
            points = []
    if len(points) > 1:
        yield points
