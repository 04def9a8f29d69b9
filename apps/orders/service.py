"""The orders service, answered."""

from uuid import UUID

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus, OrderSummary
from apps.orders.effects import order_lines
from apps.orders.models import Order
from apps.orders.tracker import tracked_order
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.prepared import Prepared

_WITH_SAGA = Prepared(lambda: Order.objects.select_related("saga"))


class OrdersServiceImplementation(OrdersService):
    """Answers from the database."""

    def get_order(self, *, order_id: UUID) -> OrderSummary:
        order = _WITH_SAGA.get(order_id)
        if order is None:
            raise NotFound("There is no such order.")
        return _summary(order)

    def get_tracked_order(self, *, token: str) -> OrderSummary:
        return self.get_order(order_id=tracked_order(token).id)

    def get_orders(self, *, order_ids: list[UUID]) -> list[OrderSummary]:
        found = Order.objects.select_related("saga").in_bulk(order_ids)
        return [_summary(found[order_id]) for order_id in order_ids if order_id in found]


def _summary(order: Order) -> OrderSummary:
    return OrderSummary(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        customer_id=order.customer_id,
        status=order.state,
        service=order.method,
        currency=order.currency,
        amounts=order.amounts,
        lines=order_lines(order),
        tax_percent=order.terms["tax_percent"],
        legal_entity=order.terms["legal_entity"],
        placed_at=order.created_at,
        is_payable=is_payable(order),
        kept=order.saga.kept or 0,
        contact_name=order.contact_name,
        contact_email=order.contact_email,
    )


def is_payable(order: Order) -> bool:
    """Whether the order waits for its payment and may still."""
    deadline = order.saga.deadline_at
    return order.status == OrderStatus.PENDING_PAYMENT and deadline is not None and now() < deadline
