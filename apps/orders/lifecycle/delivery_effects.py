"""Effects of the state table that send commands to delivery."""

from datetime import datetime, timedelta

from apps.delivery.contract.commands import (
    CancelDelivery,
    ReleaseDelivery,
    RequestDelivery,
    RetryDelivery,
    ReviseDelivery,
)
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.bags import bags
from apps.orders.domain.calibration import ready_in
from apps.orders.domain.kitchen import kitchen_stages
from apps.orders.domain.refund_matrix import CASH
from apps.orders.lifecycle.promises.observations import observations
from apps.orders.models import Order, OrderSaga
from apps.orders.queries.kitchen import kitchen_load
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.contact import address_line
from dominos.kernel.unit_of_work import send


def request_delivery(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    order = saga.order
    if order.service != ServiceMethod.DELIVERY:
        return
    address = order.address or {}
    command = RequestDelivery(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        address=address_line(*(address[part] for part in ("street", "house_number", "postcode", "city"))),
        note=order.note_for_courier,
        lat=address["lat"],
        lon=address["lon"],
        recipient=order.contact_name,
        bags=bags(order.pizzas),
        contactless=order.contactless,
        cash_due=_cash_due(saga),
        currency=order.currency,
        ready_at=_ready_at(order),
        promised_to=order.promised_to,
        revision=saga.revision,
    )
    send(command, subject=order.id, sequence=order.sequence)


def _cash_due(saga: OrderSaga) -> int:
    return saga.order.total if saga.payment_method == CASH else 0


def follow_revision(saga: OrderSaga, was: ServiceMethod, *, is_same_door: bool) -> None:
    """Tells delivery of a changed order that its store had accepted: what is carried, or that it is not, or is now.

    To another door it is requested anew, so that couriers are chosen anew.
    """
    order = saga.order
    if saga.revised_in != OrderStatus.ACCEPTED:
        return
    if was is ServiceMethod.DELIVERY and is_same_door and order.state is OrderStatus.ACCEPTED:
        _revise_delivery(saga)
        return
    if was is ServiceMethod.DELIVERY:
        _withdraw_delivery(saga)
    if order.state is OrderStatus.ACCEPTED:
        request_delivery(saga, order.state, "")


def _revise_delivery(saga: OrderSaga) -> None:
    order = saga.order
    command = ReviseDelivery(
        order_id=order.id,
        revision=saga.revision,
        bags=bags(order.pizzas),
        cash_due=_cash_due(saga),
        promised_to=order.promised_to,
    )
    send(command, subject=order.id, sequence=order.sequence)


def _withdraw_delivery(saga: OrderSaga) -> None:
    """Calls off what was requested before the revision, and forgets its courier and what they told."""
    order = saga.order
    command = CancelDelivery(order_id=order.id, reason="revised", before=saga.revision)
    send(command, subject=order.id, sequence=order.sequence)
    forget_courier(saga, now())


def forget_courier(saga: OrderSaga, at: datetime) -> None:
    """What couriers told before counts no more."""
    saga.delivery_facts, saga.courier_id, saga.assigned_at, saga.attempt_began_at = {}, None, None, at
    saga.provider = ""


def _ready_at(order: Order) -> datetime:
    """When the rack should have it: what waits before it and its own time, corrected by the recent errors."""
    at = now()
    plan = kitchen_stages(order.pizzas, order.kitchen, kitchen_load(order.store_id, but=order.id))
    return at + timedelta(seconds=ready_in(plan, observations(order.store_id, at)))


def release_delivery(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    if saga.order.service == ServiceMethod.DELIVERY:
        command = ReleaseDelivery(order_id=saga.order.id, ready_at=now())
        send(command, subject=saga.order.id, sequence=saga.order.sequence)


def cancel_delivery(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    if saga.order.service == ServiceMethod.DELIVERY:
        command = CancelDelivery(order_id=saga.order.id, reason=reason)
        send(command, subject=saga.order.id, sequence=saga.order.sequence)


def retry_delivery(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    """Requests another attempt: food in the rack goes at once, food to be remade when the kitchen has it."""
    order = saga.order
    ready_at = now() if order.state is OrderStatus.READY else _ready_at(order)
    command = RetryDelivery(order_id=order.id, ready_at=ready_at, promised_to=order.eta_to)
    send(command, subject=order.id, sequence=order.sequence)
