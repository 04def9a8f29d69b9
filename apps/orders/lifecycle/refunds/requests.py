"""Refunds of a paid order: lines of it by a person, a credit for lateness by rule.

Orders decides the amount and the lines; payments holds, performs or refuses the refund and reports back.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from apps.orders.contract.errors import (
    ActionForbidden,
    LineRefunded,
    NothingToRefund,
    RefundKeyReused,
    RefundTooLarge,
)
from apps.orders.contract.types import Amounts
from apps.orders.domain.actors import MAY_REFUND, actors_of
from apps.orders.domain.refund_lines import (
    LineMoney,
    components_of,
    given_in,
    money_of,
    read_components,
    remainder,
    total_of,
)
from apps.orders.domain.refund_matrix import REFUND_MATRIX, RefundStage, kept_parts
from apps.orders.domain.refund_requests import Pieces, RefundRequest
from apps.orders.lifecycle.refunds.commands import Wanted, refund_coin, refunded_quantities, send_refund
from apps.orders.models import OrderRefundStatus, OrderSaga, Refund
from apps.orders.queries.sagas import locked
from apps.users.contract.service import UsersService
from dominos.kernel.auth import Principal
from dominos.kernel.contact import email_key
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.money import card_step
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


def request_refund(saga: OrderSaga, request: RefundRequest, requested_by: UUID | None) -> Refund:
    """Asks payments for the refund, once per key; the saga is locked.

    Raises NothingToRefund, LineRefunded, RefundTooLarge, RefundKeyReused, Invalid.
    """
    known = saga.order.refunds.filter(key=request.key).first()
    if known is None:
        return send_refund(saga, _wanted(saga, request), request, requested_by)
    asked = [[pieces.number, pieces.quantity] for pieces in request.lines]
    if (known.reason, known.fault, known.asked) != (request.reason, request.fault, asked):
        raise RefundKeyReused
    return known


def _wanted(saga: OrderSaga, request: RefundRequest) -> Wanted:
    """What the matrix gives back of the request. Fees and tip go with the last of what costs something, to the cent."""
    order, shares = saga.order, REFUND_MATRIX[RefundStage.COMPLETED, request.fault]
    if not saga.captured or not (shares.food or request.grant_food):
        raise NothingToRefund
    standing = [row for row in order.refunds.all() if row.status != OrderRefundStatus.REFUSED]
    gone = refunded_quantities(standing)
    money = {line.number: line for line in money_of(order.lines, order.amounts)}
    lines, parts = [], []
    for line, count in _chosen(money, request, gone):
        part = line.pieces(gone.get(line.number, 0), count)
        gone[line.number] = gone.get(line.number, 0) + count
        parts.append(part)
        lines.append({"number": line.number, "quantity": count, "amount": part.amount, "tax": part.tax})
    components = total_of(parts)
    if shares.delivery_fee and not any(line.rest(gone.get(line.number, 0)).amount for line in money.values()):
        components = remainder(
            components_of(_paid(saga)), total_of(read_components(row.components) for row in standing)
        )
    else:
        components = given_in(components, refund_coin(saga))
    _check_captured(saga, components.amount, standing)
    return Wanted(components, lines)


def _paid(saga: OrderSaga) -> Amounts:
    order = saga.order
    if saga.kept is None:
        return order.amounts
    return kept_parts(order.amounts, saga.kept, coin=card_step(order.currency))


def _chosen(
    money: Mapping[int, LineMoney], request: RefundRequest, gone: Mapping[int, int]
) -> Iterator[tuple[LineMoney, int]]:
    """The lines asked for and how many pieces of each. LineRefunded, Invalid."""
    for pieces in request.lines or [Pieces(number) for number in money]:
        line = money.get(pieces.number)
        if line is None:
            raise Invalid(errors=[FieldError("lines", f"There is no line {pieces.number}.", "unknown")])
        left = line.quantity - gone.get(line.number, 0)
        count = left if pieces.quantity is None else pieces.quantity
        if count > left or (request.lines and not count):
            raise LineRefunded(number=line.number, refunded=line.quantity - left, quantity=line.quantity)
        if count:
            yield line, count


def _check_captured(saga: OrderSaga, amount: int, standing: Sequence[Refund]) -> None:
    promised = sum(row.amount for row in standing if row.status == OrderRefundStatus.ASKED)
    available = saga.captured - saga.refunded - promised
    if amount <= 0:
        raise NothingToRefund
    if amount > available:
        raise RefundTooLarge(available=available, wanted=amount, currency=saga.order.currency)


def refund(order_id: UUID, request: RefundRequest, caller: Principal) -> Refund:
    """A manager or support refunds an order; repeating the same key changes nothing.

    Raises NotFound, ActionForbidden (also for an order of one's own), and the errors of `request_refund`.
    """
    mailbox = _mailbox_of(caller)
    with unit_of_work("orders"):
        saga = locked(order_id)
        actors = actors_of(caller, customer_id=saga.order.customer_id, store_id=saga.order.store_id)
        if not actors:
            raise NotFound("There is no such order.")
        if not actors & MAY_REFUND:
            raise ActionForbidden("A manager or support gives money back.", allowed_actions=[])
        if mailbox and mailbox == email_key(saga.order.contact_email):
            raise ActionForbidden("Somebody else has to refund an order of your own.", allowed_actions=[])
        return request_refund(saga, request, caller.id)


def _mailbox_of(caller: Principal) -> str:
    """The caller's mail address, by which an order they placed as a guest is known."""
    try:
        return email_key(service(UsersService).get_person(user_id=caller.user_id).email)
    except NotFound:
        return ""
