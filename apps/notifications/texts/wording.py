"""Phrases of mails about an order: when, what it costs, why it ended and what happens to the money.

Data and pure functions; the sentences around them are in the templates.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.utils import translation
from django.utils.translation import gettext

from apps.orders.contract.types import EndCause, EtaCause, OrderStatus, OrderSummary
from dominos.kernel.money import Money
from dominos.kernel.texts.amounts import written
from dominos.kernel.texts.languages import SOURCE, mark, spoken

CASH, CREDIT = "cash", "credit"
WHY: Mapping[EndCause, str] = {
    EndCause.NOT_ANSWERED: mark(
        "We are sorry: the store did not answer in time, so your order was not taken."
    ),
    EndCause.UNAVAILABLE: mark("We are sorry: the store cannot make what you ordered for that time."),
    EndCause.STORE: mark("We are sorry: the store could not make your order."),
    EndCause.SUPPORT: mark("Our customer service cancelled your order."),
    EndCause.CUSTOMER: mark("You cancelled your order."),
    EndCause.UNPAID: mark("It was not paid in time."),
    EndCause.PAYMENT_FAILED: mark("The payment did not go through."),
    EndCause.UNDELIVERABLE: mark("We could not hand your food over, and it went back to the store."),
}
"""Why an order ended, by its cause."""
LATE: Mapping[EtaCause, str] = {
    EtaCause.QUEUE: mark("Many orders are before yours."),
    EtaCause.MAKE: mark("The kitchen needs longer than planned."),
    EtaCause.OVEN: mark("The oven needs longer than planned."),
    EtaCause.RACK: mark("Your food waits for its courier."),
    EtaCause.COURIER: mark("Your food waits for its courier."),
    EtaCause.PICKUP: mark("The hand-over at the store takes longer than planned."),
    EtaCause.TRAVEL: mark("The way takes longer than planned."),
    EtaCause.DROP: mark("Your courier is held up at a door."),
    EtaCause.REVISION: mark("Your change takes the kitchen a little longer."),
    EtaCause.RETRY: mark("We bring it again."),
}
"""Why an order comes later than promised."""
UNTOLD: Mapping[OrderStatus, EndCause] = {
    OrderStatus.REJECTED: EndCause.STORE,
    OrderStatus.CANCELLED: EndCause.STORE,
    OrderStatus.RETURNED: EndCause.UNDELIVERABLE,
    OrderStatus.EXPIRED: EndCause.UNPAID,
    OrderStatus.PAYMENT_FAILED: EndCause.PAYMENT_FAILED,
}
"""The cause if none is given."""
TYPED = frozenset({EndCause.STORE, EndCause.SUPPORT})
"""Causes with a reason typed for the customer; the reasons of others are internal codes."""


def why(status: OrderStatus, cause: EndCause | None, reason: str) -> str:
    """Why the order ended, in the current language; "" for one that goes on."""
    cause = cause or UNTOLD.get(status)
    if cause is None:
        return ""
    typed = " ".join(reason.split()) if cause in TYPED else ""
    told = gettext(WHY[cause])
    return f"{told} {gettext('The reason: %(reason)s.') % {'reason': typed}}" if typed else told


def late(cause: EtaCause, locale: str) -> str:
    """Why the order is late; "" if there is no explanation."""
    with translation.override(spoken(locale)):
        return gettext(LATE[cause]) if cause in LATE else ""


def listed(names: Sequence[str], most: int = 5) -> str:
    """The first of the names, and how many more there are: "Cola, Margherita + 3"."""
    more = f" + {len(names) - most}" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def when(start: datetime, end: datetime, timezone: str, locale: str = SOURCE) -> str:
    """The window in the store's time: "Friday, 4 December 2026, 18:00 to 18:15"."""
    zone = ZoneInfo(timezone)
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    last = _clock(ends, locale) if begins.date() == ends.date() else moment(end, timezone, locale)
    with translation.override(spoken(locale)):
        return gettext("%(start)s to %(end)s") % {"start": moment(start, timezone, locale), "end": last}


def promised(order: OrderSummary | None, locale: str = SOURCE) -> str:
    """The order's window, as `when` writes it; "" if it is unknown."""
    if order is None or order.promised_from is None or order.promised_to is None:
        return ""
    return when(order.promised_from, order.promised_to, order.timezone, locale)


def moment(at: datetime, timezone: str, locale: str = SOURCE) -> str:
    """An instant in the store's time, formatted for the language: "Friday, 4 December 2026, 18:00"."""
    there = at.astimezone(ZoneInfo(timezone))
    return f"{day_in_words(there.date(), spoken(locale))}, {_clock(there, locale)}"


