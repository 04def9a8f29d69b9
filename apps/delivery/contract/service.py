"""The delivery service."""

from abc import abstractmethod
from uuid import UUID

from apps.delivery.contract.types import DeliveryStage, Fleet, Tracking
from dominos.kernel.services import Service, read
from dominos.kernel.services.people import HoldsPeople


class DeliveryService(Service, HoldsPeople):
    """Questions about deliveries."""

    name = "delivery"

    @abstractmethod
    @read
    def estimate_stages(
        self, *, store_id: UUID, lat: float, lon: float, ready_in: int = 0
    ) -> tuple[DeliveryStage, ...]:
        """The way of food ready in so many seconds, from the rack to the customer's hands: rack, pickup, travel, drop.

        How long it waits in the rack comes from the store's couriers and the orders before it.
        `store_id`'s point comes from what RequestDelivery and StoreSaved told. NotFound for an unknown store.
        """

    @abstractmethod
    @read
    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
        """The order's delivery; None while there is none."""

    @abstractmethod
    @read
    def get_fleet(self, *, store_id: UUID) -> Fleet:
        """The store's couriers on shift and its deliveries under way, for those who manage it. NotFound."""
