"""The map of a store: its couriers at work and the doors of its deliveries, as delivery has them."""

from typing import Any
from uuid import UUID

from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import CourierPlace, DoorPlace, Fleet
from dominos.kernel.services import service


def store_map(store_id: UUID) -> dict[str, Any]:
    """The store, its couriers and doors in JSON values. NotFound, Unavailable."""
    fleet: Fleet = service(DeliveryService).get_fleet(store_id=store_id)
    return {
        "store": {"lat": fleet.lat, "lon": fleet.lon},
        "couriers": [_courier(courier) for courier in fleet.couriers],
        "doors": [_door(door) for door in fleet.doors],
    }


def _courier(courier: CourierPlace) -> dict[str, Any]:
    at = courier.position
    place = at and {"lat": at.lat, "lon": at.lon, "accuracy": at.accuracy, "at": at.at.isoformat()}
    return {
        "courier_id": str(courier.courier_id),
        "name": courier.name,
        "status": courier.status,
        "vehicle": courier.vehicle,
        "position": place,
    }


def _door(door: DoorPlace) -> dict[str, Any]:
    return {
        "order_id": str(door.order_id),
        "number": door.number,
        "status": door.status.value,
        "lat": door.lat,
        "lon": door.lon,
        "courier_id": door.courier_id and str(door.courier_id),
        "stop": door.stop,
        "promised_to": door.promised_to.isoformat(),
        "is_late": door.expected_at > door.promised_to,
    }
