"""Loads an order with its saga, for reading or locked for a change."""

from collections.abc import Sequence
from uuid import UUID

from apps.orders.models import Order, OrderSaga, Quote
from dominos.kernel.errors import NotFound
from dominos.kernel.prepared_reads import Prepared
from dominos.kernel.sealed.keys import find_all

_READ = Prepared(lambda: Order.objects.select_related("saga"))
_LOCKED = Prepared(lambda: OrderSaga.objects.select_related("order").select_for_update())


def find_with_saga(order_id: UUID) -> Order | None:
    """The order with its saga; None if it does not exist."""
    return _READ.get(order_id)


def all_with_saga(order_ids: Sequence[UUID]) -> dict[UUID, Order]:
    """The orders with their sagas, by id."""
    found = _READ.get_all(order_ids)
    find_all("orders", found)
    return found


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


def locked_all(order_ids: Sequence[UUID]) -> list[OrderSaga]:
    """Like `locked` for each of the orders, and with their keys at hand. NotFound."""
    sagas = _LOCKED.get_all(order_ids)
    if sagas.keys() != set(order_ids):
        raise NotFound("There is no such order.")
    find_all("orders", order_ids)
    return [sagas[order_id] for order_id in order_ids]
