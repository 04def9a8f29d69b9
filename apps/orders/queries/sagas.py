"""Loads an order with its saga, for reading or locked for a change."""

from uuid import UUID

from apps.orders.models import Order, OrderSaga, Quote
from dominos.kernel.errors import NotFound
from dominos.kernel.prepared_reads import Prepared

_READ = Prepared(lambda: Order.objects.select_related("saga"))
_LOCKED = Prepared(lambda: OrderSaga.objects.select_related("order").select_for_update())


def find_with_saga(order_id: UUID) -> Order | None:
    """The order with its saga; None if it does not exist."""
    return _READ.get(order_id)


def with_saga(order_id: UUID) -> Order:
    """The order with its saga. NotFound."""
    order = find_with_saga(order_id)
    if order is None:
        raise NotFound("There is no such order.")
    return order


def revision_quote(saga: OrderSaga) -> Quote:
    """The quote of the order's last revision."""
    assert saga.revision_quote_id is not None
    return Quote.objects.get(pk=saga.revision_quote_id)


def locked(order_id: UUID) -> OrderSaga:
    """The order's saga with its order, both locked until the unit of work ends. NotFound."""
    saga = _LOCKED.get(order_id)
    if saga is None:
        raise NotFound("There is no such order.")
    return saga
