"""Prices a quote's request again, to find out whether the quote is still valid."""

from typing import NoReturn
from uuid import UUID

from apps.menu.contract.errors import BasketRefused
from apps.orders.contract.errors import QuoteChanged
from apps.orders.contract.quotes import QuoteRequest
from apps.orders.models import Quote
from apps.orders.queries.quotes import get_quote
from apps.orders.quotes.changes import QuoteChangeAnswer, difference, lost_lines
from apps.orders.quotes.check import check
from apps.orders.quotes.placement import Placement, with_own_traces
from apps.orders.quotes.price import keep_quote, price
from apps.orders.quotes.requests import request_of_quote
from apps.orders.quotes.seat_choice import with_seats_of
from dominos.kernel.auth import Principal
from dominos.kernel.edge.answers import json_values
from dominos.kernel.errors import DomainError


def requote_after_race(
    quote_id: UUID, placement: Placement, caller: Principal, *, is_seat_lost: bool
) -> None:
    """After another order took the last use of a deal, or a seat: QuoteChanged with the new price and window."""
    quote = get_quote(quote_id, placement.customer_id).quote
    requote(quote, caller, with_own_traces(placement, quote).deal_holder, is_seat_lost=is_seat_lost)


def requote(quote: Quote, caller: Principal, holder: str, *, is_seat_lost: bool = False) -> None:
    """Prices the same request again. QuoteChanged if anything differs; else the quote gets the current terms.

    It keeps its seats.
    """
    request = request_of_quote(quote)
    try:
        fresh = price(request, caller, holder=holder)
    except BasketRefused:
        _offer_what_remains(quote, request, caller, holder)
    changes = difference(quote, fresh, is_seat_lost=is_seat_lost)
    if changes is not None:
        keep_quote(fresh, interim=True)
        raise _changed(changes)
    quote.terms = with_seats_of(quote.terms, fresh.terms)


def _offer_what_remains(quote: Quote, request: QuoteRequest, caller: Principal, holder: str) -> NoReturn:
    """QuoteChanged with the lines that are gone, and a quote for the others where one can be made."""
    checked = check(request, caller)
    try:
        fresh = price(checked.corrected_request(request), caller, holder=holder)
    except DomainError as refusal:
        lines = lost_lines(quote, None, checked)
        changes = QuoteChangeAnswer(
            quote_id=None, was=quote.total, now=None, lines=lines, reason=refusal.code
        )
        raise _changed(changes) from None
    changed = difference(quote, fresh, checked)
    assert changed is not None
    keep_quote(fresh, interim=True)
    raise _changed(changed)


def _changed(changes: QuoteChangeAnswer) -> QuoteChanged:
    return QuoteChanged(**json_values(changes))
