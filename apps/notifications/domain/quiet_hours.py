"""Quiet hours: when a person is not disturbed by what can wait."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

USUAL = (time(22), time(8))
"""Quiet hours of persons who have chosen none, for notifications that are sent with a delay."""


def quiet_until(at: datetime, timezone: str, begins: time, ends: time) -> datetime | None:
    """When the current quiet hours end, in local time; None outside of them.

    From `begins`, before `ends`, past midnight if that is earlier; none if both are equal.
    """
    wall = at.astimezone(ZoneInfo(timezone))
    clock = wall.time()
    if begins == ends:
        return None
    if begins < ends:
        is_quiet, day = begins <= clock < ends, wall.date()
    else:
        is_quiet, day = clock >= begins or clock < ends, wall.date() + timedelta(days=clock >= begins)
    return datetime.combine(day, ends, ZoneInfo(timezone)) if is_quiet else None
