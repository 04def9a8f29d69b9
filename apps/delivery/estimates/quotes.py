"""Estimates from the rack to a door, for an order that does not exist yet."""

from uuid import UUID

from apps.delivery.contract.types import DeliveryStage
from apps.delivery.domain.courier_wait import CourierSupply, courier_wait, stages_from_rack
from apps.delivery.domain.geofence import LatLon
from apps.delivery.estimates.forecasts import supply_of
from apps.delivery.estimates.hand_overs import measured_rules
from apps.delivery.estimates.roads import chain
from apps.delivery.models import StorePlace
from dominos.kernel.errors import NotFound
from dominos.kernel.ttl_cache import TtlCache

_places = TtlCache[UUID, LatLon](seconds=60)
remembered = TtlCache[UUID, CourierSupply](seconds=1)


def estimate_stages(store_id: UUID, door: LatLon, ready_in: int) -> tuple[DeliveryStage, ...]:
    """The stages of food that is ready in this many seconds. NotFound for an unknown store. Queries roads."""
    market = measured_rules()
    (drive,), is_estimated = chain([_place_of(store_id), door], market.usual_vehicle)
    wait = courier_wait(_recent_supply(store_id), ready_in, market)
    return tuple(stages_from_rack(drive, is_estimated, wait, market))


def _place_of(store_id: UUID) -> LatLon:
    """Where the store is, read once a minute: stores do not move. NotFound."""
    return _places.get_or_read(store_id, lambda: _read_place(store_id))


def _read_place(store_id: UUID) -> LatLon:
    store = StorePlace.objects.filter(store_id=store_id).first()
    if store is None:
        raise NotFound("There is no such store.")
    return store.point


def _recent_supply(store_id: UUID) -> CourierSupply:
    """The store's couriers and waiting orders, at most a second old."""
    return remembered.get_or_read(store_id, lambda: supply_of(store_id))
