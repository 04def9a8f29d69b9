"""Delivery zones: which of them cover a point, and which one serves it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, pi, sin
from typing import Any
from uuid import UUID

import shapely
from shapely import STRtree
from shapely.geometry import shape as shape_from_geojson
from shapely.geometry.base import BaseGeometry

from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import FeeTier, Point, ZoneKind
from apps.geo.domain.bounds import bounding_box
from apps.geo.domain.errors import BadZone as BadZone
from apps.geo.domain.hours import Window, is_served
from apps.stores.contract.business_day import UTC_CLOCK, BusinessClock
from dominos.kernel.contact import postcode_key

MIN_RADIUS_M, MAX_RADIUS_M = 50.0, 50_000.0
MAX_VERTICES = 5_000
MAX_AMOUNT = 2**31 - 1
MAX_LATITUDE = 85.0
LARGEST = 1e9  # no coordinate and no radius comes near
_POSTCODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,11}")
CIRCLE_CORNERS = 96
DATE_LINE_FROM = 170.0
WIDEST_DEGREES = 180.0
"""A wider shape is a mistake: from 179 to -179 would go around the world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One delivery area of one store. Amounts in minor units; of several zones the highest priority serves."""

    id: UUID
    store_id: UUID
    name: str
    priority: int
    kind: ZoneKind
    shape: Mapping[str, Any]
    currency: str
    minimum_subtotal: int
    fee_tiers: tuple[FeeTier, ...]
    store_point: Point | None = None
    hours: tuple[Window, ...] = ()
    clock: BusinessClock = UTC_CLOCK


class ZoneIndex:
    """All zones of the chain, searchable by point in well under a millisecond for a thousand zones."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        zones = list(zones)
        self._areas = [zone for zone in zones if zone.kind != "postcodes"]
        self._outlines = [outline(zone) for zone in self._areas]
        self._tree = STRtree(self._outlines)
        self._by_postcode: dict[str, list[Zone]] = {}
        for zone in zones:
            if zone.kind == "postcodes":
                for postcode in zone.shape["postcodes"]:
                    self._by_postcode.setdefault(postcode_key(postcode), []).append(zone)

    @property
    def needs_postcode(self) -> bool:
        """Whether any zone is a list of postcodes, so that the caller must find the point's postcode."""
        return bool(self._by_postcode)

    def covering(self, point: Point, postcode: str = "") -> list[Zone]:
        """Every zone that covers the point, its boundary included."""
        near = {
            int(found)
            for lon in _same_meridian(point.lon)
            for found in self._tree.query(shapely.Point(lon, point.lat), predicate="intersects")
        }
        zones = [
            zone
            for zone in map(self._areas.__getitem__, sorted(near))
            if zone.kind == "polygon" or _in_circle(zone, point)
        ]
        return zones + self._by_postcode.get(postcode_key(postcode), [])

    def serving(
        self,
        point: Point,
        postcode: str = "",
        stores: Sequence[UUID] | None = None,
        at: datetime | None = None,
        but: Sequence[UUID] = (),
    ) -> Zone | None:
        """The zone that serves the point: highest priority, then the nearest store, then the lowest id.

        With `at`, only zones served at that instant; stores in `but` are excluded.
        """
        zones = self.covering(point, postcode)
        if at is not None:
            zones = [zone for zone in zones if is_served(zone.hours, at, zone.clock)]
        if stores is not None:
            zones = [zone for zone in zones if zone.store_id in stores]
        zones = [zone for zone in zones if zone.store_id not in but]
        return min(zones, key=lambda zone: _rank(zone, point), default=None)

    def overlapping(self, zone: Zone) -> list[Zone]:
        """The other zones of the same priority that overlap ``zone``; shared edges do not count."""
        if zone.kind == "postcodes":
            mine = {postcode_key(postcode) for postcode in zone.shape["postcodes"]}
            found = [other for postcode in mine for other in self._by_postcode.get(postcode, [])]
        else:
            near = [self._areas[int(at)] for at in self._tree.query(outline(zone), predicate="intersects")]
            found = [other for other in near if not shared_ground(zone, other).is_empty]
        others = {
            other.id: other for other in found if other.id != zone.id and other.priority == zone.priority
        }
        return list(others.values())


def _same_meridian(lon: float) -> tuple[float, ...]:
    """The longitude, and its other name near the date line, where a circle may reach across."""
    return (lon,) if abs(lon) < DATE_LINE_FROM else (lon, lon - 360 if lon > 0 else lon + 360)


def _rank(zone: Zone, point: Point) -> tuple[int, float, UUID]:
    far = distance_m(point, zone.store_point) if zone.store_point else float("inf")
    return -zone.priority, far, zone.id


def outline(zone: Zone) -> BaseGeometry:
    """The polygon itself, or the box around a circle (in degrees, x = longitude)."""
    if zone.kind == "circle":
        return shapely.box(*bounding_box(_circle_center(zone), float(zone.shape["radius_m"])))
    return shape_from_geojson(dict(zone.shape))


def ground(zone: Zone) -> BaseGeometry:
    """The zone's area, a circle as a polygon with CIRCLE_CORNERS corners; empty for a list of postcodes."""
    if zone.kind == "postcodes":
        return shapely.Polygon()
    if zone.kind == "polygon":
        return shape_from_geojson(dict(zone.shape))
    center, (west, south, east, north) = _circle_center(zone), outline(zone).bounds
    turns = [2 * pi * corner / CIRCLE_CORNERS for corner in range(CIRCLE_CORNERS)]
    reach = (east - west) / 2, (north - south) / 2
    return shapely.Polygon([(center.lon + reach[0] * cos(t), center.lat + reach[1] * sin(t)) for t in turns])


