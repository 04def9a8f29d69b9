"""The store that serves a point."""

from datetime import datetime
from typing import Any
from uuid import UUID

from apps.geo.conf import number
from apps.geo.contract.errors import NoAddressThere, NoStoreNearby, OutOfZone, ZoneClosed
from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import Point, ZoneMatch
from apps.geo.queries.addresses import reverse_geocode
from apps.geo.queries.cities import LiveCity
from apps.geo.queries.stores import list_nearest_stores, meters_to, nearest_rows
from apps.geo.queries.zones import zone_index
from apps.stores.contract.types import ServiceMethod

REFUSAL_STORES = 3


def locate_store(
    city: LiveCity | None, point: Point, service: ServiceMethod, at: datetime, but: tuple[UUID, ...] = ()
) -> ZoneMatch:
    """The store that serves the point at the time, excluding those in `but`.

    Raises ``OutOfZone``, ``ZoneClosed`` or ``NoStoreNearby``.
    """
    if service is ServiceMethod.DELIVERY:
        return _locate_delivery(city, point, at, but)
    rows = [row for row in nearest_rows(point, service.value, 1 + len(but)) if row[0] not in but]
    if not rows or meters_to(point, rows[0]) > number("GEO_MAX_CARRYOUT_M"):
        raise NoStoreNearby
    store_id, _, _, _, currency = rows[0]
    return ZoneMatch(
        store_id=store_id,
        zone_id=None,
        currency=currency,
        minimum_subtotal=0,
        fee_tiers=(),
        distance_m=meters_to(point, rows[0]),
    )


def _locate_delivery(city: LiveCity | None, point: Point, at: datetime, but: tuple[UUID, ...]) -> ZoneMatch:
    zones = zone_index()
    postcode = _postcode_at(city, point) if zones.needs_postcode and city else ""
    zone = zones.serving(point, postcode, at=at, but=but)
    if zone is None:
        refusal = ZoneClosed if zones.serving(point, postcode, but=but) else OutOfZone
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
