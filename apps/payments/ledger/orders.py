"""Compares charges with orders: completed orders in full, cancelled ones for what is kept, others not at all."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus, OrderSummary
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import PAID, PaymentMethod
from apps.payments.ledger.facts import ENDS
from apps.payments.models import OrderFacts, Payment
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import service

HELD = frozenset({PaymentStatus.AUTHORIZED, PaymentStatus.REQUIRES_ACTION})


def ask_orders(order_ids: Iterable[UUID]) -> Mapping[UUID, OrderSummary] | None:
    """The orders by id; None if the orders app does not answer."""
    try:
        orders = service(OrdersService).get_orders(order_ids=list(order_ids))
    except Unavailable:
        return None
    return {order.order_id: order for order in orders}


def due_of(order: OrderSummary) -> int:
    """The final charge of the order, before refunds."""
    if order.status is OrderStatus.COMPLETED:
        return order.amounts.total
    return order.kept if order.status in ENDS else 0


def differences(payment: Payment, order: OrderSummary | None) -> list[str]:
    """Where orders and the payment disagree."""
    if payment.method == PaymentMethod.NONE or payment.status not in PAID | HELD:
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
    """A charge that preceded the cancellation is refunded in full."""
    return order.status is not OrderStatus.COMPLETED and payment.captured == payment.refunded


def list_unpaid(day: date) -> list[str]:
    """The orders completed on the day (UTC) that have no payment."""
    completed = OrderFacts.objects.filter(status=OrderStatus.COMPLETED, status_at__date=day)
    paid = Payment.objects.filter(status__in=PAID).values("order_id")
    return [
        f"{facts.order_id} {facts.number}"
        for facts in completed.exclude(order_id__in=paid).order_by("order_id")
    ]
