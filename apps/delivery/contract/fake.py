"""An in-memory delivery service for other apps' tests."""

from dataclasses import dataclass, field
from uuid import UUID

from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import RoadStage, Tracking


@dataclass(slots=True)
class FakeDeliveryService(DeliveryService):
    """Every drive takes `seconds`, and a courier is there at once; the trackings are those it is given, by order."""

    seconds: int = 900
    trackings: dict[UUID, Tracking] = field(default_factory=dict)

    def estimate_stages(
        self, *, store_id: UUID, lat: float, lon: float, ready_in: int = 0
    ) -> tuple[RoadStage, ...]:
        expected = {"rack": 0, "pickup": 60, "travel": self.seconds, "drop": 60}
        return tuple(
            RoadStage(name=name, expected=seconds, early=seconds / 4, late=seconds / 2)
            for name, seconds in expected.items()
        )

    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
        return self.trackings.get(order_id)
