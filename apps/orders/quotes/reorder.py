"""Orders an earlier order again from today's menu."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from apps.orders.models import Order, Quote
from apps.orders.queries.orders import get_own_order
from apps.orders.queries.quotes import QuoteAnswer, quote_answer
from apps.orders.quotes.changes import (
    ChangesAnswer,
    amount_changes,
    deal_changes,
    line_changes,
    lost_lines,
)
from apps.orders.quotes.check import RequestCheck, check
from apps.orders.quotes.price import keep_quote, price
from apps.orders.quotes.requests import request_of_order
from dominos.kernel.auth import Principal
from dominos.kernel.edge.answers import Answer


class ReorderAnswer(Answer):
    """A quote for an earlier order, and the differences from it: lines, amounts, deals."""

    quote: QuoteAnswer
    changes: ChangesAnswer


def reorder(
    order_id: UUID, caller: Principal, *, when: datetime | None, tip: int, language: str = ""
) -> ReorderAnswer:
    """Quotes what is still available of the caller's order.

    Raises NotFound, BasketRefused if nothing is available, and the errors of `price`.
    """
    order = get_own_order(order_id, caller)
    known = request_of_order(order)
    request = replace(known, when=when, tip=tip, language=language or known.language)
    checked = check(request, caller)
    is_whole = checked.basket.is_ok or not checked.basket.corrected
    quote = keep_quote(price(request if is_whole else checked.corrected_request(request), caller))
    numbers = None if is_whole else checked.numbers()
    return ReorderAnswer(quote=quote_answer(quote), changes=_changes(order, quote, checked, numbers))


def _changes(
    order: Order, quote: Quote, checked: RequestCheck, numbers: dict[int, int] | None
) -> ChangesAnswer:
    return ChangesAnswer(
        lines=lost_lines(order, quote, checked) + line_changes(order, quote, numbers),
        amounts=amount_changes(order, quote),
        deals=deal_changes(order, quote),
    )
