"""When a person is not to be disturbed by what can wait."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

USUAL = (time(22), time(8))
"""For what is told some time later, also of who has chosen none."""


def quiet_until(at: datetime, timezone: str, begins: time, ends: time) -> datetime | None:
    """When the quiet hours that hold at this instant end, by the clock on the wall there; None outside of them.

    From `begins` on, before `ends`, past midnight where that is earlier; none at all where both are the same.
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
