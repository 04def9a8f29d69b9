"""Bounding boxes of circles on the sphere."""

from math import cos, radians

from apps.geo.contract.estimates import METERS_PER_DEGREE
from apps.geo.contract.types import Point


def bounding_box(center: Point, radius_m: float) -> tuple[float, float, float, float]:
    """(west, south, east, north) in degrees around a circle; slightly too large, never too small."""
    lat_margin = radius_m / METERS_PER_DEGREE * 1.001
    widest = min(89.9, abs(center.lat) + lat_margin)
    lon_margin = lat_margin / cos(radians(widest))
    return (
        center.lon - lon_margin,
        center.lat - lat_margin,
        center.lon + lon_margin,
        center.lat + lat_margin,
    )
