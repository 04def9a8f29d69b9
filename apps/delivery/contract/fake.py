"""An in-memory delivery service for other apps' tests."""

from dataclasses import dataclass, field
from uuid import UUID

from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import Tracking


@dataclass(slots=True)
class FakeDeliveryService(DeliveryService):
    """Every drive takes `seconds`; the trackings are those it is given, by order."""

    seconds: tuple[int, int] = (600, 1200)
    trackings: dict[UUID, Tracking] = field(default_factory=dict)

    def estimate_seconds(self, *, store_id: UUID, lat: float, lon: float) -> tuple[int, int]:
        return self.seconds

    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
        return self.trackings.get(order_id)
