"""Business days of stores: entries for a closed day go to the next open one."""

from datetime import date, timedelta
from uuid import UUID

from apps.payments.ledger.locks import hold
from apps.payments.models import DayReport, StoreFacts
from dominos.kernel.clock import now

DAY = timedelta(days=1)


def open_day(store_id: UUID | None, wanted: date | None) -> date | None:
    """The business day for an entry made now: the given one or today's, or the first open one after it.

    Locked against closing until the transaction ends. None for an entry without a store.
    """
    if store_id is None:
        return None
    hold(f"day:{store_id}", shared=True)
    day = wanted or business_date(store_id)
    closed = set(DayReport.objects.filter(store_id=store_id, day__gte=day).values_list("day", flat=True))
    while day in closed:
        day += DAY
    return day


def hold_days(store_id: UUID) -> None:
    """Waits for entries being posted at the store, and blocks new ones until the transaction ends."""
    hold(f"day:{store_id}")


def business_date(store_id: UUID) -> date:
    """The store's business day now."""
    store = StoreFacts.objects.filter(store_id=store_id).first() or StoreFacts()
    return store.business_date(now())
