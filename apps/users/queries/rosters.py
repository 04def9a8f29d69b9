"""Reads of a store's rosters, and of one's own shifts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from apps.users.domain import StoreRole
from apps.users.domain.rosters import (
    DAY,
    WEEK,
    BookedTime,
    FoundConflict,
    PlannedShift,
    RosterConflict,
    RosterRules,
    booked,
    conflicts,
)
from apps.users.models import Employment, Roster, RosterShift, StoreScope, TimeEntry, User
from apps.users.queries.staff import MAX_STAFF, get_scope
from dominos.kernel.clock import now
from dominos.kernel.config.market import MarketRules
from dominos.kernel.edge.answers import Answer, ClockTime
from dominos.kernel.person_names import name_words
from dominos.kernel.sealed.fields import read_together

rules = MarketRules("ROSTER_RULES", RosterRules)
"""The defaults, overridden by the environment's `ROSTER_RULES` (a JSON object)."""


class RosterPersonAnswer(Answer):
    """Somebody who may be planned, in a role of theirs."""

    user_id: UUID
    name: str
    role: StoreRole


class RosterShiftAnswer(Answer):
    """A planned shift by the store's clock; it ends on the next day unless `ends` is later."""

    user_id: UUID
    role: StoreRole
    date: date
    """The business date."""
    starts: ClockTime
    ends: ClockTime
    break_minutes: int


class RosterConflictAnswer(Answer):
    """Why the roster cannot be published."""

    user_id: UUID
    kind: RosterConflict


class RosterAnswer(Answer):
    """A store's week: its draft, and whether people see it like this."""

    monday: date
    revision: int
    """Named by the next change, which is refused if another one came between."""
    published_at: datetime | None
    is_published: bool
    """Whether what is published is this draft."""
    shifts: list[RosterShiftAnswer]
    people: list[RosterPersonAnswer]
    conflicts: list[RosterConflictAnswer]


class OwnShiftAnswer(Answer):
    """A published shift of the caller."""

    store_id: UUID
    store_name: str
    timezone: str
    role: StoreRole
    date: date
    starts_at: datetime
    ends_at: datetime
    break_minutes: int


class ClockedInAnswer(Answer):
    """Where the caller is clocked in, and since when."""

    store_id: UUID
    store_name: str
    started_at: datetime


class OwnShiftsAnswer(Answer):
    """The caller's published shifts from today on, at all stores, and whether they are clocked in."""

    shifts: list[OwnShiftAnswer]
    clocked_in: ClockedInAnswer | None


def get_roster(store_id: UUID, monday: date) -> RosterAnswer:
    """The store's week; empty if nobody has planned it yet. NotFound."""
    scope = get_scope(store_id)
    roster = Roster.objects.filter(store_id=store_id, monday=monday).first() or Roster(monday=monday)
    shifts = planned(roster, is_published=False)
    people = list_employed(store_id)
    return RosterAnswer(
        monday=monday,
        revision=roster.revision,
        published_at=roster.published_at,
        is_published=roster.published_revision == roster.revision,
        shifts=RosterShiftAnswer.of_all(shifts),
        people=people,
        conflicts=RosterConflictAnswer.of_all(find_conflicts(scope, monday, shifts, people)),
    )


def planned(roster: Roster, *, is_published: bool) -> list[PlannedShift]:
    """The shifts of the draft, or the published ones, by date and time."""
    if roster._state.adding:
        return []
    rows = RosterShift.objects.filter(roster=roster, is_published=is_published)
    return [planned_shift(row) for row in rows.order_by("date", "starts", "user_id")]


def planned_shift(row: RosterShift) -> PlannedShift:
    """The row as the rules know it."""
    return PlannedShift(
        user_id=row.user_id,
        role=StoreRole(row.role),
        date=row.date,
        starts=row.starts,
        ends=row.ends,
        break_minutes=row.break_minutes,
    )


def list_employed(store_id: UUID) -> list[RosterPersonAnswer]:
    """Who works at the store, suspended people left out, by name and role."""
    rows = Employment.objects.filter(store_id=store_id, suspended_at=None, user__is_active=True)
    found = list(rows.select_related("user").order_by("id")[:MAX_STAFF])
    read_together([row.user for row in found])
    people = [
        RosterPersonAnswer(user_id=row.user_id, name=row.user.name, role=StoreRole(row.role)) for row in found
    ]
    return sorted(people, key=lambda each: (name_words(each.name), each.role))


def find_conflicts(
    scope: StoreScope, monday: date, shifts: Sequence[PlannedShift], people: Iterable[RosterPersonAnswer]
) -> list[FoundConflict]:
    """What is wrong with these shifts as the store's week, beside what is published of its people elsewhere."""
    here = [booked(shift, scope.clock) for shift in shifts]
    elsewhere = _booked_elsewhere(scope.id, monday, {each.user_id for each in here})
    return conflicts(
        [*here, *elsewhere], frozenset(each.user_id for each in strangers(shifts, people)), rules()
    )


def strangers(shifts: Iterable[PlannedShift], people: Iterable[RosterPersonAnswer]) -> list[PlannedShift]:
    """The shifts of who does not work at the store in that role."""
    works = {(each.user_id, each.role) for each in people}
    return [shift for shift in shifts if (shift.user_id, shift.role) not in works]


def _booked_elsewhere(store_id: UUID, monday: date, people: set[UUID]) -> list[BookedTime]:
    rows = RosterShift.objects.filter(
        is_published=True, roster__monday=monday, user_id__in=people
    ).select_related("roster")
    others = list(rows.exclude(roster__store_id=store_id))
    clocks = _scopes(row.roster.store_id for row in others)
    return [booked(planned_shift(row), clocks[row.roster.store_id].clock) for row in others]


def _scopes(store_ids: Iterable[UUID]) -> dict[UUID, StoreScope]:
    return StoreScope.objects.in_bulk(set(store_ids))


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """Their names, those who are no longer known left out."""
    found = list(User.objects.filter(id__in=set(people)))
    read_together(found)
    return {user.id: user.name for user in found}


def list_own_shifts(user_id: UUID) -> OwnShiftsAnswer:
    """The person's published shifts that have not ended, of four weeks, and where they are clocked in."""
    today = now().date()
    rows = RosterShift.objects.filter(
        Q(date__gte=today - DAY) & Q(date__lt=today + 4 * WEEK), is_published=True, user_id=user_id
    ).select_related("roster")
    found = list(rows.order_by("date", "starts"))
    scopes = _scopes(row.roster.store_id for row in found)
    shifts = [_own(row, scopes[row.roster.store_id]) for row in found]
    open_entry = TimeEntry.objects.filter(user_id=user_id, ended_at=None).first()
    return OwnShiftsAnswer(
        shifts=[each for each in shifts if each.ends_at > now()],
        clocked_in=clocked_in(open_entry) if open_entry else None,
    )


def clocked_in(entry: TimeEntry) -> ClockedInAnswer:
    """The open entry, for its person."""
    name = StoreScope.objects.filter(id=entry.store_id).values_list("name", flat=True).first() or ""
    return ClockedInAnswer(store_id=entry.store_id, store_name=name, started_at=entry.started_at)


def _own(row: RosterShift, scope: StoreScope) -> OwnShiftAnswer:
    starts_at, ends_at = planned_shift(row).span(scope.clock)
    return OwnShiftAnswer(
        store_id=scope.id,
        store_name=scope.name,
        timezone=scope.timezone,
        role=StoreRole(row.role),
        date=row.date,
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=row.break_minutes,
    )
