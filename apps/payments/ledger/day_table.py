"""A day report as text."""

import json
from collections.abc import Iterator
from typing import Any

from dominos.kernel.money import Money

ROW = "  {:<34}{:>18}"
SECTIONS = (
    ("Sales", "sales"),
    ("Refunds", "refunds"),
    ("Chargebacks", "chargebacks"),
    ("Cash", "cash"),
    ("Couriers", "couriers"),
)


def as_json(document: dict[str, Any]) -> str:
    """The report as JSON; the same text every time."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)


def as_table(document: dict[str, Any]) -> str:
    """The report to read; the same text every time."""
    return "\n".join(_lines(document))


def _lines(document: dict[str, Any]) -> Iterator[str]:
    store, orders, currency = document["store"], document["orders"], document["currency"]

    def row(name: str, amount: int) -> str:
        return ROW.format(name.replace("_", " "), str(Money(amount, currency)))

    yield f"{store['code']} {store['name']}, {document['legal_entity']}"
    yield f"Trading day {document['day']}, closed {document['closed_at']}"
    yield "Orders"
    yield ROW.format("charged", orders["charged"])
    yield ROW.format("of earlier days", document["of_earlier_days"])
    yield ROW.format("completed", orders["completed"])
    share = f"{orders['on_time_percent']} %" if orders["on_time_percent"] else "-"
    yield ROW.format("on time", f"{orders['on_time']} = {share}")
    for title, name in SECTIONS:
        yield title
        for key in sorted(document[name], key=_place):
            if key == "count":
                yield ROW.format("count", document[name][key])
            else:
                yield row(key, document[name][key])
    yield "Tax by rate"
    for percent, rate in sorted(document["tax_by_rate"].items()):
        yield row(f"{percent} % on sales", rate["sales"])
        yield row(f"{percent} % on refunds", rate["refunds"])
    yield "Payments by method"
    for method, figures in sorted(document["payments"].items()):
        for key in ("taken", "given_back", "net"):
            yield row(f"{method} {key}", figures[key])
    yield f"Ledger, {document['ledger']['entries']} entries, debits positive"
    for account, amount in sorted(document["ledger"]["accounts"].items()):
        yield row(account.lower(), amount)
    yield row("balance", sum(document["ledger"]["accounts"].values()))


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
