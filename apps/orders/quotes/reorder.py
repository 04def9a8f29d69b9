"""An earlier order once more, as today's menu sells it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from apps.orders.models import Order, Quote
from apps.orders.quotes.changes import amount_changes, deal_changes, line_changes, lost_lines
from apps.orders.quotes.check import check
from apps.orders.quotes.price import price
from apps.orders.quotes.requests import wish_of_order
from dominos.kernel.auth import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder:
    """The quote, not stored yet, and what differs from the order: lines, amounts, deals."""

    quote: Quote
    changes: dict[str, Any]


def reorder(order: Order, caller: Principal, *, when: datetime | None, tip: int) -> Reorder:
    """Quotes what can still be had of the order. BasketRefused where nothing can, and as `quoting.price`."""
    wish = replace(wish_of_order(order), when=when, tip=tip)
    checked = check(wish, caller)
    if checked.basket.is_ok or not checked.basket.corrected:
        quote = price(wish, caller)
        numbers = None
    else:
        quote = price(checked.corrected_wish(wish), caller)
        numbers = checked.numbers()
    changes = {
        "lines": lost_lines(order, quote, checked) + line_changes(order, quote, numbers),
        "amounts": amount_changes(order, quote),
        "deals": deal_changes(order, quote),
    }
    return Reorder(quote=quote, changes=changes)
