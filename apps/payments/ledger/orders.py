"""Whether what was charged is what orders say: completed ones in full, called off ones for what is kept, others not."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus, OrderSummary
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import PAID
from apps.payments.ledger.facts import ENDS
from apps.payments.models import Method, OrderFacts, Payment
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import service

HELD = frozenset({PaymentStatus.AUTHORIZED, PaymentStatus.REQUIRES_ACTION})


def ask_orders(order_ids: Iterable[UUID]) -> Mapping[UUID, OrderSummary] | None:
    """The orders as orders have them; None where orders do not answer."""
    try:
        orders = service(OrdersService).get_orders(order_ids=list(order_ids))
    except Unavailable:
        return None
    return {order.order_id: order for order in orders}


def due_of(order: OrderSummary) -> int:
    """What the order has to be charged in the end, refunds aside."""
    if order.status is OrderStatus.COMPLETED:
        return order.amounts.total
    return order.kept if order.status in ENDS else 0


def differences(payment: Payment, order: OrderSummary | None) -> list[str]:
    """What orders and the payment do not agree about."""
    if payment.method == Method.NONE or payment.status not in PAID | HELD:
        return []
    if order is None:
        return ["orders know no such order"]
    due = due_of(order)
    is_settled = payment.captured == due or not (payment.captured or order.status in ENDS)
    if not is_settled and not _is_undone(payment, order):
        return [f"order {order.status} is due {due} but captured {payment.captured}"]
    if order.status in ENDS and payment.status in HELD:
        return [f"order {order.status} but the payment is {payment.status}"]
    return []


def _is_undone(payment: Payment, order: OrderSummary) -> bool:
    """A charge that came before the news that the order was called off goes back whole."""
    return order.status is not OrderStatus.COMPLETED and payment.captured == payment.refunded


def list_unpaid(day: date) -> list[str]:
    """The orders completed on the day (UTC) that no payment stands for."""
    completed = OrderFacts.objects.filter(status=OrderStatus.COMPLETED, status_at__date=day)
    paid = Payment.objects.filter(status__in=PAID).values("order_id")
    return [
        f"{facts.order_id} {facts.number}"
        for facts in completed.exclude(order_id__in=paid).order_by("order_id")
    ]
