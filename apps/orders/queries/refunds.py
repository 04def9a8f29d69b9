"""The refunds of an order."""

from datetime import datetime
from uuid import UUID

from apps.orders.domain.refund_matrix import Fault
from apps.orders.models import Order, OrderRefundStatus, Refund
from dominos.kernel.edge.answers import Answer


class RefundTaxAnswer(Answer):
    """The refunded tax of one class: `percent` of `base`."""

    tax_class: str
    percent: str
    base: int
    tax: int


class RefundPartsAnswer(Answer):
    """Minor units; everything except `tax` and its lines adds up to the amount."""

    food: int
    delivery_fee: int
    small_order_fee: int
    deposit: int
    tip: int
    tax: int
    tax_added: int
    rounding: int
    tax_lines: list[RefundTaxAnswer]
    """The tax by rate, of the refunded parts only."""


class OrderRefundLineAnswer(Answer):
    """Refunded pieces of a line."""

    number: int
    quantity: int
    amount: int
    tax: int


class OrderRefundAnswer(Answer):
    """A refund. `code` is why payments refused it."""

    id: UUID
    key: str
    reason: str
    fault: Fault
    amount: int
    components: RefundPartsAnswer
    lines: list[OrderRefundLineAnswer]
    status: OrderRefundStatus
    code: str
    is_by_rule: bool
    created_at: datetime


class TrackedRefundAnswer(Answer):
    """A refund of an order that was handed over, performed or under way; `at` is since when."""

    amount: int
    is_done: bool
    at: datetime


def tracked_refunds(order: Order) -> list[TrackedRefundAnswer]:
    """The order's refunds, oldest first; refused ones are left out."""
    rows = order.refunds.exclude(status=OrderRefundStatus.REFUSED)
    return [
        TrackedRefundAnswer(
            amount=row.amount,
            is_done=row.status == OrderRefundStatus.DONE,
            at=row.decided_at or row.created_at,
        )
        for row in rows
    ]


def refund_answer(refund: Refund) -> OrderRefundAnswer:
    """The refund for those who see the order."""
    names = OrderRefundAnswer.model_fields.keys() - {"is_by_rule"}
    return OrderRefundAnswer.of(
        {name: getattr(refund, name) for name in names} | {"is_by_rule": refund.requested_by is None}
    )


def list_refunds(order: Order) -> list[OrderRefundAnswer]:
    """The refunds of the order, oldest first."""
    return [refund_answer(row) for row in order.refunds.all()]
