"""The delivery service."""

from abc import abstractmethod
from uuid import UUID

from apps.delivery.contract.types import Tracking
from dominos.kernel.services import Service, read


class DeliveryService(Service):
    """Questions about deliveries."""

    name = "delivery"

    @abstractmethod
    @read
    def estimate_seconds(self, *, store_id: UUID, lat: float, lon: float) -> tuple[int, int]:
        """How long a drive from the store to the point takes now, hand-over included: (P20, P80) seconds.

        `store_id`'s point comes from what RequestDelivery and StoreSaved told. NotFound for an unknown store.
        """

    @abstractmethod
    @read
    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
        """The order's delivery; None while there is none."""
