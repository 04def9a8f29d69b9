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
    def get_orders(self, *, order_ids: list[UUID]) -> list[OrderSummary]:
        """The orders that exist, in the order asked."""
