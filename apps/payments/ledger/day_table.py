"""A day report's figures in reading order, and as text."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dominos.kernel.money import Money

ROW = "  {:<34}{:>18}"
# A figure says whether refunds are in it.
TITLES = {"sales": "Sales, refunds not taken off", "tips_afterwards": "Tips after the hand-over"}
SUMS = frozenset({"net", "total", "balance"})


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the report: labels with formatted figures."""

    title: str
    rows: tuple[tuple[str, str], ...]


def as_json(document: dict[str, Any]) -> str:
    """The report as JSON; deterministic."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)


def as_table(document: dict[str, Any]) -> str:
    """The report as a text table; deterministic."""
    return "\n".join(_lines(document))


def _lines(document: dict[str, Any]) -> Iterator[str]:
    store, currency = document["store"], document["currency"]
    yield f"{store['code']} {store['name']}, {document['legal_entity']}"
    yield f"Trading day {document['day']}, closed {document['closed_at']}"
    for section in sections(document, lambda amount: str(Money(amount, currency))):
        yield section.title
        yield from (ROW.format(name, figure) for name, figure in section.rows)


def sections(document: dict[str, Any], money: Callable[[int], str]) -> Iterator[Section]:
    """The report's parts; `money` formats an amount of its currency."""
    yield Section("Orders", tuple(_orders(document)))
    for name in ("sales", "refunds", "chargebacks", "tips_afterwards", "cash", "couriers"):
        yield Section(TITLES.get(name, name.capitalize()), tuple(_figures(document[name], money)))
    yield Section("Tax by rate", tuple(_taxes(document["tax_by_rate"], money)))
    yield Section("Payments by method", tuple(_methods(document["payments"], money)))
    ledger = document["ledger"]
    accounts = tuple((name.lower(), money(amount)) for name, amount in sorted(ledger["accounts"].items()))
    balance = ("balance", money(sum(ledger["accounts"].values())))
    yield Section(f"Ledger, {ledger['entries']} entries, debits positive", (*accounts, balance))


def _orders(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    orders = document["orders"]
    share = f"{orders['on_time_percent']} %" if orders["on_time_percent"] else "-"
    yield "charged", str(orders["charged"])
    yield "from earlier days", str(document["from_earlier_days"])
    yield "completed", str(orders["completed"])
    yield "on time", f"{orders['on_time']} = {share}"
    if orders.get("still_open"):
        yield "not ended when the day was closed", str(orders["still_open"])


def _figures(figures: dict[str, int], money: Callable[[int], str]) -> Iterator[tuple[str, str]]:
    for name in sorted(figures, key=_place):
        yield name.replace("_", " "), str(figures[name]) if name == "count" else money(figures[name])


def _taxes(rates: dict[str, Any], money: Callable[[int], str]) -> Iterator[tuple[str, str]]:
    for percent, rate in sorted(rates.items()):
        yield f"{percent} % on sales", money(rate["sales"])
        yield f"{percent} % on refunds", money(rate["refunds"])


def _methods(methods: dict[str, Any], money: Callable[[int], str]) -> Iterator[tuple[str, str]]:
    for method, figures in sorted(methods.items()):
        for name in ("taken", "returned", "net"):
            yield f"{method} {name.replace('_', ' ')}", money(figures[name])


_ORDER = (
    "food",
    "discounts",
    "delivery_fees",
    "small_order_fees",
    "deposits",
    "rounding",
    "net",
    "tax",
    "tips",
    "unknown",
    "total",
)


def _place(name: str) -> tuple[int, str]:
    """Where a figure stands: the parts before their sum; others by name."""
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)
