"""The business day: a store's day runs from its own start of day to the next one, so that a night counts as one."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class BusinessClock:
    """A store's clock: its time zone and the local time at which its business day starts."""

    timezone: str = "UTC"
    day_starts_at: time = DAY_STARTS_AT

    def day_of(self, at: datetime) -> date:
        """The business day of the instant."""
        return business_date(at, self.timezone, self.day_starts_at)

    def day_within(self, at: datetime, starts: time, ends: time) -> date | None:
        """The business day of the local time span that contains the instant; None if it is outside the span.

        A span across midnight counts to the day on which it began, however late in the morning it ends. One
        that ends when it starts is the whole business day.
        """
        if starts == ends:
            return self.day_of(at)
        zone = ZoneInfo(self.timezone)
        today = at.astimezone(zone).date()
        for day in (today - _DAY, today):
            start, end = span_on(day, starts, ends, zone)
            if start <= at < end:
                return self.day_of(start if ends < starts else at)
        return None


UTC_CLOCK = BusinessClock()


def span_on(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants [start, end) of a span that starts on the date; it ends on the next one unless `ends` is later."""
    return instant_of(day, starts, zone), instant_of(day if ends > starts else day + _DAY, ends, zone)


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
