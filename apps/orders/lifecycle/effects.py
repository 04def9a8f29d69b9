"""Implements the effects of the state table: messages to other apps, published in the transition's transaction."""

from collections.abc import Callable
from datetime import timedelta

from apps.delivery.contract.windows import Window
from apps.orders.contract.events import OrderCompleted, OrderPaymentLapsed, OrderPlaced, OrderRevised
from apps.orders.contract.types import Amounts, EtaCause, OrderChannel, OrderStatus
from apps.orders.domain.doors import is_same_door
from apps.orders.domain.eta import EtaStage
from apps.orders.domain.next_store import NextStore
from apps.orders.domain.refund_matrix import CASH, Fault, kept_amount, kept_parts
from apps.orders.domain.saga import DEADLINES, SagaState
from apps.orders.domain.states import COLLECTED, Effect
from apps.orders.lifecycle.collection_codes import new_collection_code
from apps.orders.lifecycle.delivery_effects import (
    cancel_delivery,
    follow_revision,
    release_delivery,
    request_delivery,
    retry_delivery,
)
from apps.orders.lifecycle.printing.reprints import drop_waiting
from apps.orders.lifecycle.promises.kitchen_pace import measure
from apps.orders.lifecycle.promises.observations import record_observation
from apps.orders.lifecycle.promises.updates import move
from apps.orders.lifecycle.pushes import announce_after_commit
from apps.orders.lifecycle.refunds.lateness import credit_lateness
from apps.orders.models import Order, OrderSaga, Quote
from apps.orders.queries.sagas import revision_quote
from apps.orders.queries.summaries import deal_uses, order_lines
from apps.orders.reservations import points, revisions, seats
from apps.payments.contract.commands import AdjustAuthorization, CapturePayment, VoidPayment
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.money import card_step
from dominos.kernel.unit_of_work import publish, send

TIME_TO_PAY = timedelta(minutes=10)
"""The minimal time for paying again."""
# What of its quote a revision takes over, and what of one at another store, at another time or in another way.
MOVED = ("store_id", "business_date", "terms")
SERVED = (
    *("service", "address", "contactless", "collection_code"),
    *("checked_in_at", "parking_spot", "vehicle"),
)
REVISED = (*Amounts.__dataclass_fields__, "lines", "deals", "pizzas", "stage_plan")


