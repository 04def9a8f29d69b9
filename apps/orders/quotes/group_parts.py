"""Letting each of a group pay their part of the order that came of it."""

from uuid import UUID

from apps.orders.contract.errors import NothingToSplit
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.group_parts import PAY_WITHIN, PersonLine, owners_of, weights_of
from apps.orders.domain.refund_lines import money_of
from apps.orders.domain.saga import SagaState
from apps.orders.domain.sold_lines import line_body, line_request
from apps.orders.lifecycle.pushes import push_group_after_commit
from apps.orders.models import Order, OrderGroup
from apps.orders.queries.groups import GroupAnswer, group_answer, group_of
from apps.orders.queries.sagas import locked
from apps.payments.contract.errors import PaymentInProgress
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import PartOwed
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


def split_order(token: str, order_id: UUID, host: UUID, *, client: str, key: str) -> GroupAnswer:
    """Lets each pay their part of the host's order, until a deadline; repeating it changes nothing.

    The parts are those of the order as it was placed: what the host added or changed is the host's. NotFound,
    NothingToSplit, PaymentInProgress while the group pays for another order, and the errors of `split_payment`.
    """
    group = _own(group_of(token, OrderGroup.objects.all()), host)
    order = Order.objects.filter(id=order_id, customer_id=host, store_id=group.store_id).first()
    if order is None:
        raise NotFound("There is no such order of yours.")
    _refuse_other(group, order_id)
    parts = _parts_of(order, group)
    if len(parts) < 2:
        raise NothingToSplit
    service(PaymentsService).split_payment(
        order_id=order_id, customer_id=host, parts=parts, client=client, key=key
    )
    with unit_of_work("orders"):
        group = _own(group_of(token, OrderGroup.objects.select_for_update()), host)
        if group.order_id != order_id:
            _wait(group, order_id)
            push_group_after_commit(group.id)
    return group_answer(group)


def _own(group: OrderGroup, host: UUID) -> OrderGroup:
    if group.host_id != host or not group.is_closed:
        raise NotFound("There is no such group order of yours, or it is not closed.")
    return group


def _refuse_other(group: OrderGroup, order_id: UUID) -> None:
    """One order of a group waits at a time, and of one group: else two could give each other ever more time."""
    if OrderGroup.objects.filter(order_id=order_id).exclude(id=group.id).exists():
        raise NotFound("There is no such order of yours.")
    earlier = group.order_id
    if earlier and earlier != order_id and _is_unpaid(earlier):
        raise PaymentInProgress


def _is_unpaid(order_id: UUID) -> bool:
    return Order.objects.filter(id=order_id, status=OrderStatus.PENDING_PAYMENT).exists()


def _parts_of(order: Order, group: OrderGroup) -> list[PartOwed]:
    requested = [PersonLine(row.person_id, row.name, row.line) for row in group.lines.order_by("id")]
    owners = owners_of((line_body(line_request(line)) for line in order.lines), requested, group.host_id)
    sums = [line.gross for line in money_of(order.lines, order.amounts)]
    weights = weights_of(owners, sums, group.host_id)
    return [PartOwed(person_id=person, weight=weight) for person, weight in weights.items()]


def _wait(group: OrderGroup, order_id: UUID) -> None:
    """The order waits for everybody; one that expired meanwhile stays as it is."""
    saga = locked(order_id)
    group.order_id, group.pay_by = order_id, saga.deadline_at
    if saga.order.state is OrderStatus.PENDING_PAYMENT and saga.state == SagaState.AWAITING_PAYMENT:
        group.pay_by = saga.deadline_at = now() + PAY_WITHIN
        saga.save(update_fields=["deadline_at"])
    group.save(update_fields=["order_id", "pay_by"])
