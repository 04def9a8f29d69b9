"""Placing a quote: checks that it is the caller's and still valid."""

from uuid import UUID

from apps.orders.contract.errors import QuoteExpired
from apps.orders.contract.exclusions import excluded_cash
from apps.orders.models import Order, Quote
from apps.orders.queries.quotes import HeldQuote, get_quote
from apps.orders.quotes.placement import Placement, place_order, with_own_traces
from apps.orders.quotes.requests import request_of_quote
from apps.orders.quotes.requote import requote
from apps.orders.reservations.deal_uses import used_up
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.errors import Invalid


def place(quote_id: UUID, placement: Placement, caller: Principal) -> Order:
    """Checks the quote and places it as an order.

    Raises NotFound, Invalid, QuoteExpired, QuoteUsed, QuoteChanged, StoreClosed, SlotNotOffered, SlotFull,
    DealExhausted.
    """
    held = get_quote(quote_id, placement.customer_id)
    quote = held.quote
    placement = with_own_traces(placement, quote)
    holder = placement.deal_holder
    check_time(quote)
    is_left_at_door = placement.contactless and quote.service == ServiceMethod.DELIVERY
    in_cash = request_of_quote(quote).in_cash
    if wrong := excluded_cash("contactless", contactless=is_left_at_door, in_cash=in_cash):
        raise Invalid(errors=wrong)
    if may_be_outdated(held) or used_up(quote.deals, holder):
        requote(quote, caller, holder)
    return place_order(quote, placement)


def may_be_outdated(held: HeldQuote) -> bool:
    """Whether the menu or the store changed since the quote."""
    told = held.availability_changed_at
    return held.menu_version != held.quote.menu_version or (
        told is not None and told >= held.quote.created_at
    )


def check_time(quote: Quote) -> None:
    """Raises QuoteExpired after ten minutes, or once the store has closed."""
    at = now()
    if at >= quote.expires_at or (quote.orderable_until is not None and at >= quote.orderable_until):
        raise QuoteExpired(expired_at=quote.expires_at.isoformat())
