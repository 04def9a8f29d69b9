"""Differences between a quote and what would be quoted now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.menu.contract.types import Correction
from apps.orders.models import Order, Quote
from apps.orders.quotes.check import RequestCheck
from dominos.kernel.edge.answers import Answer, Omissible

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


class AmountChangeAnswer(Answer):
    """Minor units."""

    was: int
    now: int


class ChangedLineAnswer(Answer):
    """A line that differs; `now` is null if it was removed."""

    number: int
    name: str
    was: int
    now: int | None
    discount: Omissible[AmountChangeAnswer] = None
    corrections: Omissible[tuple[Correction, ...]] = None
    """The problems of the line as requested."""


class DealChangesAnswer(Answer):
    """Deals that no longer apply, each with the reason, and new ones."""

    lost: Omissible[dict[str, str]] = None
    gained: Omissible[list[str]] = None


class ChangesAnswer(Answer):
    """The differences."""

    lines: list[ChangedLineAnswer]
    amounts: dict[str, AmountChangeAnswer]
    deals: DealChangesAnswer


class PromiseChangeAnswer(Answer):
    """The windows, if the new one is later: a longer wait, or other orders took the seats."""

    was: Omissible[tuple[datetime, datetime]] = None
    now: Omissible[tuple[datetime, datetime]] = None


class QuoteChangeAnswer(Answer):
    """A quote that is no longer valid: the differences, and a new one to accept; none if `reason` forbids it."""

    quote_id: UUID | None
    was: int
    now: int | None
    lines: list[ChangedLineAnswer]
    currency: Omissible[str] = None
    amounts: Omissible[dict[str, AmountChangeAnswer]] = None
    deals: Omissible[DealChangesAnswer] = None
    promise: Omissible[PromiseChangeAnswer] = None
    reason: Omissible[str] = None


def difference(
    quote: Quote, fresh: Quote, check: RequestCheck | None = None, *, is_seat_lost: bool = False
) -> QuoteChangeAnswer | None:
    """The differences; None if the quote is still valid. With a check, its lost lines come first."""
    numbers = None if check is None else check.numbers()
    lost = [] if check is None else lost_lines(quote, fresh, check)
    found = QuoteChangeAnswer(
        quote_id=fresh.id,
        was=quote.total,
        now=fresh.total,
        currency=fresh.currency,
        amounts=amount_changes(quote, fresh),
        lines=lost + line_changes(quote, fresh, numbers),
        deals=deal_changes(quote, fresh),
        promise=_promise_change(quote, fresh, is_seat_lost),
    )
    is_changed = (
        found.amounts
        or found.lines
        or found.deals != DealChangesAnswer()
        or found.promise != PromiseChangeAnswer()
        or quote.currency != fresh.currency
    )
    return found if is_changed or check is not None else None


def amount_changes(old: Quote | Order, new: Quote) -> dict[str, AmountChangeAnswer]:
    """The amounts that differ, by name."""
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in _SHOWN}
    return {name: AmountChangeAnswer(was=was, now=now) for name, (was, now) in pairs.items() if was != now}


def line_changes(
    old: Quote | Order, new: Quote, numbers: Mapping[int, int] | None = None
) -> list[ChangedLineAnswer]:
    """The lines whose price or content differs, by the old line's number.

    `numbers` maps lines of `new` to old ones, if some were removed.
    """
    return [_changed(was, now) for was, now in _pairs(old, new, numbers) if _differs(was, now)]


def _pairs(
    old: Quote | Order, new: Quote, numbers: Mapping[int, int] | None
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    sold = {line["number"]: line for line in new.lines}
    for was in old.lines:
        now = sold.get(was["number"] if numbers is None else numbers.get(was["number"], 0))
        if now is not None:
            yield was, now


def _changed(was: Mapping[str, Any], now: Mapping[str, Any]) -> ChangedLineAnswer:
    before, after = was.get("discount", 0), now["discount"]
    return ChangedLineAnswer(
        number=was["number"],
        name=now["name"],
        was=was["total"],
        now=now["total"],
        discount=AmountChangeAnswer(was=before, now=after) if before != after else None,
    )


def _differs(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return any(was.get(name, 0) != now.get(name, 0) for name in _OF_A_LINE)


def deal_changes(old: Quote | Order, new: Quote) -> DealChangesAnswer:
    """Codes of deals that no longer apply, with the menu's reason if there is one, and codes of new ones."""
    before, after = ({deal["code"] for deal in sale.deals} for sale in (old, new))
    if before == after:
        return DealChangesAnswer()
    lost = {code: new.unused_deals.get(code, "used_up") for code in sorted(before - after)}
    return DealChangesAnswer(lost=lost, gained=sorted(after - before))


def _promise_change(quote: Quote, fresh: Quote, is_seat_lost: bool) -> PromiseChangeAnswer:
    """Where the store quotes a longer wait than it did, or has room later only; time that passed is no change."""
    waited, waits = (_wait(sale.terms) for sale in (quote, fresh))
    if quote.scheduled_for is not None or (waits <= waited and not is_seat_lost):
        return PromiseChangeAnswer()
    return PromiseChangeAnswer(was=_window(quote), now=_window(fresh))


def _wait(terms: Mapping[str, Any]) -> int:
    """The longest wait in minutes, with that for a seat."""
    wait: int = terms.get("wait_minutes", [0, 0])[1] + terms.get("moved_minutes", 0)
    return wait


def _window(quote: Quote) -> tuple[datetime, datetime]:
    return quote.promised_from, quote.promised_to


def lost_lines(sale: Quote | Order, fresh: Quote | None, checked: RequestCheck) -> list[ChangedLineAnswer]:
    """Corrected lines with their problems; `now` is null for removed ones."""
    sold: dict[int, Mapping[str, Any]] = {line["number"]: line for line in sale.lines}
    lines: Sequence[Mapping[str, Any]] = fresh.lines if fresh is not None else ()
    costs = {line["number"]: line["total"] for line in lines}
    return [
        ChangedLineAnswer(
            number=line.number + 1,
            name=sold[line.number + 1]["name"],
            was=sold[line.number + 1]["total"],
            now=costs.get(line.corrected + 1) if line.corrected is not None else None,
            corrections=line.corrections,
        )
        for line in checked.basket.lines
        if not line.is_ok
    ]
