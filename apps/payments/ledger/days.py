"""Trading days of stores: a closed one takes no more entries, the next open one does."""

from datetime import date, timedelta
from uuid import UUID

from apps.payments.ledger.locks import hold
from apps.payments.market import rules
from apps.payments.models import DayReport, StoreFacts
from dominos.kernel.clock import now

DAY = timedelta(days=1)


def open_day(store_id: UUID | None, wished: date | None) -> date | None:
    """The trading day an entry of now belongs to: the wished one or today's, or the first open one after it.

    Held against the day's closing until the transaction ends. None for an entry of no store.
    """
    if store_id is None:
        return None
    hold(f"day:{store_id}", shared=True)
    day = wished or trading_day(store_id)
    closed = set(DayReport.objects.filter(store_id=store_id, day__gte=day).values_list("day", flat=True))
    while day in closed:
        day += DAY
    return day


def hold_days(store_id: UUID) -> None:
    """Waits for entries being posted at the store, and lets none in until the transaction ends."""
    hold(f"day:{store_id}")


def trading_day(store_id: UUID) -> date:
    """The store's trading day now."""
    facts = StoreFacts.objects.filter(store_id=store_id).first()
    return rules().trading_day(now(), facts.timezone if facts else "UTC")