@lru_cache(1000)
def day_in_words(day: date, language: str) -> str:
    """A day formatted for the language: "Friday, 4 December 2026"."""
    return format_date(day, "EEEE, d MMMM y" if language == SOURCE else "full", locale=language)


def _clock(there: datetime, locale: str) -> str:
    return _minute(there.time().replace(second=0, microsecond=0), spoken(locale))


@lru_cache(5000)
def _minute(minute: time, language: str) -> str:
    return format_time(minute, "HH:mm" if language == SOURCE else "short", locale=language)


def payment(order: OrderSummary, locale: str = SOURCE) -> str:
    """How and when it is paid."""
    total = _total(order)
    if not total:
        return gettext("There is nothing to pay.")
    if order.payment_method == CASH:
        return gettext("You pay %(total)s in cash when you get it.") % {"total": written(total, locale)}
    if order.payment_method == CREDIT:
        told = gettext("%(total)s is paid with your gift card or store credit.")
        return told % {"total": written(total, locale)}
    if order.credit:
        told = gettext(
            "%(credit)s is paid with your gift card or store credit, and %(rest)s is reserved on your card and taken"
            " once you have your food."
        )
        credit = Money(order.credit, order.currency)
        return told % {"credit": written(credit, locale), "rest": written(total - credit, locale)}
    told = gettext("%(total)s is reserved on your card and taken once you have your food.")
    return told % {"total": written(total, locale)}


def money_back(order: OrderSummary, locale: str = SOURCE) -> str:
    """What the customer pays for an order that ended, and what happens to the rest."""
    total, kept = _total(order), Money(order.kept, order.currency)
    if not total or not order.payment_method:
        return gettext("Nothing was charged.")
    if order.payment_method == CASH:
        return gettext("You pay nothing.")
    amounts = {
        "total": written(total, locale),
        "kept": written(kept, locale),
        "rest": written(total - kept, locale),
    }
    if order.payment_method == CREDIT:
        told = gettext("You pay %(kept)s; %(rest)s goes back to your gift card or store credit.")
    elif order.credit:
        return _money_back_twice(order, total, kept, locale)
    elif not kept:
        told = gettext(
            "You pay nothing: the %(total)s reserved on your card is released; your bank may take some days to show it."
        )
    else:
        told = gettext(
            "Of %(total)s you pay %(kept)s, for the kitchen had begun; the other %(rest)s on your card is released;"
            " your bank may take some days to show it."
        )
    return told % amounts


def _money_back_twice(order: OrderSummary, total: Money, kept: Money, locale: str) -> str:
    """Where credit pays a part: what is kept is taken of it first, as a capture does."""
    credit = Money(order.credit, order.currency)
    to_credit = Money(max(credit.amount - kept.amount, 0), order.currency)
    if to_credit.amount:
        told = gettext(
            "You pay %(kept)s; %(credit)s goes back to your gift card or store credit, and %(card)s on your card is"
            " released; your bank may take some days to show it."
        )
    else:
        told = gettext(
            "You pay %(kept)s, of which your gift card or store credit pays %(paid)s; the other %(card)s on your card"
            " is released; your bank may take some days to show it."
        )
    return told % {
        "kept": written(kept, locale),
        "credit": written(to_credit, locale),
        "paid": written(credit, locale),
        "card": written(total - kept - to_credit, locale),
    }


def sums(order: OrderSummary, locale: str = SOURCE) -> list[tuple[str, str]]:
    """The rows between the items of a bill and its total, as texts and amounts."""
    of = order.amounts
    told = (
        (gettext("Discount"), -of.discount),
        (gettext("Delivery"), of.delivery_fee),
        (gettext("Small order"), of.small_order_fee),
        (gettext("Deposit"), of.deposit),
        (gettext("Tax"), of.tax_added),
        (gettext("Tip"), of.tip),
        (gettext("Rounding"), of.rounding),
    )
    return [(words, written(Money(amount, order.currency), locale)) for words, amount in told if amount]


def _total(order: OrderSummary) -> Money:
    return Money(order.amounts.total, order.currency)


def words_of(
    order: OrderSummary | None,
    status: OrderStatus,
    cause: EndCause | None = None,
    reason: str = "",
    locale: str = SOURCE,
) -> dict[str, Any]:
    """The variables of an order's templates; fewer if the order is unknown."""
    with translation.override(spoken(locale)):
        found: dict[str, Any] = {"why": why(status, cause, reason)}
        if order is None:
            return found | {"money": gettext("If money is due back to you, another message tells you so.")}
        if window := promised(order, locale):
            found["when"] = window
        return found | {
            "money": money_back(order, locale),
            "payment": payment(order, locale),
            "lines": order.lines,
            "currency": order.currency,
            "sums": sums(order, locale),
            "total": written(_total(order), locale),
            "store": order.store_name,
            "phone": order.store_phone,
            "service": order.service,
        }
