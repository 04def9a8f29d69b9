"""An order for the holder of its tracking link: stages, window, code; no names, no address, no phone."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import structlog

from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import Tracking
from apps.orders.contract.types import EndCause, EtaCause, OrderStatus
from apps.orders.domain.corrections import BY_LINK, Correctable, correctable
from apps.orders.domain.end_causes import end_cause
from apps.orders.domain.money_outcome import MoneyOutcome, PaidBy, money_outcome, paid_by
from apps.orders.domain.states import COLLECTED, FINAL
from apps.orders.domain.tracker_stages import KITCHEN, shown_cause, shown_status, stages_of
from apps.orders.models import Order, OrderHistory
from apps.orders.queries.orders import CheckInAnswer, check_in_of, is_delayed
from apps.orders.queries.refunds import TrackedRefundAnswer, tracked_refunds
from apps.orders.queries.sagas import find_with_saga
from apps.orders.queries.sale_answers import store_name
from apps.orders.queries.shortages import NextStoreAnswer, ShortageAnswer, next_store_answer, shortage_answer
from apps.orders.queries.summaries import amounts_due, pay_until
from apps.orders.queries.tracker_map import TrackerMapAnswer, map_of
from apps.orders.queries.tracking_links import link_ends_at, order_of
from apps.payments.contract.service import PaymentsService
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)

S = OrderStatus
WITH_COURIER = frozenset({S.OUT_FOR_DELIVERY, S.ARRIVED})
WITH_DELIVERY = frozenset({S.ACCEPTED, S.PREPARING, S.BAKING, S.READY}) | WITH_COURIER


class TrackerStageAnswer(Answer):
    """A stage of the tracker; `at` is null until it begins."""

    status: OrderStatus
    at: datetime | None


class CourierPositionAnswer(Answer):
    """The courier's last known position."""

    lat: float
    lon: float
    accuracy: float
    at: datetime


class TrackedLineAnswer(Answer):
    """A line of the order; `number` identifies it in notes and refunds."""

    number: int
    product: str
    """The menu's code, by which it is rated."""
    quantity: int
    name: str
    description: str


class ResumedAnswer(Answer):
    """What a reconnecting client needs although it has missed no transition."""

    sequence: int
    status: OrderStatus
    eta_from: datetime | None
    eta_to: datetime | None
    eta_cause: EtaCause | Literal[""]
    """Why the window moved; empty if it did not."""
    is_delayed: bool
    position: CourierPositionAnswer | None
    map: TrackerMapAnswer
    stops_before: int
    unavailable: list[str]


class TrackedEndAnswer(Answer):
    """Why an order ended without a hand-over, and what happens to the money."""

    cause: EndCause
    reason: str
    """What the store or support typed for the customer; often empty."""
    money: MoneyOutcome
    amount: int
    """The amount that `money` is about, in minor units."""


class TrackerAnswer(ResumedAnswer):
    """An order for the holder of its link. `unavailable` names parts that cannot be shown at the moment.

    Stages never go back: a second attempt after a failed delivery makes the list longer.
    """

    number: str
    store_id: UUID
    store_name: str
    service: ServiceMethod
    currency: str
    total: int
    """In minor units; if a revision waits for its payment, the new total."""
    payment_method: PaidBy
    """By what it is paid, and so where money comes back to."""
    pay_until: datetime | None
    """Set if the order, or a revision of it, waits for its payment."""
    shortage: ShortageAnswer | None
    """Set if the store cannot make the order ahead as it is."""
    next_store: NextStoreAnswer | None
    """Set if its store did not answer and another one is offered."""
    ended: TrackedEndAnswer | None
    refunds: list[TrackedRefundAnswer]
    """Set once the order is paid for: after the hand-over, or where a part was kept of a cancelled order."""
    has_invoice: bool
    """Whether it is paid for, so that its invoice, and a credit note for each refund, is issued."""
    attempt: int
    is_revising: bool
    stages: list[TrackerStageAnswer]
    lines: list[TrackedLineAnswer]
    promised_from: datetime
    promised_to: datetime
    is_final: bool
    pin: str
    collection_code: str
    is_guests: bool
    """Whether its customer has no account, so that it is rated through this link."""
    has_photo: bool
    """Whether `drop-photo` below this link shows what was left at the door."""
    check_in: CheckInAnswer | None
    may_check_in: bool
    may_correct: list[Correctable]
    """What the holder of the link may correct now."""


class TrackerFrame(TrackerAnswer):
    """The whole state: first, and whenever something changed."""

    type: Literal["state", "update"]


class ResumedFrame(ResumedAnswer):
    """Sent to a client that reconnects and has missed nothing."""

    type: Literal["resumed"] = "resumed"


class PositionFrame(Answer):
    """The courier's position, while the food is on the road."""

    type: Literal["position"] = "position"
    sequence: int
    position: CourierPositionAnswer


