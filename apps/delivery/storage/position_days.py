"""The days of the position history: each is a partition, created ahead of time and dropped as a whole.

The functions are in the database (`migrations/0001_initial.py`); days are in UTC.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import connection

TABLE = "delivery_courierposition"
DAYS_AHEAD = 7
_NAMES = (
    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'delivery_courierposition'::regclass"
)


def keep_days_ahead(at: datetime) -> None:
    """Creates missing partitions of today and the next days."""
    today = at.astimezone(UTC).date()
    make_days(today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))


def make_days(days: Iterable[date]) -> None:
    """Creates missing partitions of these days."""
    with connection.cursor() as cursor:
        for day in days:
            cursor.execute("SELECT delivery.make_position_day(%s)", [day])


def drop_days_before(at: datetime) -> list[str]:
    """Drops the partitions whose positions are all older; returns their names."""
    oldest = f"{TABLE}_{at.astimezone(UTC):%Y%m%d}"
    old = [name for name in day_names() if name.rpartition(".")[2] < oldest]
    with connection.cursor() as cursor:
        for name in old:
            cursor.execute(f"DROP TABLE {name}")
    return old


def day_names() -> list[str]:
    """The existing partitions, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES)
        return sorted(name for (name,) in cursor.fetchall())
