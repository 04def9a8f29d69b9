"""The implementation of the delivery service."""

from uuid import UUID

from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import DeliveryStage, Fleet, Tracking
from apps.delivery.domain.geofence import LatLon
from apps.delivery.estimates.quotes import estimate_stages
from apps.delivery.queries.fleet import fleet_of_store
from apps.delivery.queries.tracking import get_tracking
from dominos.kernel.personal_export import TablesOfPeople


class LocalDeliveryService(TablesOfPeople, DeliveryService):
    """See the contract."""

    def estimate_stages(
        self, *, store_id: UUID, lat: float, lon: float, ready_in: int = 0
    ) -> tuple[DeliveryStage, ...]:
        return estimate_stages(store_id, LatLon(lat, lon), ready_in)

    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
        return get_tracking(order_id)

    def get_fleet(self, *, store_id: UUID) -> Fleet:
        return fleet_of_store(store_id)
