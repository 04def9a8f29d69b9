"""What was planned and what was worked at a store, person by person and business date by business date."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from apps.stores.contract.business_day import BusinessClock, business_day_start
from apps.users.domain import StoreRole
from apps.users.domain.rosters import DAY, MAX_WORKED, PlannedShift, late_minutes, latest_end, paid_minutes
from apps.users.models import RosterShift, TimeEntry
from apps.users.queries.rosters import names_of, planned_shift, rules
from apps.users.queries.staff import get_scope
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.person_names import name_words

MAX_DAYS = 31


class TimeEntryAnswer(Answer):
    """When somebody worked."""

    id: UUID
    started_at: datetime
    ended_at: datetime | None
    """Null while they are clocked in."""
    break_minutes: int
    is_corrected: bool
    """Whether a manager wrote or changed it."""
    reason: str


class TimesheetRowAnswer(Answer):
    """A person's business date in a role. Minutes are without breaks."""

    date: date
    user_id: UUID
    name: str
    """Empty for a person who is no longer known."""
    role: StoreRole
    planned_minutes: int
    worked_minutes: int
    late_minutes: int
    """0 within what the market tolerates."""
    is_absent: bool
    """Planned, over, and nobody came."""
    is_open: bool
    """Clocked in, though the business date is over."""
    entries: list[TimeEntryAnswer]


class TimesheetAnswer(Answer):
    """Planned and worked hours of a store."""

    first: date
    last: date
    rows: list[TimesheetRowAnswer]


@dataclass(slots=True)
class _Day:
    """What a person was planned for, and did."""

    planned: list[PlannedShift] = field(default_factory=list)
    entries: list[TimeEntry] = field(default_factory=list)


def get_timesheet(store_id: UUID, first: date, last: date) -> TimesheetAnswer:
    """The hours of these business dates, by date and name. NotFound."""
    clock = get_scope(store_id).clock
    days: dict[tuple[date, UUID, str], _Day] = defaultdict(_Day)
    shifts = RosterShift.objects.filter(
        roster__store_id=store_id, is_published=True, date__gte=first, date__lte=last
    )
    for shift in shifts.order_by("starts"):
        days[shift.date, shift.user_id, shift.role].planned.append(planned_shift(shift))
    for entry in _entries(store_id, clock, first, last):
        days[clock.day_of(entry.started_at), entry.user_id, entry.role].entries.append(entry)
    names = names_of(user_id for _, user_id, _ in days)
    rows = [
        _row(day, user_id, names.get(user_id, ""), role, found, clock)
        for (day, user_id, role), found in days.items()
    ]
    return TimesheetAnswer(
        first=first, last=last, rows=sorted(rows, key=lambda row: (row.date, name_words(row.name), row.role))
    )


def _entries(store_id: UUID, clock: BusinessClock, first: date, last: date) -> Iterable[TimeEntry]:
    return TimeEntry.objects.filter(
        store_id=store_id,
        started_at__gte=business_day_start(first, clock.timezone, clock.day_starts_at),
        started_at__lt=business_day_start(last + DAY, clock.timezone, clock.day_starts_at),
    ).order_by("started_at")


def _row(
    day: date, user_id: UUID, name: str, role: str, found: _Day, clock: BusinessClock
) -> TimesheetRowAnswer:
    spans = [shift.span(clock) for shift in found.planned]
    at = now()
    return TimesheetRowAnswer(
        date=day,
        user_id=user_id,
        name=name,
        role=StoreRole(role),
        planned_minutes=sum(shift.minutes(clock) for shift in found.planned),
        worked_minutes=sum(
            paid_minutes(
                each.started_at, each.ended_at or latest_end(each.started_at, at), each.break_minutes
            )
            for each in found.entries
        ),
        late_minutes=late_minutes(
            (start for start, _ in spans), (each.started_at for each in found.entries), rules()
        ),
        is_absent=bool(spans) and not found.entries and min(end for _, end in spans) < at,
        is_open=day < clock.day_of(at) and any(each.ended_at is None for each in found.entries),
        entries=[time_entry(each) for each in found.entries],
    )


def time_entry(row: TimeEntry) -> TimeEntryAnswer:
    """The entry, for a manager."""
    return TimeEntryAnswer(
        id=row.id,
        started_at=row.started_at,
        ended_at=row.ended_at,
        break_minutes=row.break_minutes,
        is_corrected=row.corrected_by is not None,
        reason=row.reason,
    )


def is_anybody_clocked_in(store_id: UUID, before: datetime) -> bool:
    """Whether an entry of the store that began before the instant is open, and not for longer than anybody works."""
    began = TimeEntry.objects.filter(store_id=store_id, started_at__lt=before, ended_at=None)
    return began.filter(started_at__gt=now() - MAX_WORKED).exists()
