"""What differs between what was quoted and what would be quoted now. Pure."""

from collections.abc import Mapping
from typing import Any

from apps.orders.models import Order, Quote
from apps.orders.quotes.check import WishCheck, correction_document

_SHOWN = (
    "food",
    "discount",
    "delivery_fee",
    "small_order_fee",
    "deposit",
    "tax",
    "tip",
    "rounding",
    "savings",
    "total",
)
_OF_A_LINE = ("product", "unit_price", "total", "discount", "deposit")


def difference(quote: Quote, fresh: Quote, numbers: Mapping[int, int] | None = None) -> dict[str, Any]:
    """The members of `QuoteChanged`; empty where the quote holds.

    `numbers` tells which line of `fresh` each line was, where some are gone.
    """
    amounts = amount_changes(quote, fresh)
    lines = line_changes(quote, fresh, numbers)
    deals = deal_changes(quote, fresh)
    promise = _promise_change(quote, fresh)
    is_changed = amounts or lines or deals or promise or quote.currency != fresh.currency
    if not is_changed and numbers is None:
        return {}
    return {
        "was": quote.total,
        "now": fresh.total,
        "currency": fresh.currency,
        "amounts": amounts,
        "lines": lines,
        "deals": deals,
        "promise": promise,
    }


def amount_changes(old: Quote | Order, new: Quote) -> dict[str, Any]:
    """`{name: {was, now}}` of the amounts that differ."""
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in _SHOWN}
    return {name: {"was": was, "now": now} for name, (was, now) in pairs.items() if was != now}


def line_changes(
    old: Quote | Order, new: Quote, numbers: Mapping[int, int] | None = None
) -> list[dict[str, Any]]:
    """The lines that cost something else, or are something else, by the old line's number."""
    sold = {line["number"]: line for line in new.lines}
    pairs = (
        (was, sold.get(was["number"] if numbers is None else numbers.get(was["number"], 0)))
        for was in old.lines
    )
    return [
        {"number": was["number"], "name": now["name"], "was": was["total"], "now": now["total"]}
        | (
            {"discount": {"was": was.get("discount", 0), "now": now["discount"]}}
            if _discounts_differ(was, now)
            else {}
        )
        for was, now in pairs
        if now is not None and _differs(was, now)
    ]


def _differs(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return any(was.get(name, 0) != now.get(name, 0) for name in _OF_A_LINE)


def _discounts_differ(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return bool(was.get("discount", 0) != now.get("discount", 0))


def deal_changes(old: Quote | Order, new: Quote) -> dict[str, Any]:
    """Codes of deals that apply no more, with the reason where the menu gave one, and those that apply now."""
    before, after = ({deal["code"] for deal in sale.deals} for sale in (old, new))
    if before == after:
        return {}
    lost = {code: new.unused_deals.get(code, "used_up") for code in sorted(before - after)}
    return {"lost": lost, "gained": sorted(after - before)}


def _promise_change(quote: Quote, fresh: Quote) -> dict[str, Any]:
    """Windows, where the store quotes a longer wait than it did; time that passed since is no change."""
    waited, waits = (sale.terms.get("wait_minutes", [0, 0]) for sale in (quote, fresh))
    if quote.scheduled_for is not None or waits[1] <= waited[1]:
        return {}
    return {
        name: [sale.promised_from.isoformat(), sale.promised_to.isoformat()]
        for name, sale in (("was", quote), ("now", fresh))
    }


def lost_lines(sale: Quote | Order, fresh: Quote | None, checked: WishCheck) -> list[dict[str, Any]]:
    """The lines that had to be put right, with what was wrong; `now` is null for those that are gone."""
    sold = {line["number"]: line for line in sale.lines}
    costs = {line["number"]: line["total"] for line in fresh.lines} if fresh is not None else {}
    return [
        {
            "number": line.number + 1,
            "name": sold[line.number + 1]["name"],
            "was": sold[line.number + 1]["total"],
            "now": costs.get(line.corrected + 1) if line.corrected is not None else None,
            "corrections": [correction_document(fix) for fix in line.corrections],
        }
        for line in checked.basket.lines
        if not line.is_ok
    ]
