"""What a customer wants, and where it goes to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.menu.contract.types import LineRequest
from apps.orders.domain.sold_lines import line_request
from apps.orders.models import Order, Quote
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    """What a customer wants priced. `address` is `{address_id}` or the address itself; `when` a slot's start.

    Who says to pay `in_cash` is quoted a total that coins can pay.
    """

    service: ServiceMethod
    lines: list[LineRequest]
    store_id: UUID | None = None
    address: dict[str, Any] | None = None
    tip: int = 0
    deals: tuple[str, ...] = ()
    when: datetime | None = None
    in_cash: bool = False

    def extras(self) -> dict[str, Any]:
        """What of the request neither the quote's lines nor its columns tell, as JSON."""
        return {"deals": list(self.deals), "in_cash": self.in_cash}


def refuse_lost_tip(method: ServiceMethod, tip: int) -> None:
    """Invalid for a tip without a courier to whom it could be paid."""
    if tip and method is not ServiceMethod.DELIVERY:
        raise Invalid(errors=[FieldError("tip", "A tip is for the courier of a delivery.", "no_courier")])


def request_of_quote(sale: Quote) -> QuoteRequest:
    """What was asked for when the quote was made."""
    return QuoteRequest(
        service=ServiceMethod(sale.service),
        lines=[line_request(line) for line in sale.lines],
        store_id=sale.store_id,
        address=sale.address,
        tip=sale.tip,
        deals=tuple(sale.request.get("deals", ())),
        when=sale.scheduled_for,
        in_cash=sale.request.get("in_cash", False),
    )


def request_of_order(order: Order) -> QuoteRequest:
    """The same things to the same place, as soon as possible, with the deals that had been asked for by name."""
    return QuoteRequest(
        service=order.method,
        lines=[line_request(line) for line in order.lines],
        store_id=order.store_id,
        address=order.address,
        deals=tuple(deal["code"] for deal in order.deals),
    )
