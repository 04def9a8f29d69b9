"""Revising a paid order before it is made: the basket is priced again, and the payment has to be adjusted.

Both ask other apps, so they come before the transaction of the step itself.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.menu.contract.types import LineRequest
from apps.orders.contract.errors import QuoteExpired
from apps.orders.contract.quotes import QuoteRequest
from apps.orders.domain.next_store import NextStore
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.sold_lines import line_request
from apps.orders.domain.states import OrderAction
from apps.orders.lifecycle.guards import check_quote, edition_of
from apps.orders.lifecycle.transitions import Initiator, step_for
from apps.orders.models import Order, Quote
from apps.orders.queries.orders import get_visible_order
from apps.orders.queries.quotes import RevisionAnswer, get_quote, revision_answer
from apps.orders.quotes.price import keep_quote, price
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from dominos.kernel.errors import FieldError, Invalid


def revisable_order(order_id: UUID, caller: Principal) -> Order:
    """The order, if the caller may revise it now. NotFound, ActionForbidden, IllegalTransition."""
    order, actors = get_visible_order(order_id, caller)
    step_for(order, OrderAction.REVISE, Initiator(actors, caller.id))
    return order


def price_revision(
    order: Order,
    lines: list[LineRequest] | None,
    caller: Principal,
    *,
    when: datetime | None,
    tip: int | None,
    deals: Sequence[str] | None,
    method: ServiceMethod | None = None,
    address: dict[str, Any] | None = None,
) -> RevisionAnswer:
    """Prices a changed basket, another time, another address or service, at the order's store.

    What is not given stays. Raises NotRevisable and the errors of `price`.
    """
    method = method or order.method
    if address is not None and method is not ServiceMethod.DELIVERY:
        raise Invalid(errors=[FieldError("address", "Only a delivery goes to an address.", "no_delivery")])
    quote = requoted(order, lines, caller, when=when, tip=tip, deals=deals, method=method, address=address)
    return revision_answer(order, quote)


def requoted(
    order: Order,
    lines: list[LineRequest] | None,
    caller: Principal,
    *,
    when: datetime | None,
    tip: int | None = None,
    deals: Sequence[str] | None = None,
    method: ServiceMethod | None = None,
    address: dict[str, Any] | None = None,
) -> Quote:
    """As `price_revision`, but stored."""
    method = method or order.method
    is_delivered = method is ServiceMethod.DELIVERY
    kept_tip = order.tip if is_delivered else 0  # a courier's, whom collecting takes none of
    request = QuoteRequest(
        service=method,
        lines=[line_request(line) for line in order.lines] if lines is None else lines,
        store_id=order.store_id,
        address=(address or order.address) if is_delivered else None,
        tip=kept_tip if tip is None else tip,
        deals=tuple(dict.fromkeys([deal["code"] for deal in order.deals] if deals is None else deals)),
        when=when,
        in_cash=order.saga.payment_method == CASH,
        language=order.locale,
        not_by=NextStore.read(order.saga.next_store).tried,
        revises=edition_of(order),
    )
    return keep_quote(price(request, caller, instead_of=order))


def quoted(order_id: UUID, quote_id: UUID, caller: Principal) -> Quote:
    """A revision's quote that is still valid, by the clock and by the menu. NotFound, QuoteExpired, NotRevisable."""
    order, _ = get_visible_order(order_id, caller)
    return still_held(order, quote_id)


def still_held(order: Order, quote_id: UUID) -> Quote:
    """As `quoted`, for an order that is already loaded."""
    held = get_quote(quote_id, order.customer_id)
    check_quote(order.saga, held.quote)
    if held.menu_version not in (None, held.quote.menu_version):
        raise QuoteExpired("The menu has changed since this quote.")
    return held.quote
