"""Requests behind quotes and orders, and rules about tips."""

from apps.orders.contract.quotes import Agreed, QuoteRequest
from apps.orders.contract.tips import MAX_TIP_TIMES, largest_tip
from apps.orders.domain.sold_lines import line_request
from apps.orders.models import Order, Quote
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.errors import FieldError, Invalid


def refuse_lost_tip(method: ServiceMethod, tip: int) -> None:
    """Raises Invalid for a tip without a courier to pay it to."""
    if tip and method is not ServiceMethod.DELIVERY:
        raise Invalid(errors=[FieldError("tip", "A tip is for the courier of a delivery.", "no_courier")])


def refuse_wild_tip(tip: int, food: int) -> None:
    """Raises Invalid for a mistyped tip."""
    if food and tip > largest_tip(food):
        message = f"A tip is at most {MAX_TIP_TIMES} times what the food costs."
        raise Invalid(errors=[FieldError("tip", message, "too_large")])


def request_of_quote(sale: Quote) -> QuoteRequest:
    """The request behind the quote."""
    return QuoteRequest(
        service=ServiceMethod(sale.service),
        lines=[line_request(line) for line in sale.lines],
        store_id=sale.store_id,
        address=sale.address,
        tip=sale.tip,
        deals=tuple(sale.request.get("deals", ())),
        when=sale.scheduled_for,
        in_cash=sale.request.get("in_cash", False),
        language=sale.request.get("language", ""),
        agreed=_agreed(sale),
    )


def _agreed(sale: Quote) -> Agreed | None:
    if (kept := sale.request.get("agreed")) is None:
        return None
    return Agreed(**{**kept, "totals": tuple(kept["totals"])})


def request_of_order(order: Order) -> QuoteRequest:
    """The same items to the same place, as soon as possible, with its deals except those for points or
    single-use codes.
    """
    return QuoteRequest(
        service=order.method,
        lines=[line_request(line) for line in order.lines],
        store_id=order.store_id,
        address=order.address,
        deals=tuple(deal["code"] for deal in order.deals if not (deal["points"] or deal["coupon"])),
        language=order.locale,
    )