def shared_ground(zone: Zone, other: Zone) -> BaseGeometry:
    """The intersection of both; empty if they share edges only."""
    both = shapely.intersection(ground(zone), ground(other))
    parts = [part for part in shapely.get_parts(both) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts) if parts else shapely.Polygon()


def _in_circle(zone: Zone, point: Point) -> bool:
    return distance_m(_circle_center(zone), point) <= float(zone.shape["radius_m"])


def _circle_center(zone: Zone) -> Point:
    lon, lat = zone.shape["center"]
    return Point(lat=lat, lon=lon)


def check_shape(kind: str, shape: Any) -> None:
    """Raises ``BadZone`` unless ``shape`` is complete: GeoJSON (Multi)Polygon, circle or postcode list."""
    if not isinstance(shape, dict):
        raise BadZone("a shape is a JSON object")
    checks = {
        "polygon": ({"type", "coordinates"}, _check_polygon),
        "circle": ({"center", "radius_m"}, _check_circle),
        "postcodes": ({"postcodes"}, _check_postcodes),
    }
    if kind not in checks:
        raise BadZone(f"unknown kind {kind!r}")
    known, check = checks[kind]
    if set(shape) - known:
        raise BadZone(f"the shape of this kind has {' and '.join(sorted(known))} only")
    check(shape)


def _check_polygon(shape: dict[str, Any]) -> None:
    if shape.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadZone("a polygon zone is a GeoJSON Polygon or MultiPolygon")
    try:
        if not all(map(_is_number, _leaves(shape["coordinates"]))):
            raise TypeError("corners are numbers")
        geometry = shape_from_geojson(shape)
        is_closed = all(ring[0] == ring[-1] for ring in _rings(shape))
    except (
        RecursionError,
        ValueError,
        TypeError,
        IndexError,
        KeyError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise BadZone(f"not GeoJSON: {error}") from error
    if not is_closed:
        raise BadZone("a ring of corners ends where it begins")
    if geometry.is_empty:
        raise BadZone("a polygon has three corners at least")
    if not geometry.is_valid:
        raise BadZone(f"invalid polygon: {shapely.is_valid_reason(geometry)}")
    if shapely.get_num_coordinates(geometry) > MAX_VERTICES:
        raise BadZone(f"more than {MAX_VERTICES} corners")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -MAX_LATITUDE or north > MAX_LATITUDE:
        raise BadZone(f"corners are (longitude, latitude) in degrees, up to {MAX_LATITUDE:g} north and south")
    if any(part.bounds[2] - part.bounds[0] > WIDEST_DEGREES for part in shapely.get_parts(geometry)):
        raise BadZone("a polygon across the date line is a MultiPolygon with a part on either side")


def _leaves(coordinates: Any) -> Iterator[Any]:
    if isinstance(coordinates, list):
        for part in coordinates:
            yield from _leaves(part)
    else:
        yield coordinates


def _rings(shape: dict[str, Any]) -> list[Any]:
    parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [ring for part in parts for ring in part]


def _check_circle(shape: dict[str, Any]) -> None:
    try:
        (lon, lat), radius = shape["center"], shape["radius_m"]
        if not all(_is_number(value) for value in (lon, lat, radius)):
            raise TypeError
        Point(lat=lat, lon=lon)
    except (KeyError, TypeError, ValueError) as error:
        raise BadZone("a circle has a center [longitude, latitude] and a radius_m, all numbers") from error
    if abs(lat) > MAX_LATITUDE:
        raise BadZone(f"a circle lies within {MAX_LATITUDE:g} degrees north and south")
    if not MIN_RADIUS_M <= radius <= MAX_RADIUS_M:
        raise BadZone(f"a radius is {MIN_RADIUS_M:g} to {MAX_RADIUS_M:g} metres")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _check_postcodes(shape: dict[str, Any]) -> None:
    postcodes = shape.get("postcodes")
    if not isinstance(postcodes, list) or not postcodes:
        raise BadZone("a postcode zone lists its postcodes")
    if not all(isinstance(postcode, str) and _POSTCODE.fullmatch(postcode) for postcode in postcodes):
        raise BadZone("a postcode is a text of letters, digits, spaces and hyphens")


def read_fee_tiers(rules: Any) -> tuple[FeeTier, ...]:
    """Fee tiers from JSON ``[{"from_subtotal": 0, "fee": 299}, ...]``, minor units. Raises ``BadZone``."""
    if not isinstance(rules, list):
        raise BadZone("fee rules are a list")
    tiers = tuple(_read_fee_tier(rule) for rule in rules)
    starts = [tier.from_subtotal for tier in tiers]
    if len(set(starts)) != len(starts):
        raise BadZone("two fee rules start at one subtotal")
    if tiers and min(starts) != 0:
        raise BadZone("one fee rule starts at 0")
    return tuple(sorted(tiers, key=lambda tier: tier.from_subtotal))


def _read_fee_tier(rule: Any) -> FeeTier:
    if not isinstance(rule, dict) or set(rule) != {"from_subtotal", "fee"}:
        raise BadZone("a fee rule has exactly from_subtotal and fee")
    amounts = (rule["from_subtotal"], rule["fee"])
    if any(not isinstance(amount, int) or isinstance(amount, bool) for amount in amounts):
        raise BadZone("amounts are whole minor units")
    if not all(0 <= amount <= MAX_AMOUNT for amount in amounts):
        raise BadZone(f"amounts are 0 to {MAX_AMOUNT:,} minor units")
    return FeeTier(from_subtotal=rule["from_subtotal"], fee=rule["fee"])
