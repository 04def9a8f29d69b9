"""Stores a refund and asks payments to perform it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from apps.orders.contract.rounding import coin_of
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.refund_requests import RefundRequest
from apps.orders.models import OrderSaga, Refund
from apps.payments.contract.commands import RefundPayment
from apps.payments.contract.types import RefundComponents, RefundedLine, RefundScope
from dominos.kernel.unit_of_work import send

PREFIX = "order-refund"


@dataclass(frozen=True, slots=True)
class Wanted:
    components: RefundComponents
    lines: list[dict[str, int]]


def send_refund(saga: OrderSaga, wanted: Wanted, request: RefundRequest, requested_by: UUID | None) -> Refund:
    order = saga.order
    row = Refund.objects.create(
        order=order,
        key=request.key,
        reason=request.reason,
        fault=request.fault,
        asked=[[pieces.number, pieces.quantity] for pieces in request.lines],
        amount=wanted.components.amount,
        components=asdict(wanted.components),
        lines=wanted.lines,
        requested_by=requested_by,
    )
    names = RefundedLine.__dataclass_fields__
    command = RefundPayment(
        order_id=order.id,
        amount=row.amount,
        currency=order.currency,
        reason=row.reason,
        key=f"{PREFIX}:{row.id}",
        scope=RefundScope.LINES if wanted.lines else RefundScope.REDUCTION,
        components=wanted.components,
        lines=tuple(RefundedLine(**{name: line[name] for name in names}) for line in wanted.lines),
        requested_by=requested_by,
        fault=row.fault,
    )
    send(command, subject=order.id, sequence=order.sequence)
    return row


def refund_coin(saga: OrderSaga) -> int:
    """The amount of which a refund of the order is a multiple, unless it is of everything that is left."""
    order = saga.order
    return coin_of(order.currency, order.cash_coin, in_cash=saga.payment_method == CASH)


def refunded_quantities(standing: Sequence[Refund]) -> dict[int, int]:
    gone: dict[int, int] = {}
    for row in standing:
        for line in row.lines:
            gone[line["number"]] = gone.get(line["number"], 0) + line["quantity"]
    return gone
