"""What the board takes from other apps' events."""

from typing import Any

from apps.dashboard import use_cases
from apps.delivery.contract.events import CourierAssigned
from apps.orders.contract.events import OrderAdvanced, OrderEtaChanged, OrderPlaced
from apps.payments.contract.events import PaymentCaptured
from apps.reviews.contract.events import ReviewPosted
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
        total=event.total,
        currency=event.currency,
        promised_to=event.promised_to,
        placed_at=event.placed_at,
        business_date=event.business_date,
    )


@on(OrderAdvanced)
def on_order_advanced(event: OrderAdvanced) -> None:
    sequence = current_envelope().sequence
    use_cases.advance_order(
        event.order_id, status=event.status, sequence=sequence, at=event.at, **_identity(event)
    )


@on(CourierAssigned)
def on_courier_assigned(event: CourierAssigned) -> None:
    use_cases.record_facts(event.order_id, courier_name=event.courier_name)


@on(OrderEtaChanged)
def on_order_eta_changed(event: OrderEtaChanged) -> None:
    use_cases.record_facts(event.order_id, eta_to=event.eta_to)


@on(PaymentCaptured)
def on_payment_captured(event: PaymentCaptured) -> None:
    use_cases.record_facts(event.order_id, captured=event.amount)


@on(ReviewPosted)
def on_review_posted(event: ReviewPosted) -> None:
    use_cases.record_facts(event.order_id, stars=event.stars)


def _identity(event: OrderPlaced | OrderAdvanced) -> dict[str, Any]:
    return {"number": event.number, "store_id": event.store_id, "service": event.service}
