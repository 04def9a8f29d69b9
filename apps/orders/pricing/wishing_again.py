"""The wish behind what was quoted or sold."""

from decimal import Decimal
from typing import Any

from apps.menu.contract.types import LineRequest, Part
from apps.orders.models import Order, Quote
from apps.orders.pricing.wish import Wish
from apps.stores.contract.types import ServiceMethod


def wish_of_sale(sale: Quote) -> Wish:
    """What was asked for when the quote was made."""
    return Wish(
        service=ServiceMethod(sale.service),
        lines=[line_request(line) for line in sale.lines],
        store_id=sale.store_id,
        address=sale.address,
        tip=sale.tip,
        deals=tuple(sale.wish.get("deals", ())),
        when=sale.scheduled_for,
        in_cash=sale.wish.get("in_cash", False),
    )


def wish_of_order(order: Order) -> Wish:
    """The same things to the same place, as soon as possible, with the deals that had been asked for by name."""
    return Wish(
        service=order.method,
        lines=[line_request(line) for line in order.lines],
        store_id=order.store_id,
        address=order.address,
        deals=tuple(deal["code"] for deal in order.deals),
    )


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
        sides=line.get("sides", {}),
        cooking=tuple(line.get("cooking", ())),
        note=line.get("note", ""),
    )


def line_body(line: LineRequest) -> dict[str, Any]:
    """The line as a client sends it."""
    options = {
        code: {str(part): str(amount) for part, amount in on.items()} for code, on in line.options.items()
    }
    body: dict[str, Any] = {"variant": line.variant, "quantity": line.quantity, "options": options}
    extras = {
        "second_half": line.second_half,
        "sides": dict(line.sides),
        "cooking": list(line.cooking),
        "note": line.note,
    }
    return body | {name: value for name, value in extras.items() if value}
