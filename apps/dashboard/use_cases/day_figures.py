"""Recomputes the figures of days whose orders changed."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from apps.dashboard.models import ChangedDay, DayFigure
from apps.dashboard.queries.measures import figures_text
from dominos.kernel.unit_of_work import unit_of_work

AT_ONCE = 50
"""Days of stores in one transaction: about a second for a busy chain."""
LOCK = 21_400_147
"""The advisory lock of the refresh."""
_COLUMNS = "store_id, day, currency, measure, key, label, count, amount"
type Day = tuple[UUID, date]


def due() -> QuerySet[ChangedDay]:
    """The changed days that wait to be recomputed."""
    return ChangedDay.objects.all()


def refresh_all() -> None:
    """Recomputes all outdated figures."""
    while refresh(due()):
        pass


def refresh(changed: QuerySet[ChangedDay]) -> int:
    """Recomputes the figures of up to `AT_ONCE` outdated days and returns how many.

    Orders that change meanwhile leave a new row for the next call. An advisory lock admits one caller at a
    time: two that do not see each other's rows would both write the figures of a day.
    """
    days = list(changed.order_by().values_list("store_id", "day").distinct()[:AT_ONCE])
    if days:
        with unit_of_work("dashboard"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            rows = of_days(days)
            ChangedDay.objects.filter(rows).delete()
            DayFigure.objects.filter(rows).delete()
            _count(days)
    return len(days)


def of_days(days: Collection[Day]) -> Q:
    """The rows of these days."""
    by_day: dict[date, list[UUID]] = {}
    for store_id, day in days:
        by_day.setdefault(day, []).append(store_id)
    found = Q()
    for day, stores in by_day.items():
        found |= Q(day=day, store_id__in=stores)
    return found


def _count(days: Collection[Day]) -> None:
    stores, dates = zip(*days, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO dashboard_dayfigure ({_COLUMNS}) {figures_text()}",
            [list(stores), list(dates)],
        )
