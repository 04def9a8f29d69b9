"""An in-memory delivery service for other apps' tests."""

from dataclasses import dataclass, field
from uuid import UUID

from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import DeliveryStage, Fleet, Tracking
from dominos.kernel.errors import NotFound
from dominos.kernel.services.people import HoldsNobody


@dataclass(slots=True)
class FakeDeliveryService(HoldsNobody, DeliveryService):
    """Every drive takes `seconds`, and a courier is available at once; trackings and fleets are those it is given."""

    seconds: int = 900
    trackings: dict[UUID, Tracking] = field(default_factory=dict)
    fleets: dict[UUID, Fleet] = field(default_factory=dict)

    def estimate_stages(
        self, *, store_id: UUID, lat: float, lon: float, ready_in: int = 0
    ) -> tuple[DeliveryStage, ...]:
        expected = {"rack": 0, "pickup": 60, "travel": self.seconds, "drop": 60}
        return tuple(
            DeliveryStage(name=name, expected=seconds, early=seconds / 4, late=seconds / 2)
            for name, seconds in expected.items()
        )

    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
        return self.trackings.get(order_id)

    def get_fleet(self, *, store_id: UUID) -> Fleet:
        if store_id not in self.fleets:
            raise NotFound("There is no such store.")
        return self.fleets[store_id]
