"""Cuts the features of a city into vector tiles."""

import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from apps.geo.basemap.coast import Bounds, sea_within
from apps.geo.basemap.features import Features, read_features
from apps.geo.basemap.mvt import EXTENT, Feature, encode_tile
from apps.geo.basemap.zooms import MAX_ZOOM, MIN_ZOOM, mercator

MARGIN = 64
"""Tile units drawn beyond the edge, so that wide lines join across it."""
DETAIL = 3.0
"""Tile units by which outlines may be simplified."""
WIDEST_SEA = 20.0
"""Degrees: the sea of a wider map, such as one across the date line, would be millions of tiles."""

_AROUND = np.array([-MARGIN, -MARGIN, MARGIN, MARGIN])

type Key = tuple[str, str, str]
"""Layer, kind and name: features equal in all three are merged."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile, by zoom, column from the west and row from the north; `data` is gzipped."""

    z: int
    x: int
    y: int
    data: bytes


def make_tiles(
    path: Path, bounds: Bounds, progress: Callable[[str], None] = lambda _step: None
) -> list[Tile]:
    """The map within the bounds (west, south, east, north) as tiles of zoom MIN_ZOOM to MAX_ZOOM."""
    features = read_features(path, progress)
    drawn = _columns(features, bounds)
    return [tile for zoom in range(MIN_ZOOM, MAX_ZOOM + 1) for tile in _tiles_of(drawn, zoom)]


@dataclass(frozen=True, slots=True)
class _Columns:
    """All features in world units: the whole world is 0 to 1, y down."""

    geometries: np.ndarray
    zooms: np.ndarray
    keys: list[Key]


def _columns(features: Features, bounds: Bounds) -> _Columns:
    geometries: list[BaseGeometry] = []
    zooms: list[int] = []
    keys: list[Key] = []
    sea = sea_within(features.coastlines, bounds) if bounds[2] - bounds[0] < WIDEST_SEA else []
    for name, layer in features.layers.items():
        geometries += layer.geometries
        zooms += layer.zooms
        keys += [(name, *rest) for rest in zip(layer.kinds, layer.names, strict=True)]
    geometries += sea
    zooms += [MIN_ZOOM] * len(sea)
    keys += [("water", "", "")] * len(sea)
    box = shapely.box(*bounds)
    everything = np.array(geometries, dtype=object)
    near = shapely.intersects(everything, box) if geometries else np.array([], dtype=bool)
    kept = [key for key, inside in zip(keys, near, strict=True) if inside]
    return _Columns(shapely.transform(everything[near], mercator), np.array(zooms, dtype=int)[near], kept)


def _tiles_of(drawn: _Columns, zoom: int) -> Iterator[Tile]:
    chosen = np.flatnonzero(drawn.zooms <= zoom)
    if not len(chosen):
        return
    size = EXTENT * 2**zoom
    scaled = shapely.transform(drawn.geometries[chosen], lambda at: at * size)
    scaled = shapely.simplify(scaled, DETAIL if zoom < MAX_ZOOM else 1.0, preserve_topology=False)
    by_tile: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, box in enumerate(shapely.bounds(scaled)):
        if not np.isnan(box[0]):
            for place in _touched(box, 2**zoom):
                by_tile[place].append(at)
    for (x, y), found in sorted(by_tile.items()):
        keys = [_key_at(zoom, drawn.keys[chosen[at]]) for at in found]
        data = encode_tile(_layers(scaled[found], keys, x * EXTENT, y * EXTENT))
        if data:
            yield Tile(zoom, x, y, gzip.compress(data, 6, mtime=0))


def _key_at(zoom: int, key: Key) -> Key:
    """Streets have their names where these can be read; elsewhere they are drawn as one."""
    layer, kind, _ = key
    return (layer, kind, "") if layer == "road" and zoom < MAX_ZOOM else key


def _touched(box: np.ndarray, squares: int) -> Iterator[tuple[int, int]]:
    """Columns and rows of the squares, of so many in a row of the world, that the box or its margin meets."""
    west, north, east, south = ((box + _AROUND) // EXTENT).astype(int).clip(0, squares - 1)
    yield from ((x, y) for x in range(west, east + 1) for y in range(north, south + 1))


def _layers(geometries: np.ndarray, keys: Sequence[Key], west: int, north: int) -> dict[str, list[Feature]]:
    edges = (west - MARGIN, north - MARGIN, west + EXTENT + MARGIN, north + EXTENT + MARGIN)
    clipped = shapely.transform(shapely.clip_by_rect(geometries, *edges), lambda at: at - [west, north])
    alike: dict[Key, list[BaseGeometry]] = defaultdict(list)
    for geometry, key in zip(clipped, keys, strict=True):
        alike[key] += [part for part in shapely.get_parts(geometry) if not part.is_empty]
    layers: dict[str, list[Feature]] = defaultdict(list)
    for (layer, kind, name), parts in sorted(alike.items()):
        if parts:
            layers[layer].append((_joined(parts), {"kind": kind, "name": name}))
    return layers


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    kind = parts[0].geom_type
    alike: Any = [part for part in parts if part.geom_type == kind]
    if kind == "LineString":
        return cast(BaseGeometry, shapely.line_merge(shapely.MultiLineString(alike)))
    return shapely.MultiPolygon(alike) if kind == "Polygon" else shapely.MultiPoint(alike)
