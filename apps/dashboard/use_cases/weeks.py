"""Publishes the figures of a store's week once it is over."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.dashboard.contract.events import WeekCounted
from apps.dashboard.models import BoardStore
from apps.dashboard.queries.answers import SalesRowAnswer
from apps.dashboard.queries.reports.scope import Scope
from apps.dashboard.queries.sales import list_sales
from apps.stores.contract.business_day import business_date, business_day_start
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import publish, unit_of_work

WEEK = timedelta(days=7)
SETTLED = timedelta(hours=1)
"""How long after a week's end its last orders are finished and counted."""


def due() -> QuerySet[BoardStore]:
    """The stores whose finished week is not published yet, and stores without a planned week."""
    return BoardStore.objects.filter(Q(week_told_at=None) | Q(week_told_at__lte=now()))


def tell_due() -> None:
    """Publishes each week once, for stores that had orders in it; a new store begins with the current week."""
    for store_id in due().order_by("store_id").values_list("store_id", flat=True):
        _tell(store_id)


def _tell(store_id: UUID) -> None:
    with unit_of_work("dashboard"):
        store = due().select_for_update().filter(store_id=store_id).first()
        if store is None:
            return  # another worker told it
        monday = _monday(store)
        if store.week_told_at is not None:
            told = _counted(store, monday - WEEK)
            if told.placed:
                publish(told, subject=store.store_id, sequence=monday.toordinal())
        store.week_told_at = _end_of(store, monday)
        store.save(update_fields=["week_told_at"])


def _monday(store: BoardStore) -> date:
    """The first day of the week that runs."""
    today = business_date(now(), store.timezone, store.day_starts_at)
    return today - timedelta(days=today.weekday())


def _end_of(store: BoardStore, monday: date) -> datetime:
    return business_day_start(monday + WEEK, store.timezone, store.day_starts_at) + SETTLED


def _counted(store: BoardStore, monday: date) -> WeekCounted:
    last = monday + WEEK - timedelta(days=1)
    rows = _days(store, monday, last)
    before = _days(store, monday - WEEK, monday - timedelta(days=1))
    sums = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("placed", "completed", "on_time", "sold", "refunded")
    }
    return WeekCounted(
        store_id=store.store_id,
        store_name=store.name,
        first=monday,
        last=last,
        currency=store.currency,
        was_sold=sum(row.sold for row in before),
        **sums,
    )


def _days(store: BoardStore, first: date, last: date) -> list[SalesRowAnswer]:
    found = list_sales(Scope(first, last, frozenset({store.store_id})))
    return [row for row in found if row.currency == store.currency]
