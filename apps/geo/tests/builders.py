"""Zones and places for tests, and a second city where its extract is at hand."""

import pytest
from django.conf import settings

from apps.geo.contract.types import Point
from apps.geo.domain.zones import Zone
from dominos.kernel.ids import new_id

STORE = Point(lat=60.1710, lon=24.9440)
SECOND_CITY = settings.BASE_DIR.parent / "shared" / "data" / "geo" / "copenhagen-2011.osm.pbf"
needs_second_city = pytest.mark.skipif(
    not SECOND_CITY.is_file(), reason="the second city's extract is not beside the project"
)
CENTER = Point(lat=60.17, lon=24.945)


def build_zone(kind, shape, *, priority=0, store=None, at=None, id=None) -> Zone:
    return Zone(
        id=id or new_id(),
        store_id=store or new_id(),
        name=kind,
        priority=priority,
        kind=kind,
        shape=shape,
        currency="EUR",
        minimum_subtotal=0,
        fee_tiers=(),
        store_point=at,
    )


def build_polygon(*corners: tuple[float, float]) -> dict:
    return {"type": "Polygon", "coordinates": [[*(list(c) for c in corners), list(corners[0])]]}
