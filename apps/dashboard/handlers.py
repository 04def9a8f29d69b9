"""What the board takes from other apps' events."""

from typing import Any
from uuid import UUID

from apps.dashboard import use_cases
from apps.delivery.contract.events import CourierAssigned, FoodWithoutCourier
from apps.orders.contract.events import (
    OrderAdvanced,
    OrderAttended,
    OrderEtaChanged,
    OrderNeedsAttention,
    OrderPlaced,
    OrderRevised,
)
from apps.orders.contract.types import EndCause
from apps.payments.contract.events import PaymentCaptured, PaymentRefunded, RefundFailed, RefundRetried
from apps.reviews.contract.events import ReviewEdited, ReviewModerated, ReviewPosted
from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.bus import on
from dominos.kernel.messaging.inbox import current_envelope


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    use_cases.save_store(event.store_id, event.code, event.name)


@on(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    use_cases.record_order(
        event.order_id,
        **_identity(event),
        channel=event.channel,
        placed_at=event.placed_at,
        business_date=event.business_date,
    )


@on(OrderRevised)
def on_order_revised(event: OrderRevised) -> None:
    if event.was_store_id is not None:
        use_cases.move_order(
            event.order_id,
            was_at=event.was_store_id,
            store_id=event.store_id,
            number=event.number,
            business_date=event.business_date,
        )


@on(OrderAdvanced)
def on_order_advanced(event: OrderAdvanced) -> None:
    use_cases.advance_order(
        event.order_id,
        status=event.status,
        sequence=current_envelope().sequence,
        message_id=current_envelope().id,
        at=event.at,
        **_identity(event),
        total=event.total,
        currency=event.currency,
        promised_to=event.promised_to,
        is_missed=event.cause is EndCause.NOT_ANSWERED,
    )


@on(CourierAssigned)
def on_courier_assigned(event: CourierAssigned) -> None:
    use_cases.record_courier(
        event.order_id,
        sequence=current_envelope().sequence,
        courier_name=event.courier_name,
        no_courier_since=None,
    )


@on(FoodWithoutCourier)
def on_food_without_courier(event: FoodWithoutCourier) -> None:
    use_cases.record_courier(
        event.order_id, sequence=current_envelope().sequence, no_courier_since=event.ready_at
    )


@on(OrderEtaChanged)
def on_order_eta_changed(event: OrderEtaChanged) -> None:
    use_cases.record_eta(event.order_id, at=current_envelope().occurred_at, eta_to=event.eta_to)


@on(OrderNeedsAttention)
def on_order_needs_attention(event: OrderNeedsAttention) -> None:
    use_cases.record_attention(
        event.order_id,
        sequence=current_envelope().sequence,
        wrong=event.wrong,
        level=event.level,
        since=event.since,
    )


@on(OrderAttended)
def on_order_attended(event: OrderAttended) -> None:
    use_cases.record_attention(event.order_id, sequence=current_envelope().sequence)


@on(PaymentCaptured)
def on_payment_captured(event: PaymentCaptured) -> None:
    use_cases.record_captured(event.order_id, event.amount, event.currency)


@on(PaymentRefunded)
def on_payment_refunded(event: PaymentRefunded) -> None:
    _add_refund(event, event.amount)


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


def _add_refund(event: PaymentRefunded | RefundFailed | RefundRetried, amount: int) -> None:
    use_cases.add_refund(event.order_id, amount, event.currency, message_id=current_envelope().id)


def _record_stars(order_id: UUID, stars: int | None) -> None:
    use_cases.record_stars(order_id, at=current_envelope().occurred_at, stars=stars)


def _identity(event: OrderPlaced | OrderAdvanced) -> dict[str, Any]:
    return {"number": event.number, "store_id": event.store_id, "service": event.service}
