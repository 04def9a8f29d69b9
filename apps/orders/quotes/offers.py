"""What the holder of an order's link may do while its store cannot make it or does not answer.

An order ahead is changed, an unanswered one is moved to the next store, and either may be cancelled.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from apps.orders.contract.errors import NothingOffered, NotRevisable
from apps.orders.domain.next_store import NextStore
from apps.orders.domain.shortages import Shortage
from apps.orders.domain.sold_lines import line_request
from apps.orders.domain.states import OrderAction
from apps.orders.lifecycle.actions import act_as_customer
from apps.orders.lifecycle.guards import Decision
from apps.orders.lifecycle.shortages import check_lines
from apps.orders.models import Order, Quote
from apps.orders.queries.shortages import offered_store, shortage_of
from apps.orders.quotes.next_store import priced_at
from apps.orders.quotes.price import keep_quote
from apps.orders.quotes.revise import requoted, still_held
from apps.orders.quotes.timing import time_of
from dominos.kernel.auth import Principal
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import FieldError, Invalid

NOBODY = Principal()


class OfferedLineAnswer(Answer):
    """A line of the changed order."""

    name: str
    description: str
    quantity: int
    total: int


class OfferAnswer(Answer):
    """The order, and its price, without the missing items or at another store.

    Minor units; `was` is its current total.
    """

    quote_id: UUID
    expires_at: datetime
    currency: str
    was: int
    total: int
    lines: list[OfferedLineAnswer]


def offered(order: Order) -> Shortage:
    """What the order lacks, so that the holder of its link may decide. NothingOffered."""
    found = shortage_of(order)
    if not found:
        raise NothingOffered
    return found


def may_decide(order: Order) -> None:
    """Raises NothingOffered if the holder of the link has nothing to decide."""
    if offered_store(order.saga) is None:
        offered(order)


def make_offer(order: Order, replacements: Mapping[int, str]) -> OfferAnswer:
    """Prices the order without the missing items; `replacements` are variants to take instead, by line number.

    An unanswered order is priced unchanged at the offered store. Raises NothingOffered, NotRevisable if
    nothing is left, Invalid, and the errors of pricing.
    """
    store_id = offered_store(order.saga)
    if store_id is not None:
        tried = (*NextStore.read(order.saga.next_store).tried, order.store_id)
        return _answer(order, keep_quote(priced_at(order, store_id, tried)))
    choices = {line.number: {code for code, _ in line.alternatives} for line in offered(order).lines}
    wrong = [number for number, code in replacements.items() if code not in choices.get(number, ())]
    if wrong:
        raise Invalid(
            errors=[FieldError(f"replacements.{number}", "Not offered.", "not_offered") for number in wrong]
        )
    wanted = [
        replace(line_request(line), variant=replacements.get(line["number"], line["variant"]))
        for line in order.lines
    ]
    left = list(check_lines(order, wanted).corrected)
    if not left:
        raise NotRevisable("Nothing of this order can be had.")
    return _answer(order, requoted(order, left, NOBODY, when=time_of(order)))


def _answer(order: Order, quote: Quote) -> OfferAnswer:
    return OfferAnswer(
        quote_id=quote.id,
        expires_at=quote.expires_at,
        currency=quote.currency,
        was=order.total,
        total=quote.total,
        lines=[
            OfferedLineAnswer.of({name: line[name] for name in OfferedLineAnswer.model_fields})
            for line in quote.lines
        ],
    )


def take_offer(order: Order, quote_id: UUID) -> Order:
    """Changes the order to the offer, if the payment can be adjusted. NothingOffered, NotFound, QuoteExpired."""
    may_decide(order)
    decision = Decision(quote=still_held(order, quote_id))
    return act_as_customer(order.id, OrderAction.REVISE, decision, may_decide)


def cancel_for_customer(order: Order) -> Order:
    """Cancels the order and releases the payment. NothingOffered."""
    return act_as_customer(order.id, OrderAction.CANCEL, Decision(), may_decide)
