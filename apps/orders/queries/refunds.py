"""The refunds of an order."""

from datetime import datetime
from uuid import UUID

from apps.orders.domain.refund_matrix import Fault
from apps.orders.models import Order, OrderRefundStatus, Refund
from dominos.kernel.edge.answers import Answer


class RefundTaxAnswer(Answer):
    """The tax of one class that comes back: `percent` of `base`."""

    tax_class: str
    percent: str
    base: int
    tax: int


class RefundPartsAnswer(Answer):
    """Minor units; all but `tax` and its lines add up to the amount."""

    food: int
    delivery_fee: int
    small_order_fee: int
    deposit: int
    tip: int
    tax: int
    tax_added: int
    rounding: int
    tax_lines: list[RefundTaxAnswer]
    """The tax by the rates of what comes back, and of nothing else."""


class OrderRefundLineAnswer(Answer):
    """Pieces of a line that come back."""

    number: int
    quantity: int
    amount: int
    tax: int


class OrderRefundAnswer(Answer):
    """Money that goes back. `code` says why payments refused it."""

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
    """Money that went back for an order that was handed over, or is on its way; `at` since when that is so."""

    amount: int
    is_done: bool
    at: datetime


def tracked_refunds(order: Order) -> list[TrackedRefundAnswer]:
    """What comes back of the order, oldest first; what was refused is none of it."""
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
    """The refund as those see it who see the order."""
    names = OrderRefundAnswer.model_fields.keys() - {"is_by_rule"}
    return OrderRefundAnswer.of(
        {name: getattr(refund, name) for name in names} | {"is_by_rule": refund.requested_by is None}
    )


def list_refunds(order: Order) -> list[OrderRefundAnswer]:
    """The refunds of the order, oldest first."""
    return [refund_answer(row) for row in order.refunds.all()]
