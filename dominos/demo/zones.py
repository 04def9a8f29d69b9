"""The demo's delivery zones: each store delivers to the part of the city nearest to it."""

import json
from importlib import import_module
from typing import Any

from shapely import MultiPoint, Point, box, intersection, to_geojson, voronoi_polygons

from apps.stores.demo_places import PLACES, store_id

CITY = box(24.9325, 60.1625, 24.9560, 60.1815)
MINIMUM = 1200
FEES = [
    {"from_subtotal": 0, "fee": 390},
    {"from_subtotal": 2500, "fee": 190},
    {"from_subtotal": 4000, "fee": 0},
]


def zones() -> list[Any]:
    """One polygon zone for each store; amounts in euro cents."""
    zone_seed = import_module("apps.geo.use_cases.zones").ZoneSeed
    return [
        zone_seed(
            store_id=store_id(code),
            name="City",
            kind="polygon",
            shape=shape,
            currency="EUR",
            minimum_subtotal=MINIMUM,
            fee_rules=FEES,
        )
        for code, shape in cells().items()
    ]


def cells() -> dict[str, dict[str, Any]]:
    """The GeoJSON polygon of the points nearest to each store, by the store's code."""
    points = {place.code: Point(place.lon, place.lat) for place in PLACES}
    parts = voronoi_polygons(MultiPoint(list(points.values())), extend_to=CITY).geoms
    return {
        code: json.loads(to_geojson(intersection(part, CITY)))
        for code, point in points.items()
        for part in parts
        if part.contains(point)
    }
