"""Copies of other apps' data about stores and orders, in whatever order their events arrive."""

from typing import Any
from uuid import UUID

from django.db.models import F

from apps.delivery.contract.events import OrderDelivered
from apps.orders.contract.events import (
    GuestOrderClaimed,
    OrderAdvanced,
    OrderCompleted,
    OrderPlaced,
    OrderRevised,
)
from apps.orders.contract.types import OrderStatus
from apps.payments.models import LateTip, OrderFacts, Payment, PaymentPart, StoreFacts
from apps.stores.contract.events import StoreSaved
from dominos.kernel.prepared_reads import Prepared
from dominos.kernel.prepared_writes import upsert_unawaited

ENDS = frozenset(
    {
        OrderStatus.COMPLETED,
        OrderStatus.CANCELLED,
        OrderStatus.REJECTED,
        OrderStatus.EXPIRED,
        OrderStatus.PAYMENT_FAILED,
        OrderStatus.RETURNED,
    }
)


_KNOWN = Prepared(OrderFacts.objects.all)


def save_store(event: StoreSaved) -> None:
    """The store's code, currency and timezone."""
    StoreFacts.objects.update_or_create(
        store_id=event.store_id,
        defaults={
            "code": event.code,
            "name": event.name,
            "currency": event.currency,
            "timezone": event.timezone,
            "day_starts_at": event.day_starts_at,
        },
    )


def save_placed(event: OrderPlaced) -> None:
    """Stores the order's store, its day and its promise."""
    _save_place(event)


def move_to_store(event: OrderRevised) -> None:
    """Another store makes the order: its money, its day and its limits are that store's."""
    Payment.objects.filter(order_id=event.order_id).update(store_id=event.store_id)
    _save_place(event)


def assign_to_account(event: GuestOrderClaimed) -> None:
    """Assigns the guest's payments, and with them the invoice, to the account."""
    own = PaymentPart.objects.filter(payment__order_id=event.order_id, payer_id=F("payment__customer_id"))
    own.update(payer_id=event.customer_id)
    Payment.objects.filter(order_id=event.order_id).update(customer_id=event.customer_id)
    LateTip.objects.filter(order_id=event.order_id).update(payer_id=event.customer_id)


def save_end(event: OrderAdvanced) -> None:
    """Records how the order ended; intermediate states are not kept."""
    if event.status not in ENDS:
        return
    known = _KNOWN.get(event.order_id)
    if known is None or known.status_at is None or known.status_at <= event.at:
        day = event.business_date
        where: dict[str, Any] = {"store_id": event.store_id, "number": event.number, "business_date": day}
        if event.courier_id is not None:
            where["carrier_id"] = event.courier_id
        _save(event.order_id, status=event.status.value, status_at=event.at, **where)


def save_completed(event: OrderCompleted) -> None:
    """Records when the order was completed, and by which courier."""
    courier = {} if event.courier_id is None else {"courier_id": event.courier_id}
    _save(event.order_id, completed_at=event.completed_at, **courier)


def save_delivered(event: OrderDelivered) -> None:
    """Records which courier delivered the order and took the cash, or which provider's did."""
    brought = {"provider": event.provider} if event.provider else {"courier_id": event.courier_id}
    _save(event.order_id, delivered_at=event.at, **brought)


def _save_place(event: OrderPlaced | OrderRevised) -> None:
    _save(
        event.order_id,
        store_id=event.store_id,
        number=event.number,
        business_date=event.business_date,
        promised_to=event.promised_to,
    )


def _save(order_id: UUID, **facts: Any) -> None:
    upsert_unawaited(OrderFacts, order_id, facts)
