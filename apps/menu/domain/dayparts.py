"""Times of the day, by the store's clock."""

from dataclasses import dataclass
from datetime import datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Daypart:
    """From one local time to before another; across midnight where it ends earlier than it starts.

    `weekdays` (ISO, 1 is Monday; none: all) are those on which it starts.
    """

    starts: time
    ends: time
    weekdays: frozenset[int] = frozenset()

    def covers(self, at: time) -> bool:
        """Whether it includes the time, on any day."""
        if self.starts <= self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends

    def includes(self, at: datetime) -> bool:
        """Whether it includes the local instant."""
        is_morning_after = self.starts > self.ends and at.time() < self.ends
        day = at.isoweekday() - is_morning_after or 7
        return self.covers(at.time()) and (not self.weekdays or day in self.weekdays)
