"""Times of the day, by the store's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from apps.stores.contract.business_day import UTC_CLOCK, BusinessClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Daypart:
    """From one time to before another by the store's clock; across midnight where it ends earlier than it starts.

    One that ends when it starts is the whole business day. `weekdays` (ISO, 1 is Monday; none: all) are those of the
    business day it counts to, which for a night is the one on which it began.
    """

    starts: time
    ends: time
    weekdays: frozenset[int] = frozenset()


def daypart_of(row: Mapping[str, Any]) -> Daypart:
    """A daypart as the menu document has it."""
    return Daypart(
        starts=time.fromisoformat(row["starts"]),
        ends=time.fromisoformat(row["ends"]),
        weekdays=frozenset(row["weekdays"]),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is wanted, at a store with a clock of its own."""

    at: datetime
    clock: BusinessClock = UTC_CLOCK

    @property
    def day(self) -> date:
        """The business day."""
        return self.clock.day_of(self.at)

    def day_in(self, daypart: Daypart) -> date | None:
        """The business day to which the daypart counts that includes the moment; None where it does not."""
        day = self.clock.day_within(self.at, daypart.starts, daypart.ends)
        if day is None or (daypart.weekdays and day.isoweekday() not in daypart.weekdays):
            return None
        return day
