"""Handlers of other apps' events that update the board."""

from typing import Any
from uuid import UUID

from apps.dashboard.domain.stages import seconds_by_stage
from apps.dashboard.use_cases import board, customers
from apps.dashboard.use_cases.shifts import record_shift
from apps.delivery.contract.events import CourierAssigned, FoodWithoutCourier, ShiftEnded
from apps.orders.contract.events import (
    GuestOrderClaimed,
    OrderAdvanced,
    OrderAttended,
    OrderEtaChanged,
    OrderNeedsAttention,
    OrderPlaced,
    OrderRevised,
    OrdersForgotten,
)
from apps.orders.contract.types import EndCause
from apps.payments.contract.events import (
    PaymentCaptured,
    PaymentRefunded,
    RefundFailed,
    RefundRetried,
    TipPaid,
)
from apps.reviews.contract.events import ReviewEdited, ReviewModerated, ReviewPosted
from apps.stores.contract.events import StoreSaved
from dominos.kernel.dataclass_dicts import plain
from dominos.kernel.messaging.bus import on
from dominos.kernel.messaging.inbox import current_envelope


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    board.save_store(
        event.store_id,
        code=event.code,
        name=event.name,
        currency=event.currency,
        timezone=event.timezone,
        day_starts_at=event.day_starts_at,
    )


@on(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    board.record_order(
        event.order_id,
        **_identity(event),
        channel=event.channel,
        placed_at=event.placed_at,
        business_date=event.business_date,
        customer_key=customers.key_of(event.customer_id),
        **_content(event),
    )


@on(OrderRevised)
def on_order_revised(event: OrderRevised) -> None:
    board.record_revision(event.order_id, sequence=current_envelope().sequence, revised=_content(event))
    if event.was_store_id is not None:
        board.move_order(
            event.order_id,
            was_at=event.was_store_id,
            store_id=event.store_id,
            number=event.number,
            business_date=event.business_date,
        )


@on(OrderAdvanced)
def on_order_advanced(event: OrderAdvanced) -> None:
    board.advance_order(
        event.order_id,
        status=event.status,
        sequence=current_envelope().sequence,
        message_id=current_envelope().id,
        at=event.at,
        **_identity(event),
        total=event.total,
        currency=event.currency,
        promised_from=event.promised_from,
        promised_to=event.promised_to,
        stages=seconds_by_stage(event.stage_times),
        is_missed=event.cause is EndCause.NOT_ANSWERED,
    )


@on(CourierAssigned)
def on_courier_assigned(event: CourierAssigned) -> None:
    board.record_courier(
        event.order_id,
        sequence=current_envelope().sequence,
        courier_id=event.courier_id,
        courier_name=event.courier_name,
        no_courier_since=None,
    )


@on(FoodWithoutCourier)
def on_food_without_courier(event: FoodWithoutCourier) -> None:
    board.record_courier(
        event.order_id, sequence=current_envelope().sequence, no_courier_since=event.ready_at
    )


@on(OrderEtaChanged)
def on_order_eta_changed(event: OrderEtaChanged) -> None:
    board.record_eta(event.order_id, at=current_envelope().occurred_at, eta_to=event.eta_to)


@on(OrderNeedsAttention)
def on_order_needs_attention(event: OrderNeedsAttention) -> None:
    board.record_attention(
        event.order_id,
        sequence=current_envelope().sequence,
        wrong=event.wrong,
        level=event.level,
        since=event.since,
    )


@on(OrderAttended)
def on_order_attended(event: OrderAttended) -> None:
    board.record_attention(event.order_id, sequence=current_envelope().sequence)


@on(PaymentCaptured)
def on_payment_captured(event: PaymentCaptured) -> None:
    sale = {} if event.parts is None else {name: part for name, part in plain(event.parts).items() if part}
    board.record_captured(
        event.order_id,
        event.amount,
        event.currency,
        method=event.method,
        booked_on=event.business_date,
        sale=sale,
    )


@on(TipPaid)
def on_tip_paid(event: TipPaid) -> None:
    board.add_late_tip(event.order_id, event.amount, message_id=current_envelope().id)


@on(PaymentRefunded)
def on_payment_refunded(event: PaymentRefunded) -> None:
    _add_refund(event, event.amount, event.reason)


@on(RefundFailed)
def on_refund_failed(event: RefundFailed) -> None:
    _add_refund(event, -event.amount)


@on(RefundRetried)
def on_refund_retried(event: RefundRetried) -> None:
    _add_refund(event, event.amount)


@on(ReviewPosted)
def on_review_posted(event: ReviewPosted) -> None:
    _record_stars(event.order_id, event.stars)


@on(ReviewEdited)
def on_review_edited(event: ReviewEdited) -> None:
    if not event.is_hidden:
        _record_stars(event.order_id, event.stars)


@on(ReviewModerated)
def on_review_moderated(event: ReviewModerated) -> None:
    _record_stars(event.order_id, None if event.is_hidden else event.stars)


@on(ShiftEnded)
def on_shift_ended(event: ShiftEnded) -> None:
    record_shift(event)


@on(GuestOrderClaimed)
def on_guest_order_claimed(event: GuestOrderClaimed) -> None:
    customers.claim(event.order_id, event.customer_id)


@on(OrdersForgotten)
def on_orders_forgotten(event: OrdersForgotten) -> None:
    customers.sever(event.order_ids)


def _add_refund(event: PaymentRefunded | RefundFailed | RefundRetried, amount: int, reason: str = "") -> None:
    board.add_refund(
        event.order_id,
        amount,
        event.currency,
        message_id=current_envelope().id,
        reason=reason,
        booked_on=event.business_date,
    )


def _record_stars(order_id: UUID, stars: int | None) -> None:
    board.record_stars(order_id, at=current_envelope().occurred_at, stars=stars)


def _content(event: OrderPlaced | OrderRevised) -> dict[str, Any]:
    """What was ordered, as figures are counted of it."""
    names = ("product", "name", "quantity", "total")
    return {
        "lines": [{name: getattr(line, name) for name in names} for line in event.lines],
        "deals": [plain(deal) for deal in event.deals],
    }


def _identity(event: OrderPlaced | OrderAdvanced) -> dict[str, Any]:
    return {"number": event.number, "store_id": event.store_id, "service": event.service}
