"""Sets by when an order needs attention whenever it enters a state; leaving it ends open attention items."""

from datetime import datetime

from apps.orders.contract.events import OrderAttended
from apps.orders.domain.attention import due_at, watch_of
from apps.orders.models import OrderSaga
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import publish


def watch(saga: OrderSaga) -> None:
    """Sets when the order in its current state needs attention, and ends an open item; the caller saves the row."""
    saga.attention_at = attention_due_at(saga, now())
    if saga.attention_since is None:
        return
    saga.attention_since, saga.attention_level = None, ""
    saga.attention_news += 1
    event = OrderAttended(order_id=saga.order.id, store_id=saga.order.store_id, at=now())
    publish(event, subject=saga.order.id, sequence=saga.attention_news)


def attention_due_at(saga: OrderSaga, began: datetime) -> datetime | None:
    """When an order whose state `began` then needs attention; None if never."""
    order = saga.order
    watched = watch_of(order.state, order.method, saga.saga_state)
    if watched is None:
        return None
    return due_at(watched, began=began, start=order.last_start, promise=order.eta_to)
