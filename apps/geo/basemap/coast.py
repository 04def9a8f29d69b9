"""The sea, of which OpenStreetMap has only the coastline: land is on the left of its direction."""

from collections.abc import Sequence
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

HAIR = 1e-7
"""Degrees beside a coastline, about a centimetre: enough to be clearly on one side of it."""
MAX_PROBES = 200

type Bounds = tuple[float, float, float, float]


def sea_within(coastlines: Sequence[BaseGeometry], bounds: Bounds) -> list[BaseGeometry]:
    """The parts of the box (west, south, east, north) that are sea; none without a coastline in it.

    Each part that the coast cuts from the box is sea if it lies to the right of most of the coast around it.
    """
    box = shapely.box(*bounds)
    lines = [line for coast in coastlines for line in _lines(shapely.intersection(coast, box))]
    if not lines:
        return []
    parts = shapely.get_parts(shapely.polygonize([*shapely.get_parts(_noded(lines, box))]))
    right = _points_to_the_right(lines)
    left = _points_to_the_right([shapely.reverse(line) for line in lines])
    return [part for part in parts if _inside(part, right) > _inside(part, left)]


def _noded(lines: list[BaseGeometry], box: BaseGeometry) -> BaseGeometry:
    return shapely.union_all([*lines, box.boundary])


def _lines(geometry: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString" and part.length]


def _points_to_the_right(lines: list[BaseGeometry]) -> list[BaseGeometry]:
    """A point a hair to the right of the middle of each segment, of MAX_PROBES segments a line at most."""
    probes = []
    for line in lines:
        segments = list(pairwise(shapely.get_coordinates(line)))
        for (ax, ay), (bx, by) in segments[:: len(segments) // MAX_PROBES + 1]:
            length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
            aside = (by - ay) / length * HAIR, (ax - bx) / length * HAIR
            probes.append(((ax + bx) / 2 + aside[0], (ay + by) / 2 + aside[1]))
    return list(shapely.points(probes))


def _inside(part: BaseGeometry, points: list[BaseGeometry]) -> int:
    shapely.prepare(part)
    return int(shapely.contains(part, points).sum())
