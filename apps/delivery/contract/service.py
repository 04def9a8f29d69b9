"""The delivery service."""

from abc import abstractmethod
from uuid import UUID

from apps.delivery.contract.types import DeliveryStage, Fleet, Tracking
from dominos.kernel.services import Service, read
from dominos.kernel.services.people import HoldsPeople


class DeliveryService(Service, HoldsPeople):
    """Queries about deliveries."""

    name = "delivery"

    @abstractmethod
    @read
    def estimate_stages(
        self, *, store_id: UUID, lat: float, lon: float, ready_in: int = 0
    ) -> tuple[DeliveryStage, ...]:
        """The stages from the rack to the hand-over of food ready in this many seconds: rack, pickup, travel, drop.

        The time in the rack depends on the store's couriers and earlier orders. The location of `store_id` is
        known from RequestDelivery and StoreSaved. NotFound for an unknown store.
        """

    @abstractmethod
    @read
    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
        """The order's delivery; None if there is none."""

    @abstractmethod
    @read
    def get_fleet(self, *, store_id: UUID) -> Fleet:
        """The store's couriers on shift and its active deliveries, for its managers. NotFound."""
