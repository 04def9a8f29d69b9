"""Stores by distance."""

from typing import Any

from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import NearestStore, Point
from dominos.kernel.postgres.cursors import prepared_cursor

# COALESCE hides the operator, of which the planner expects so few rows that it would sort all stores instead.
_NEAREST = """
SELECT store_id, name, lat, lon, currency FROM geo_storepoint
WHERE is_active AND (%s = '' OR COALESCE(services ? %s, false))
ORDER BY ll_to_earth(lat, lon) <-> ll_to_earth(%s, %s) LIMIT %s
"""


def list_nearest_stores(point: Point, *, service: str = "", limit: int = 5) -> list[NearestStore]:
    """Active stores by straight-line distance in metres, only those that offer ``service`` if it is given."""
    rows = nearest_rows(point, service, limit)
    return [NearestStore(store_id=row[0], name=row[1], meters=meters_to(point, row)) for row in rows]


def nearest_rows(point: Point, service: str, limit: int) -> list[tuple[Any, ...]]:
    with prepared_cursor() as cursor:
        cursor.execute(_NEAREST, [service, service, point.lat, point.lon, limit])
        return list(cursor.fetchall())


def meters_to(point: Point, row: tuple[Any, ...]) -> float:
    return distance_m(point, Point(lat=row[2], lon=row[3]))
