"""When the one mail a day is due that tells staff what happened at their stores."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.notifications.domain.news import KINDS, NEW_ORDER, Audience, NotificationKind

DIGESTED: Mapping[str, NotificationKind] = {
    name: kind
    for name, kind in KINDS.items()
    if kind.audience is Audience.STORE and not kind.offered and kind is not NEW_ORDER
}
"""What may be told in it: all that a store's browsers are told at once, but for each order, which the board lists."""
MAX_TOLD = 100
"""Pieces of news in one mail; of more their number is told."""


def due_at(day: date, hour: int, timezone: str) -> datetime:
    """When the mail of a day is due: the hour on the wall there, the first where it comes twice."""
    return datetime.combine(day, time(hour), ZoneInfo(timezone))


def next_day(first: date, at: datetime, hour: int, timezone: str) -> date:
    """The day of the next mail: `first`, or the first after it whose hour has not passed."""
    today = at.astimezone(ZoneInfo(timezone)).date()
    day = max(first, today)
    return day if due_at(day, hour, timezone) > at else day + timedelta(days=1)
