"""Parts of the day, by the store's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from apps.stores.contract.business_day import UTC_CLOCK, BusinessClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Daypart:
    """A span of local time [starts, ends); it crosses midnight if it ends earlier than it starts.

    One that ends when it starts is the whole business day. `weekdays` (ISO, 1 is Monday; empty: all) are
    those of the business day it counts to, which for a night is the one on which it began.
    """

    starts: time
    ends: time
    weekdays: frozenset[int] = frozenset()


def daypart_of(row: Mapping[str, Any]) -> Daypart:
    """Parses a daypart of the menu document."""
    return Daypart(
        starts=time.fromisoformat(row["starts"]),
        ends=time.fromisoformat(row["ends"]),
        weekdays=frozenset(row["weekdays"]),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant at a store, with the store's clock."""

    at: datetime
    clock: BusinessClock = UTC_CLOCK

    @property
    def day(self) -> date:
        """The business day."""
        return self.clock.day_of(self.at)

    def day_in(self, daypart: Daypart) -> date | None:
        """The business day of the daypart that includes the moment; None if it does not."""
        day = self.clock.day_within(self.at, daypart.starts, daypart.ends)
        if day is None or (daypart.weekdays and day.isoweekday() not in daypart.weekdays):
            return None
        return day
