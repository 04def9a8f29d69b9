"""The orders service."""

from abc import abstractmethod
from uuid import UUID

from apps.orders.contract.types import OrderSummary
from dominos.kernel.services import Service, read


class OrdersService(Service):
    """Questions about orders."""

    name = "orders"

    @abstractmethod
    @read
    def get_order(self, *, order_id: UUID) -> OrderSummary:
        """The order. NotFound."""

    @abstractmethod
    @read
    def get_tracked_order(self, *, token: str) -> OrderSummary:
        """The order that a tracking link was made for. NotFound for a forged link and one that is too old."""

    @abstractmethod
    @read
    def get_orders(self, *, order_ids: list[UUID]) -> list[OrderSummary]:
        """The orders that exist, in the order asked."""