class MessageFrame(Answer):
    """Courier or customer wrote, or read: `GET /track/{token}/messages` has the conversation."""

    type: Literal["message"] = "message"


_LINE = TrackedLineAnswer.model_fields


def tracked_order(token: str) -> Order:
    """The order of a link. NotFound for an invalid link and a week after the promise."""
    order = find_with_saga(order_of(token))
    if order is None or now() > link_ends_at(order.created_at, order.promised_to):
        raise NotFound("There is no such link.")
    return order


def invoice_path(order_id: UUID) -> str:
    """The path of the order's invoice, which needs no sign-in. NotFound while there is none, Unavailable."""
    payment = service(PaymentsService).get_payment(order_id=order_id)
    if payment is None or not payment.invoice_path:
        raise NotFound("There is no invoice yet.")
    path: str = payment.invoice_path
    return path


def tracker_answer(order: Order) -> TrackerAnswer:
    """Everything the tracker shows; delivery's part is left out, and named, if delivery does not answer."""
    tracking, unavailable = _tracking(order)
    is_final = order.state in FINAL
    stages = stages_of(order.method, order.stage_times, order.earlier_attempts, baked=order.is_baked)
    ended = ended_answer(order)
    cause = shown_cause(order.eta_cause, order.state)
    return TrackerAnswer(
        number=order.number,
        store_id=order.store_id,
        store_name=store_name(order),
        currency=order.currency,
        total=amounts_due(order).total,
        payment_method=paid_by(order.saga.payment_method, order.saga.credit),
        pay_until=pay_until(order),
        shortage=shortage_answer(order),
        next_store=next_store_answer(order),
        ended=ended,
        refunds=tracked_refunds(order) if order.saga.captured else [],
        has_invoice=bool(order.saga.captured),
        service=order.method,
        status=shown_status(order.state, stages),
        sequence=order.sequence,
        attempt=order.attempt,
        is_revising=order.state is S.REVISION_PENDING,
        stages=[
            TrackerStageAnswer.of({"status": stage, "at": at}) for stage, at in stages if at or not ended
        ],
        lines=[TrackedLineAnswer.of({name: line[name] for name in _LINE}) for line in order.lines],
        promised_from=order.promised_from,
        promised_to=order.promised_to,
        eta_from=None if is_final else order.eta_from,
        eta_to=None if is_final else order.eta_to,
        eta_cause=cause or "",
        is_delayed=is_delayed(order),
        is_final=is_final,
        pin=tracking.pin if tracking and order.state in WITH_DELIVERY else "",
        collection_code=order.collection_code if order.state in KITCHEN else "",
        is_guests=order.is_guest,
        has_photo=bool(tracking and tracking.has_photo),
        check_in=check_in_of(order),
        may_check_in=order.method in COLLECTED and order.state in KITCHEN,
        may_correct=[
            what for what in correctable(order.state, BY_LINK) if order.address or not what.is_of_a_door
        ],
        stops_before=tracking.stops_before if tracking else 0,
        position=_position(order, tracking),
        map=map_of(order, tracking),
        unavailable=unavailable,
    )


def ended_answer(order: Order) -> TrackedEndAnswer | None:
    """Why the order ended without a hand-over; None if it did not."""
    if order.state not in FINAL or order.state is S.COMPLETED:
        return None
    last = OrderHistory.objects.get(order=order, sequence=order.sequence)
    cause = end_cause(last.action, last.actor)
    assert cause is not None
    saga = order.saga
    money, amount = money_outcome(
        status=order.state,
        method=saga.payment_method,
        authorized=saga.authorized,
        captured=saga.captured,
        refunded=saga.refunded,
        kept=saga.kept,
    )
    is_typed = cause in (EndCause.STORE, EndCause.SUPPORT)
    reason = last.reason if is_typed else ""
    return TrackedEndAnswer(cause=cause, reason=reason, money=money, amount=amount)


def _tracking(order: Order) -> tuple[Tracking | None, list[str]]:
    was_left_at_door = order.contactless and order.state is S.COMPLETED
    if order.service in COLLECTED or not (order.state in WITH_DELIVERY or was_left_at_door):
        return None, []
    try:
        return ask_delivery(order.id), []
    except Unavailable as error:
        log.warning("tracker without delivery", error=error.code)
        return None, ["delivery"]


def ask_delivery(order_id: UUID) -> Tracking | None:
    """Delivery's view of the order. Unavailable."""
    tracking: Tracking | None = service(DeliveryService).get_tracking(order_id=order_id)
    return tracking


def _position(order: Order, tracking: Tracking | None) -> CourierPositionAnswer | None:
    if tracking is None or tracking.position is None or order.state not in WITH_COURIER:
        return None
    return CourierPositionAnswer.of(tracking.position)
