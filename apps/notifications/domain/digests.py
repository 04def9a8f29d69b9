"""When the daily digest mail about a person's stores is due."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.notifications.domain.news import KINDS, NEW_ORDER, Audience, NotificationKind

DIGESTED: Mapping[str, NotificationKind] = {
    name: kind
    for name, kind in KINDS.items()
    if kind.audience is Audience.STORE and not kind.offered and kind is not NEW_ORDER
}
"""The kinds a digest may contain: all that are pushed to a store's browsers, except single orders, which the
board lists.
"""
MAX_TOLD = 100
"""Entries in one mail; of further ones only the number is given."""


def due_at(day: date, hour: int, timezone: str) -> datetime:
    """When the digest of a day is due: the local hour, the first one if it occurs twice."""
    return datetime.combine(day, time(hour), ZoneInfo(timezone))


def next_day(first: date, at: datetime, hour: int, timezone: str) -> date:
    """The day of the next digest: `first`, or the first day after it whose hour has not passed."""
    today = at.astimezone(ZoneInfo(timezone)).date()
    day = max(first, today)
    return day if due_at(day, hour, timezone) > at else day + timedelta(days=1)
