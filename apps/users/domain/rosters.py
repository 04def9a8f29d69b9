"""Rules of a store's roster: what a planned shift lasts, and what cannot be published."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from apps.stores.contract.business_day import BusinessClock, instant_of
from apps.users.domain import StoreRole

MAX_SHIFTS = 500
"""Shifts of a store in a week."""
MAX_BREAK = 240
"""Minutes."""
MAX_WORKED = timedelta(hours=24)
"""The longest time between clocking in and clocking out that is taken for one."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRules:
    """What a market allows: hours of a person in a week, without breaks, and minutes that are not late yet."""

    week_hours: int = 48
    late_after_minutes: int = 5


class RosterConflict(StrEnum):
    """Why a roster cannot be published."""

    DOUBLE_BOOKED = "double_booked"
    OVER_HOURS = "over_hours"
    NOT_EMPLOYED = "not_employed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedShift:
    """A shift by the store's clock, of a business date; it ends on the next day unless `ends` is later.

    A shift that starts before the business day does is in the night that ends the business date.
    """

    user_id: UUID
    role: StoreRole
    date: date
    starts: time
    ends: time
    break_minutes: int = 0

    def span(self, clock: BusinessClock) -> tuple[datetime, datetime]:
        """The instants [start, end)."""
        zone = ZoneInfo(clock.timezone)
        first = self.date if self.starts >= clock.day_starts_at else self.date + DAY
        last = first if self.ends > self.starts else first + DAY
        return instant_of(first, self.starts, zone), instant_of(last, self.ends, zone)

    def minutes(self, clock: BusinessClock) -> int:
        """What is paid of it: without the break."""
        start, end = self.span(clock)
        return paid_minutes(start, end, self.break_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedTime:
    """When somebody is booked, at any store."""

    user_id: UUID
    starts_at: datetime
    ends_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundConflict:
    """What is wrong with a person's week."""

    user_id: UUID
    kind: RosterConflict


def paid_minutes(start: datetime, end: datetime, break_minutes: int) -> int:
    """Whole minutes of the span without the break, never below zero."""
    return max(round((end - start).total_seconds() / 60) - break_minutes, 0)


def latest_end(start: datetime, at: datetime) -> datetime:
    """When work that nobody has ended is over at `at`: who forgot to clock out is not paid for days."""
    return min(at, start + MAX_WORKED)


def booked(shift: PlannedShift, clock: BusinessClock) -> BookedTime:
    """When the shift books its person."""
    start, end = shift.span(clock)
    return BookedTime(user_id=shift.user_id, starts_at=start, ends_at=end, minutes=shift.minutes(clock))


def conflicts(
    booked_times: Iterable[BookedTime], strangers: frozenset[UUID], rules: RosterRules
) -> list[FoundConflict]:
    """What is wrong, person by person, with all that they are booked for in one week; `strangers` do not work there."""
    of_person: dict[UUID, list[BookedTime]] = defaultdict(list)
    for each in booked_times:
        of_person[each.user_id].append(each)
    return [
        FoundConflict(user_id=user_id, kind=kind)
        for user_id, theirs in of_person.items()
        for kind, holds in (
            (RosterConflict.NOT_EMPLOYED, user_id in strangers),
            (RosterConflict.DOUBLE_BOOKED, _overlap(theirs)),
            (RosterConflict.OVER_HOURS, sum(each.minutes for each in theirs) > rules.week_hours * 60),
        )
        if holds
    ]


def _overlap(theirs: list[BookedTime]) -> bool:
    ordered = sorted(theirs, key=lambda each: each.starts_at)
    return any(later.starts_at < earlier.ends_at for earlier, later in pairwise(ordered))


def late_minutes(planned: Iterable[datetime], began: Iterable[datetime], rules: RosterRules) -> int:
    """By how many minutes the first arrival of a day is later than the first planned one; 0 within the tolerance."""
    first_planned, first_began = min(planned, default=None), min(began, default=None)
    if first_planned is None or first_began is None:
        return 0
    late = int((first_began - first_planned).total_seconds() // 60)
    return late if late > rules.late_after_minutes else 0
