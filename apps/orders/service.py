"""The orders service, answered in this process."""

from uuid import UUID

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from apps.orders.queries.summaries import get_summary, list_summaries
from apps.orders.queries.tracker import tracked_order


class LocalOrdersService(OrdersService):
    """Answers from the database."""

    def get_order(self, *, order_id: UUID) -> OrderSummary:
        return get_summary(order_id)

    def get_tracked_order(self, *, token: str) -> OrderSummary:
        return get_summary(tracked_order(token).id)

    def get_orders(self, *, order_ids: list[UUID]) -> list[OrderSummary]:
        return list_summaries(order_ids)
