"""Zones for the admin's map, and overlaps of zones with equal priority."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import shapely
from django.urls import reverse

from apps.geo.domain.zones import Zone, check_shape, ground, shared_ground
from apps.geo.models import DeliveryZone, StorePoint
from apps.geo.queries.zones import to_zone, zone_index
from dominos.kernel.ids import new_id


def zones_on_map() -> dict[str, Any]:
    """Every zone with its area as GeoJSON, every store, and every overlap once."""
    stores = {store.store_id: store for store in StorePoint.objects.order_by("code")}
    rows = list(DeliveryZone.objects.order_by("name", "id"))
    zones = {row.id: to_zone(row, stores) for row in rows}
    return {
        "zones": [_shown(row, zones[row.id], stores) for row in rows],
        "stores": [
            {"id": str(store.store_id), "name": str(store), "lat": store.lat, "lon": store.lon}
            for store in stores.values()
        ],
        "overlaps": [
            found
            for row in rows
            if row.is_active
            for found in _overlaps(
                zones[row.id], [other for other in _rivals(zones[row.id]) if other.id > row.id], stores
            )
        ],
    }


def overlaps_of(draft: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The active zones that a zone being drawn would overlap. BadZone for an invalid shape."""
    check_shape(draft["kind"], draft["shape"])
    zone = Zone(
        id=UUID(draft["id"]) if draft.get("id") else new_id(),
        store_id=new_id(),
        name=str(draft.get("name", "")),
        priority=int(draft.get("priority") or 0),
        kind=draft["kind"],
        shape=draft["shape"],
        currency="",
        minimum_subtotal=0,
        fee_tiers=(),
    )
    return _overlaps(zone, _rivals(zone), {store.store_id: store for store in StorePoint.objects.all()})


def _label(zone: Zone, stores: Mapping[UUID, StorePoint]) -> str:
    store = stores.get(zone.store_id)
    return f"{zone.name} of {store}" if store else zone.name


def _rivals(zone: Zone) -> Sequence[Zone]:
    return zone_index().overlapping(zone)


def _overlaps(zone: Zone, others: Sequence[Zone], stores: Mapping[UUID, StorePoint]) -> list[dict[str, Any]]:
    return [
        {
            "zones": [_label(zone, stores), _label(other, stores)],
            "geometry": _geojson(shared_ground(zone, other)),
        }
        for other in sorted(others, key=lambda other: other.name)
    ]


def _shown(row: DeliveryZone, zone: Zone, stores: Mapping[UUID, StorePoint]) -> dict[str, Any]:
    store = stores.get(row.store_id)
    return {
        "id": str(row.id),
        "name": row.name,
        "store_id": str(row.store_id),
        "store": str(store) if store else "",
        "is_active": row.is_active,
        "geometry": _geojson(ground(zone)),
        "url": reverse("admin:geo_deliveryzone_change", args=[row.id]),
    }


def _geojson(geometry: Any) -> dict[str, Any] | None:
    """None for no ground, as a list of postcodes has."""
    return None if geometry.is_empty else json.loads(shapely.to_geojson(geometry))
