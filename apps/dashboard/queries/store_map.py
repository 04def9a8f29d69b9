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
        doors=[_door(door) for door in sorted(fleet.doors, key=_risk)],
    )


def _risk(door: DoorPlace) -> tuple[bool, float, str]:
    return door.no_courier_since is None, (door.promised_to - door.expected_at).total_seconds(), door.number


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
        delivery_id=door.delivery_id,
        expected_at=door.expected_at,
        no_courier_since=door.no_courier_since,
        kept_for=door.kept_for,
        kept_from=list(door.kept_from),
    )
