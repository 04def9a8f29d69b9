"""What mails say of an order in words: when, what it costs, why it ended and what becomes of the money.

Data and pure functions; the sentences around them stand in the templates.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from apps.orders.contract.types import EndCause, OrderStatus, OrderSummary
from dominos.kernel.money import Money

CASH = "cash"
WHY: Mapping[EndCause, str] = {
    EndCause.NOT_ANSWERED: "We are sorry: the store did not answer in time, so your order was not taken.",
    EndCause.UNAVAILABLE: "We are sorry: the store cannot make what you ordered for that time.",
    EndCause.STORE: "We are sorry: the store could not make your order.",
    EndCause.SUPPORT: "Our customer service cancelled your order.",
    EndCause.CUSTOMER: "You cancelled your order.",
    EndCause.UNPAID: "It was not paid in time.",
    EndCause.PAYMENT_FAILED: "The payment did not go through.",
    EndCause.UNDELIVERABLE: "We could not hand your food over, and it went back to the store.",
}
"""Why an order ended, by its cause."""
UNTOLD: Mapping[OrderStatus, EndCause] = {
    OrderStatus.REJECTED: EndCause.STORE,
    OrderStatus.CANCELLED: EndCause.STORE,
    OrderStatus.RETURNED: EndCause.UNDELIVERABLE,
    OrderStatus.EXPIRED: EndCause.UNPAID,
    OrderStatus.PAYMENT_FAILED: EndCause.PAYMENT_FAILED,
}
"""The cause where none is told."""
TYPED = frozenset({EndCause.STORE, EndCause.SUPPORT})
"""Where somebody typed a reason for the customer; the reason of other causes is a signal of ours."""


def why(status: OrderStatus, cause: EndCause | None, reason: str) -> str:
    """Why the order ended; "" for one that goes on."""
    cause = cause or UNTOLD.get(status)
    if cause is None:
        return ""
    typed = " ".join(reason.split()) if cause in TYPED else ""
    return f"{WHY[cause]} The reason: {typed}." if typed else WHY[cause]


def when(start: datetime, end: datetime, timezone: str, locale: str = "en") -> str:
    """The window in the store's time: "Friday, 4 December 2026, 18:00 to 18:15"."""
    zone = ZoneInfo(timezone)
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    first = format_datetime(begins, "EEEE, d MMMM y, HH:mm", locale=locale)
    last = "HH:mm" if begins.date() == ends.date() else "EEEE, d MMMM y, HH:mm"
    return f"{first} to {format_datetime(ends, last, locale=locale)}"


def moment(at: datetime, timezone: str, locale: str = "en") -> str:
    """An instant in the store's time: "Friday, 4 December 2026, 18:00"."""
    return format_datetime(at.astimezone(ZoneInfo(timezone)), "EEEE, d MMMM y, HH:mm", locale=locale)


def payment(order: OrderSummary) -> str:
    """How and when it is paid."""
    total = _total(order)
    if not total:
        return "There is nothing to pay."
    if order.payment_method == CASH:
        return f"You pay {total} in cash when you get it."
    return f"{total} is reserved on your card and taken once you have your food."


def money_back(order: OrderSummary) -> str:
    """What the customer pays of an order that ended, and what becomes of the rest."""
    total, kept = _total(order), Money(order.kept, order.currency)
    if not total or not order.payment_method:
        return "Nothing was charged."
    if order.payment_method == CASH:
        return "You pay nothing."
    released = "on your card is released; your bank may take some days to show it"
    if not kept:
        return f"You pay nothing: the {total} reserved {released}."
    return f"Of {total} you pay {kept}, for the kitchen had begun; the other {total - kept} {released}."


def _total(order: OrderSummary) -> Money:
    return Money(order.amounts.total, order.currency)


def words_of(
    order: OrderSummary | None, status: OrderStatus, cause: EndCause | None = None, reason: str = ""
) -> dict[str, Any]:
    """What the templates of an order's states may name; less where the order is not known any more."""
    found: dict[str, Any] = {"why": why(status, cause, reason)}
    if order is None:
        return found | {"money": "If money is due back to you, another message tells you so."}
    if order.promised_from and order.promised_to:
        found["when"] = when(order.promised_from, order.promised_to, order.timezone)
    return found | {
        "money": money_back(order),
        "payment": payment(order),
        "lines": order.lines,
        "total": _total(order),
        "store": order.store_name,
        "phone": order.store_phone,
        "service": order.service,
    }