def _announce_placed(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    order = saga.order
    event = OrderPlaced(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        business_date=order.business_date,
        customer_id=order.customer_id,
        service=order.method,
        currency=order.currency,
        total=order.total,
        lines=order_lines(order),
        promised_from=order.promised_from,
        promised_to=order.promised_to,
        placed_at=now(),
        channel=OrderChannel(order.channel),
        deals=deal_uses(order),
    )
    publish(event, subject=order.id, sequence=order.sequence)


def _measure_kitchen(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    """A customer who collects late says nothing about the rack, a second attempt nothing about the kitchen."""
    if not saga.order.earlier_attempts:
        is_delivered = saga.order.service == ServiceMethod.DELIVERY
        measure(saga.order, now() if is_delivered else None)


def _announce_completed(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    order = saga.order
    travel = order.plan.get(EtaStage.TRAVEL)
    event = OrderCompleted(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        business_date=order.business_date,
        customer_id=order.customer_id,
        courier_id=saga.own_courier_id if order.service == ServiceMethod.DELIVERY else None,
        products=tuple(dict.fromkeys(line["product"] for line in order.lines)),
        completed_at=now(),
        promised_to=order.promised_to,
        ready_at=order.began(OrderStatus.READY),
        left_at=order.began(OrderStatus.OUT_FOR_DELIVERY),
        arrived_at=order.began(OrderStatus.ARRIVED),
        planned_road_seconds=round(travel.expected) if travel else None,
    )
    publish(event, subject=order.id, sequence=order.sequence)
    record_observation(order)
    points.earn(order)


def _capture_payment(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    order = saga.order
    amounts = (
        None if saga.kept is None else kept_parts(order.amounts, saga.kept, coin=card_step(order.currency))
    )
    amount = order.total if saga.kept is None else saga.kept
    command = CapturePayment(
        order_id=order.id, amount=amount, currency=order.currency, amounts=amounts, again=saga.settled
    )
    send(command, subject=order.id, sequence=order.sequence)


def _void_payment(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    why = reason or str(saga.order.status).lower()
    command = VoidPayment(order_id=saga.order.id, reason=why, again=saga.settled)
    send(command, subject=saga.order.id, sequence=saga.order.sequence)


def _adjust_authorization(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    """Has the revision covered; the order itself changes once it is.

    Payments raise what is held. Of an order that cost nothing nothing is held: its customer pays like a new order.
    """
    quote = revision_quote(saga)
    revisions.take_for_revision(saga.order, quote)
    saga.revised_in = previous
    if saga.payment_id is None:
        saga.revision += 1
        saga.deadline_at = now() + TIME_TO_PAY
    else:
        cover(saga, quote.amounts)


def _drop_revision(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    revisions.drop_revision(saga.order, revision_quote(saga))


def _restore_authorization(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    """Nobody answered in time: the payment goes back to what the order costs, whatever became of the revision."""
    if saga.payment_id is not None:
        cover(saga, saga.order.amounts)


def cover(saga: OrderSaga, amounts: Amounts) -> None:
    """Asks payments to hold exactly this amount; they answer with the saga's `revision`."""
    saga.revision += 1
    command = AdjustAuthorization(
        order_id=saga.order.id,
        revision=saga.revision,
        amount=amounts.total,
        currency=saga.order.currency,
        amounts=amounts,
    )
    send(command, subject=saga.order.id, sequence=saga.order.sequence)


def _apply_revision(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    """The order becomes what was quoted; other seats, another store or more to bake move the promise."""
    order, quote = saga.order, revision_quote(saga)
    was, was_at, was_served = order.total, order.store_id, order.method
    is_moved, is_same = seats.is_moved(order, quote), is_same_door(order.address, quote.address)
    # Deals, the day's counter, quarters: in the order in which rivals lock them.
    revisions.settle_deals(order, quote)
    if is_moved and quote.business_date != order.business_date:
        order.number = seats.take_number(quote)
    seats.give_back_own(order, quote)
    if quote.store_id != order.store_id:
        _move_to_store(saga, quote)
    elif is_moved or not is_same:
        order.scheduled_for = quote.scheduled_for
        _take_terms(order, quote)
    elif quote.pizzas > order.pizzas and quote.promised_to > order.promised_to:
        order.promised_from, order.promised_to = quote.promised_from, quote.promised_to
        move(order, Window(quote.promised_from, quote.promised_to), EtaCause.REVISION)
    saga.shortage = {}
    order.edition += 1
    for name in REVISED:
        setattr(order, name, getattr(quote, name))
    if not is_same:
        order.address = quote.address
    if was_served != quote.service:
        _serve_as(order, ServiceMethod(quote.service))
    if order.state is OrderStatus.SCHEDULED and saga.revised_in != OrderStatus.SCHEDULED:
        _leave_store(order)
    promise = ["promised_from", "promised_to", "eta_from", "eta_to", "eta_cause"]
    order.save(
        update_fields=[
            *REVISED,
            *MOVED,
            *SERVED,
            "line_notes",
            "number",
            "scheduled_for",
            "edition",
            *promise,
        ]
    )
    event = OrderRevised(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        business_date=order.business_date,
        customer_id=order.customer_id,
        currency=order.currency,
        was=was,
        total=order.total,
        lines=order_lines(order),
        promised_from=order.promised_from,
        promised_to=order.promised_to,
        was_store_id=was_at if was_at != order.store_id else None,
        deals=deal_uses(order),
        is_other_way=not is_same or was_served != order.method,
    )
    publish(event, subject=order.id, sequence=order.sequence)
    follow_revision(saga, was_served, is_same_door=is_same)


def _serve_as(order: Order, method: ServiceMethod) -> None:
    """What goes with a service: a code to collect by; leaving at the door and waiting in front of the store end."""
    order.service, order.contactless = method, False
    order.collection_code = new_collection_code() if method in COLLECTED else ""
    _forget_check_in(order)


def _leave_store(order: Order) -> None:
    """Its store had it and gets it later: no slip waits for a printer, and nobody in front of the store."""
    drop_waiting(order)
    _forget_check_in(order)


def _forget_check_in(order: Order) -> None:
    order.checked_in_at, order.parking_spot, order.vehicle = None, "", ""


def _move_to_store(saga: OrderSaga, quote: Quote) -> None:
    """Another store makes it, under a number of its own and as soon as it can; the one that had it sees it leave.

    It was promised then and is paid: it finds room even if others took it meanwhile.
    """
    order = saga.order
    announce_after_commit(order)
    order.pizzas = quote.pizzas
    seats.leave(order)
    saga.next_store = NextStore.read(saga.next_store).after(order.store_id).as_json()
    order.number = seats.take_place(quote, is_limited=False)
    order.scheduled_for = None
    _take_terms(order, quote)
    if order.terms["accepts_itself"]:
        saga.deadline_at = now()


def _take_terms(order: Order, quote: Quote) -> None:
    """Where and when it is made, and what is promised, as quoted."""
    order.promised_from, order.promised_to = quote.promised_from, quote.promised_to
    for name in MOVED:
        setattr(order, name, getattr(quote, name))
    move(order, Window(quote.promised_from, quote.promised_to), EtaCause.REVISION)


def _settle_payment(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    """Captures what the refund matrix lets the chain keep, else voids; cash was not collected, so never kept."""
    order = saga.order
    if saga.kept is None:
        saga.kept = kept_amount(
            order.amounts, status=previous, fault=Fault.CUSTOMER, coin=card_step(order.currency)
        )
    if saga.payment_method == CASH:
        saga.kept = 0
    if not saga.kept:
        _void_payment(saga, previous, reason)
        return
    saga.state = SagaState.AWAITING_CAPTURE
    saga.deadline_at = now() + DEADLINES[SagaState.AWAITING_CAPTURE]
    _capture_payment(saga, previous, reason)


def _credit_lateness(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    credit_lateness(saga)


def _ask_to_pay_again(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    order = saga.order
    saga.payment_id, saga.payment_method, saga.authorized, saga.credit = None, "", 0, 0
    saga.deadline_at = pay_by = max(order.last_start, now() + TIME_TO_PAY)
    event = OrderPaymentLapsed(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        customer_id=order.customer_id,
        total=order.total,
        currency=order.currency,
        promised_from=order.promised_from,
        promised_to=order.promised_to,
        pay_by=pay_by,
    )
    publish(event, subject=order.id, sequence=order.sequence)


def _free_reservations(saga: OrderSaga, previous: OrderStatus, reason: str) -> None:
    """The refund matrix restores deals whenever nothing was made yet."""
    revisions.free(saga.order)


RUN: dict[Effect, Callable[[OrderSaga, OrderStatus, str], None]] = {
    Effect.ANNOUNCE_PLACED: _announce_placed,
    Effect.FREE_RESERVATIONS: _free_reservations,
    Effect.ASK_TO_PAY_AGAIN: _ask_to_pay_again,
    Effect.REQUEST_DELIVERY: request_delivery,
    Effect.RELEASE_DELIVERY: release_delivery,
    Effect.CANCEL_DELIVERY: cancel_delivery,
    Effect.ADJUST_AUTHORIZATION: _adjust_authorization,
    Effect.APPLY_REVISION: _apply_revision,
    Effect.DROP_REVISION: _drop_revision,
    Effect.RESTORE_AUTHORIZATION: _restore_authorization,
    Effect.RETRY_DELIVERY: retry_delivery,
    Effect.MEASURE_KITCHEN: _measure_kitchen,
    Effect.ANNOUNCE_COMPLETED: _announce_completed,
    Effect.CAPTURE_PAYMENT: _capture_payment,
    Effect.VOID_PAYMENT: _void_payment,
    Effect.SETTLE_PAYMENT: _settle_payment,
    Effect.CREDIT_LATENESS: _credit_lateness,
}
