"""Finds another store for an order that its own does not answer: the first that would accept it now."""

from collections.abc import Iterator
from uuid import UUID

from apps.geo.contract.errors import NoStoreNearby, OutOfZone, ZoneClosed
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.orders.contract.quotes import QuoteRequest
from apps.orders.domain.next_store import MAX_TRIED, REACH_M
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.sold_lines import line_request
from apps.orders.lifecycle.guards import edition_of
from apps.orders.models import Order, Quote
from apps.orders.quotes.price import price
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from dominos.kernel.errors import DomainError, Unavailable
from dominos.kernel.services import service


def find_next_store(order: Order, tried: tuple[UUID, ...]) -> Quote | None:
    """The quote at the next store, not stored; None if no store can make it. Unavailable."""
    for store_id in _next_stores(order, (*tried, order.store_id)):
        try:
            return priced_at(order, store_id, (*tried, order.store_id))
        except Unavailable:
            raise
        except DomainError:
            continue
    return None


def priced_at(order: Order, store_id: UUID, not_by: tuple[UUID, ...]) -> Quote:
    """The same items from another store, as soon as possible, not stored. Raises the errors of `price`."""
    request = QuoteRequest(
        service=order.method,
        lines=[line_request(line) for line in order.lines],
        store_id=store_id,
        address=order.address,
        tip=order.tip,
        deals=tuple(deal["code"] for deal in order.deals),
        in_cash=order.saga.payment_method == CASH,
        language=order.locale,
        not_by=tuple(each for each in not_by if each != store_id),
        revises=edition_of(order),
    )
    return price(request, Principal(), instead_of=order)


def _next_stores(order: Order, tried: tuple[UUID, ...]) -> Iterator[UUID]:
    """Of a delivery whose zones cover the door, of others the nearest to the one that was chosen."""
    geo = service(GeoService)
    if order.method is not ServiceMethod.DELIVERY:
        chosen = Point(lat=order.terms["lat"], lon=order.terms["lon"])
        near = geo.nearest_stores(point=chosen, limit=MAX_TRIED + len(tried), service=order.method)
        yield from (
            store.store_id for store in near if store.store_id not in tried and store.meters <= REACH_M
        )
        return
    assert order.address is not None
    door = Point(lat=order.address["lat"], lon=order.address["lon"])
    while len(tried) < MAX_TRIED:
        try:
            found = geo.locate(point=door, service=order.method, but=tried).store_id
        except (OutOfZone, ZoneClosed, NoStoreNearby):
            return
        yield found
        tried = (*tried, found)
