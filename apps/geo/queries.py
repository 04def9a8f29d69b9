"""Reads: stores by distance, the store that serves a point, the address nearest to a point."""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.geo.cities import LiveCity
from apps.geo.conf import number
from apps.geo.contract.errors import NoAddressThere, NoStoreNearby, OutOfZone, ZoneClosed
from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import AddressHit, NearestStore, Point, ReverseResult, ZoneMatch
from apps.geo.domain.hours import read_hours
from apps.geo.domain.scoring import PERFECT
from apps.geo.domain.zones import Zone, ZoneIndex, read_fee_tiers
from apps.geo.geocoding.search import SOURCE, address_label
from apps.geo.models import DeliveryZone, StorePoint, ZoneStamp
from apps.stores.contract.types import ServiceMethod

GPS_ERROR_M = 22.0
"""A confirmed fix of a phone names the right door in 28 % of cases at this error: then the person must say."""
REVERSE_LIMIT_M = 500.0
REFUSAL_STORES = 3

# COALESCE hides the operator, of which the planner expects so few rows that it would sort all stores instead.
_NEAREST = """
SELECT store_id, name, lat, lon, currency FROM geo_storepoint
WHERE is_active AND (%s = '' OR COALESCE(services ? %s, false))
ORDER BY ll_to_earth(lat, lon) <-> ll_to_earth(%s, %s) LIMIT %s
"""
_REVERSE = """
SELECT s.name, a.number, COALESCE(NULLIF(a.postcode, ''), s.postcode), a.locality, a.lat, a.lon, a.exact
FROM geo_address a JOIN geo_street s ON s.id = a.street_id
WHERE a.city_id = %s
ORDER BY ll_to_earth(a.lat, a.lon) <-> ll_to_earth(%s, %s) LIMIT 2
"""


def list_nearest_stores(point: Point, *, service: str = "", limit: int = 5) -> list[NearestStore]:
    """Active stores by straight-line distance in metres, those that offer ``service`` if it is given."""
    rows = _nearest_rows(point, service, limit)
    return [NearestStore(store_id=row[0], name=row[1], meters=_meters(point, row)) for row in rows]


def _nearest_rows(point: Point, service: str, limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [service, service, point.lat, point.lon, limit])
        return list(cursor.fetchall())


def _meters(point: Point, row: tuple[Any, ...]) -> float:
    return distance_m(point, Point(lat=row[2], lon=row[3]))


def locate_store(city: LiveCity | None, point: Point, service: ServiceMethod, at: datetime) -> ZoneMatch:
    """The one store that serves the point then. Raises ``OutOfZone``, ``ZoneClosed`` or ``NoStoreNearby``."""
    if service is ServiceMethod.DELIVERY:
        return _locate_delivery(city, point, at)
    rows = _nearest_rows(point, service.value, 1)
    if not rows or _meters(point, rows[0]) > number("GEO_MAX_CARRYOUT_M"):
        raise NoStoreNearby
    store_id, _, _, _, currency = rows[0]
    return ZoneMatch(
        store_id=store_id,
        zone_id=None,
        currency=currency,
        minimum_subtotal=0,
        fee_tiers=(),
        distance_m=_meters(point, rows[0]),
    )


def _locate_delivery(city: LiveCity | None, point: Point, at: datetime) -> ZoneMatch:
    zones = zone_index()
    postcode = _postcode_at(city, point) if zones.needs_postcode and city else ""
    zone = zones.serving(point, postcode, at=at)
    if zone is None:
        refusal = ZoneClosed if zones.serving(point, postcode) else OutOfZone
        raise refusal(carryout=_carryout_near(point))
    return ZoneMatch(
        store_id=zone.store_id,
        zone_id=zone.id,
        currency=zone.currency,
        minimum_subtotal=zone.minimum_subtotal,
        fee_tiers=zone.fee_tiers,
        distance_m=distance_m(point, zone.store_point) if zone.store_point else 0.0,
    )


def _carryout_near(point: Point) -> list[dict[str, Any]]:
    near = list_nearest_stores(point, service=ServiceMethod.CARRYOUT.value, limit=REFUSAL_STORES)
    reachable = [store for store in near if store.meters <= number("GEO_MAX_CARRYOUT_M")]
    return [{"store_id": str(s.store_id), "name": s.name, "meters": round(s.meters)} for s in reachable]


def _postcode_at(city: LiveCity, point: Point) -> str:
    try:
        return reverse_geocode(city, point).hit.postcode
    except NoAddressThere:
        return ""


def reverse_geocode(city: LiveCity | None, point: Point) -> ReverseResult:
    """The nearest known address; its number is to be confirmed when another door is as likely."""
    rows = _reverse_rows(city, point) if city else []
    if not rows:
        raise NoAddressThere
    hit = _address_hit(rows[0])
    meters = distance_m(point, hit.point)
    if meters > REVERSE_LIMIT_M:
        raise NoAddressThere
    rival = distance_m(point, _address_hit(rows[1]).point) if len(rows) > 1 else float("inf")
    unsure = hit.precision != "address" or rival - meters < 2 * GPS_ERROR_M or meters > GPS_ERROR_M
    return ReverseResult(hit=hit, distance_m=meters, confirm_number=unsure)


def _reverse_rows(city: LiveCity, point: Point) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_REVERSE, [city.id, point.lat, point.lon])
        return list(cursor.fetchall())


def _address_hit(row: tuple[Any, ...]) -> AddressHit:
    street, number, postcode, city, lat, lon, exact = row
    return AddressHit(
        label=address_label(street, number, postcode, city),
        street=street,
        house_number=number,
        postcode=postcode,
        city=city,
        point=Point(lat=lat, lon=lon),
        score=PERFECT,
        precision="address" if exact else "interpolated",
        source=SOURCE,
    )


_lock = threading.Lock()
_index: tuple[UUID | None, ZoneIndex] | None = None


def zone_index() -> ZoneIndex:
    """The chain's active zones; built anew when a zone or a store has changed, by whatever means."""
    global _index
    stamp = ZoneStamp.objects.values_list("stamp", flat=True).first()
    held = _index
    if held is not None and held[0] == stamp:
        return held[1]
    with _lock:
        _index = (stamp, ZoneIndex(list_zones()))
        return _index[1]


def list_zones() -> list[Zone]:
    """Every active zone of an active store that delivers."""
    stores = {store.store_id: store for store in StorePoint.objects.filter(is_active=True)}
    rows = DeliveryZone.objects.filter(is_active=True).order_by("id")
    return [to_zone(row, stores) for row in rows if _delivers(stores.get(row.store_id))]


def _delivers(store: StorePoint | None) -> bool:
    return store is not None and ServiceMethod.DELIVERY.value in store.services


def to_zone(row: DeliveryZone, stores: dict[UUID, StorePoint]) -> Zone:
    """A stored zone as the domain sees it."""
    store = stores.get(row.store_id)
    return Zone(
        id=row.id,
        store_id=row.store_id,
        name=row.name,
        priority=row.priority,
        kind=row.kind,  # type: ignore[arg-type]
        shape=row.shape,
        currency=row.currency,
        minimum_subtotal=row.minimum_subtotal,
        fee_tiers=read_fee_tiers(row.fee_rules),
        store_point=Point(lat=store.lat, lon=store.lon) if store else None,
        hours=read_hours(row.hours),
        timezone=store.timezone if store else "UTC",
    )


def overlapping_zones(row: DeliveryZone) -> Sequence[Zone]:
    """The other active zones that claim ground of this one at its priority."""
    return zone_index().overlapping(to_zone(row, {}))
