"""Placing a quote: is it the caller's, still valid, and does its price still hold?"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.menu.contract.service import MenuService
from apps.menu.contract.types import LineRequest, Part, PricedBasket, PricedLine
from apps.orders.actions import Placement, place_order
from apps.orders.contract.errors import PriceChanged, QuoteExpired
from apps.orders.models import Order, Quote
from apps.orders.queries import get_quote
from apps.orders.quoting import opening_of
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.services import service


def place(quote_id: UUID, placement: Placement) -> Order:
    """Checks the quote and makes it an order.

    NotFound, QuoteExpired, QuoteUsed, PriceChanged, StoreClosed, BasketRefused.
    """
    held = get_quote(quote_id, placement.customer_id)
    quote = held.quote
    check_time(quote)
    if held.availability_changed_at is not None and held.availability_changed_at >= quote.created_at:
        opening_of(quote.store_id, ServiceMethod(quote.service), now())
    if held.menu_version != quote.menu_version:
        check_price(quote)
    return place_order(quote, placement)


def check_time(quote: Quote) -> None:
    """QuoteExpired after ten minutes, or once the store has closed."""
    at = now()
    if at >= quote.expires_at or (quote.orderable_until is not None and at >= quote.orderable_until):
        raise QuoteExpired(expired_at=quote.expires_at.isoformat())


def check_price(quote: Quote) -> None:
    """Prices the lines again by the menu of today. PriceChanged with the difference, BasketRefused."""
    wanted = [line_request(line) for line in quote.lines]
    basket: PricedBasket = service(MenuService).price_basket(store_id=quote.store_id, lines=wanted)
    changed = [
        {"number": old["number"], "name": new.name, "was": old["total"], "now": new.total}
        for old, new in zip(quote.lines, basket.lines, strict=True)
        if _differs(old, new)
    ]
    if changed or basket.currency != quote.currency:
        raise PriceChanged(was=quote.food, now=basket.food, currency=basket.currency, lines=changed)


def _differs(old: dict[str, Any], new: PricedLine) -> bool:
    return (old["total"], old["unit_price"], old["product"]) != (new.total, new.unit_price, new.product)


def line_request(line: dict[str, Any]) -> LineRequest:
    """The wish behind a frozen line."""
    options = {
        code: {Part(part): Decimal(amount) for part, amount in on.items()}
        for code, on in line["options"].items()
    }
    return LineRequest(
        variant=line["variant"],
        quantity=line["quantity"],
        options=options,
        second_half=line.get("second_half"),
    )
