"""Writes: store points and delivery zones."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apps.geo.contract.types import Point, ZoneKind
from apps.geo.domain.hours import read_hours
from apps.geo.domain.zones import check_shape, read_fee_tiers
from apps.geo.models import DeliveryZone, StorePoint
from apps.stores.contract.events import StoreSaved
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSeed:
    """A zone to create; ``shape`` and ``fee_rules`` as in ``DeliveryZone``, amounts in minor units."""

    store_id: UUID
    name: str
    kind: ZoneKind
    shape: dict[str, Any]
    currency: str
    minimum_subtotal: int = 0
    fee_rules: list[dict[str, int]] = field(default_factory=list)
    priority: int = 0
    hours: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def circle(cls, *, center: Point, radius_m: float, **rest: Any) -> "ZoneSeed":
        """A zone of all points within ``radius_m`` metres of ``center``."""
        return cls(kind="circle", shape={"center": [center.lon, center.lat], "radius_m": radius_m}, **rest)


def save_store_point(event: StoreSaved) -> None:
    """Stores a store's location and services."""
    Point(lat=event.lat, lon=event.lon)
    with unit_of_work("geo"):
        StorePoint.objects.update_or_create(
            store_id=event.store_id,
            defaults={
                "code": event.code,
                "name": event.name,
                "lat": event.lat,
                "lon": event.lon,
                "currency": event.currency,
                "services": [service.value for service in event.services],
                "is_active": event.is_active,
                "timezone": event.timezone,
                "day_starts_at": event.day_starts_at,
            },
        )


def seed_zones(zones: Iterable[ZoneSeed]) -> int:
    """Creates or updates zones by store and name; returns the number written. Raises ``BadZone`` and then
    writes none.
    """
    zones = list(zones)
    for zone in zones:
        check_shape(zone.kind, zone.shape)
        read_fee_tiers(zone.fee_rules)
        read_hours(zone.hours)
    with unit_of_work("geo"):
        for zone in zones:
            DeliveryZone.objects.update_or_create(
                store_id=zone.store_id,
                name=zone.name,
                defaults={
                    "kind": zone.kind,
                    "shape": zone.shape,
                    "currency": zone.currency,
                    "minimum_subtotal": zone.minimum_subtotal,
                    "fee_rules": zone.fee_rules,
                    "priority": zone.priority,
                    "hours": zone.hours,
                    "is_active": True,
                },
            )
    return len(zones)
