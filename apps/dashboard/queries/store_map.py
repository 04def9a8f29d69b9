"""The map of a store: its couriers at work and the doors of its deliveries, as delivery has them."""

from uuid import UUID

from apps.dashboard.queries.answers import MapCourierAnswer, MapDoorAnswer, MapPlaceAnswer, StoreMapAnswer
from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import DoorPlace
from dominos.kernel.services import service


def store_map(store_id: UUID) -> StoreMapAnswer:
    """The store, its couriers and doors. NotFound, Unavailable."""
    fleet = service(DeliveryService).get_fleet(store_id=store_id)
    return StoreMapAnswer(
        store=MapPlaceAnswer.of(fleet),
        couriers=MapCourierAnswer.of_all(fleet.couriers),
        doors=[_door(door) for door in fleet.doors],
    )


def _door(door: DoorPlace) -> MapDoorAnswer:
    return MapDoorAnswer(
        order_id=door.order_id,
        number=door.number,
        status=door.status,
        lat=door.lat,
        lon=door.lon,
        courier_id=door.courier_id,
        stop=door.stop,
        promised_to=door.promised_to,
        is_late=door.expected_at > door.promised_to,
    )
