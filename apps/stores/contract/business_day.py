"""The business day: a store's day runs from its own start of day to the next one, so that a night counts as one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_STARTS_AT = time(5)
"""The default start of a store's day."""
_DAY = timedelta(days=1)


def business_date(at: datetime, timezone: str, day_starts_at: time) -> date:
    """The business day of an instant: the last one that has started, by the store's clock."""
    today = at.astimezone(ZoneInfo(timezone)).date()
    for day in (today + _DAY, today):
        if business_day_start(day, timezone, day_starts_at) <= at:
            return day
    return today - _DAY


def business_day_start(day: date, timezone: str, day_starts_at: time) -> datetime:
    """The instant at which a business day starts; it ends when the next one starts."""
    return instant_of(day, day_starts_at, ZoneInfo(timezone))


def instant_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which clocks in `zone` first show or pass the wall time.

    A time that occurs twice (clocks set back) is its first occurrence; one that is skipped (clocks set forward)
    is the moment of the change.
    """
    local = datetime.combine(day, wall, zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _change_between(local.replace(fold=1).astimezone(UTC), instant, zone)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant in (before, after] at which the zone's offset changes, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
