"""The delivery zones of the chain, searchable by point."""

import threading
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from apps.geo.contract.types import Point
from apps.geo.domain.hours import read_hours
from apps.geo.domain.zones import Zone, ZoneIndex, read_fee_tiers
from apps.geo.models import DeliveryZone, StorePoint
from apps.stores.contract.business_day import UTC_CLOCK, BusinessClock
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.ttl_cache import TtlCache

_lock = threading.Lock()
_index: tuple[UUID | None, ZoneIndex] | None = None
remembered = TtlCache[None, ZoneIndex](seconds=1)


def zone_index() -> ZoneIndex:
    """The chain's active zones, cached for up to a second; inside a transaction, current ones."""
    if connection.in_atomic_block:
        return _current_index()
    return remembered.get_or_read(None, _current_index)


def _current_index() -> ZoneIndex:
    """Built anew when a zone or a store has changed, by whatever means."""
    global _index
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM geo_zonestamp LIMIT 1")
        (stamp,) = cursor.fetchone() or (None,)
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
    """A stored zone as a domain object."""
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
        clock=BusinessClock(store.timezone, store.day_starts_at) if store else UTC_CLOCK,
    )


def overlapping_zones(row: DeliveryZone) -> Sequence[Zone]:
    """The other active zones of the same priority that overlap this one."""
    return zone_index().overlapping(to_zone(row, {}))
