"""How long the way from the rack to a door takes, for an order that does not exist yet."""

from uuid import UUID

from apps.delivery.contract.types import DeliveryStage
from apps.delivery.domain.courier_wait import courier_wait, stages_from_rack
from apps.delivery.domain.geofence import LatLon
from apps.delivery.estimates.forecasts import supply_of
from apps.delivery.estimates.hand_overs import measured_rules
from apps.delivery.estimates.roads import chain
from apps.delivery.models import StorePlace
from dominos.kernel.errors import NotFound


def estimate_stages(store_id: UUID, door: LatLon, ready_in: int) -> tuple[DeliveryStage, ...]:
    """The stages of food that is ready in so many seconds. NotFound for an unknown store. Asks for roads."""
    store = StorePlace.objects.filter(store_id=store_id).first()
    if store is None:
        raise NotFound("There is no such store.")
    market = measured_rules()
    (drive,), is_estimated = chain([store.point, door], market.usual_vehicle)
    wait = courier_wait(supply_of(store_id), ready_in, market)
    return tuple(stages_from_rack(drive, is_estimated, wait, market))
