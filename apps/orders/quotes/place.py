"""Placing a quote: is it the caller's, still valid, and does what was quoted still hold?"""

from typing import NoReturn
from uuid import UUID

from apps.menu.contract.errors import BasketRefused
from apps.orders.contract.errors import QuoteChanged, QuoteExpired
from apps.orders.models import Order, Quote
from apps.orders.queries.orders import HeldQuote, get_quote
from apps.orders.quotes.changes import difference, lost_lines
from apps.orders.quotes.check import check
from apps.orders.quotes.placement import Placement, place_order
from apps.orders.quotes.price import keep_quote, price
from apps.orders.quotes.requests import Wish, wish_of_sale
from apps.orders.reservations import used_up
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.errors import DomainError


def place(quote_id: UUID, placement: Placement, caller: Principal) -> Order:
    """Checks the quote and makes it an order.

    NotFound, QuoteExpired, QuoteUsed, QuoteChanged, StoreClosed, SlotNotOffered, SlotFull, DealExhausted.
    """
    holder = placement.deal_holder
    held = get_quote(quote_id, placement.customer_id)
    quote = held.quote
    check_time(quote)
    if is_doubtful(held) or used_up(quote.deals, holder):
        ask_again(quote, caller, holder)
    return place_order(quote, placement)


def offer_again(quote_id: UUID, placement: Placement, caller: Principal) -> None:
    """After a rival had the last use of a deal: QuoteChanged with what the basket costs without it."""
    ask_again(get_quote(quote_id, placement.customer_id).quote, caller, placement.deal_holder)


def is_doubtful(held: HeldQuote) -> bool:
    """Whether the menu or the store told of a change since the quote."""
    told = held.availability_changed_at
    return held.menu_version != held.quote.menu_version or (
        told is not None and told >= held.quote.created_at
    )


def check_time(quote: Quote) -> None:
    """QuoteExpired after ten minutes, or once the store has closed."""
    at = now()
    if at >= quote.expires_at or (quote.orderable_until is not None and at >= quote.orderable_until):
        raise QuoteExpired(expired_at=quote.expires_at.isoformat())


def ask_again(quote: Quote, caller: Principal, holder: str) -> None:
    """Quotes the same wish anew. QuoteChanged where anything differs; else the quote has the terms of now."""
    wish = wish_of_sale(quote)
    try:
        fresh = price(wish, caller, holder=holder)
    except BasketRefused:
        _offer_what_remains(quote, wish, caller, holder)
    members = difference(quote, fresh)
    if members:
        raise QuoteChanged(**members, quote_id=str(_kept(fresh).id))
    quote.terms = fresh.terms


def _offer_what_remains(quote: Quote, wish: Wish, caller: Principal, holder: str) -> NoReturn:
    """QuoteChanged with the lines that are gone, and a quote for the others where one can be made."""
    checked = check(wish, caller)
    try:
        fresh = price(checked.corrected_wish(wish), caller, holder=holder)
    except DomainError as refusal:
        lines = lost_lines(quote, None, checked)
        raise QuoteChanged(
            was=quote.total, now=None, lines=lines, quote_id=None, reason=refusal.code
        ) from None
    members = difference(quote, fresh, checked.numbers())
    lines = lost_lines(quote, fresh, checked) + members["lines"]
    raise QuoteChanged(**{**members, "lines": lines}, quote_id=str(_kept(fresh).id))


def _kept(fresh: Quote) -> Quote:
    return keep_quote(fresh, interim=True)
