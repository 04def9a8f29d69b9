"""A store's roster: its draft is written as a whole, and published to its people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from apps.users.contract.errors import RosterChanged, RosterConflicts
from apps.users.contract.events import RosterPublished
from apps.users.domain.rosters import WEEK, PlannedShift
from apps.users.models import Roster, RosterShift
from apps.users.queries.rosters import find_conflicts, list_employed, planned, strangers
from apps.users.queries.staff import get_scope
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.unit_of_work import publish, unit_of_work


def write_draft(store_id: UUID, monday: date, revision: int, shifts: Sequence[PlannedShift]) -> None:
    """Replaces the draft of the week. NotFound, RosterChanged; Invalid for who does not work here, or another week.

    What is published stays until the draft is published.
    """
    get_scope(store_id)
    if errors := list(_wrong(store_id, monday, shifts)):
        raise Invalid(errors=errors)
    with unit_of_work("users"):
        roster = _locked(store_id, monday, revision)
        _replace(roster, shifts, is_published=False)
        roster.revision += 1
        roster.save(update_fields=["revision"])


def publish_roster(store_id: UUID, monday: date, revision: int, by: UUID) -> None:
    """Shows the draft to its people, and tells those whose shifts changed. NotFound, RosterChanged, RosterConflicts."""
    scope = get_scope(store_id)
    with unit_of_work("users"):
        roster = _locked(store_id, monday, revision)
        draft = planned(roster, is_published=False)
        if find_conflicts(scope, monday, draft, list_employed(store_id)):
            raise RosterConflicts
        before = planned(roster, is_published=True)
        _replace(roster, draft, is_published=True)
        roster.published_revision, roster.published_at, roster.published_by = roster.revision, now(), by
        roster.save()
        record("roster_published", about=roster, by=by, store=store_id, monday=monday, shifts=len(draft))
        counts = Counter(shift.user_id for shift in draft)
        for user_id in sorted(_changed(before, draft)):
            event = RosterPublished(
                user_id=user_id,
                store_id=store_id,
                store_name=scope.name,
                monday=monday,
                shifts=counts[user_id],
            )
            publish(event, subject=user_id)


def _wrong(store_id: UUID, monday: date, shifts: Sequence[PlannedShift]) -> Iterable[FieldError]:
    unknown = strangers(shifts, list_employed(store_id))
    for number, shift in enumerate(shifts):
        if shift in unknown:
            yield FieldError(f"shifts.{number}.user_id", "This person does not work here in this role.")
        if not monday <= shift.date < monday + WEEK:
            yield FieldError(f"shifts.{number}.date", "This day is in another week.")


def _locked(store_id: UUID, monday: date, revision: int) -> Roster:
    Roster.objects.get_or_create(store_id=store_id, monday=monday)
    roster = Roster.objects.select_for_update().get(store_id=store_id, monday=monday)
    if roster.revision != revision:
        raise RosterChanged
    return roster


def _replace(roster: Roster, shifts: Iterable[PlannedShift], *, is_published: bool) -> None:
    RosterShift.objects.filter(roster=roster, is_published=is_published).delete()
    RosterShift.objects.bulk_create(
        RosterShift(
            roster=roster,
            is_published=is_published,
            user_id=shift.user_id,
            role=shift.role,
            date=shift.date,
            starts=shift.starts,
            ends=shift.ends,
            break_minutes=shift.break_minutes,
        )
        for shift in shifts
    )


def _changed(before: Iterable[PlannedShift], after: Iterable[PlannedShift]) -> set[UUID]:
    """Whose shifts differ."""
    weeks: dict[UUID, list[Counter[PlannedShift]]] = defaultdict(lambda: [Counter(), Counter()])
    for at, shifts in enumerate((before, after)):
        for shift in shifts:
            weeks[shift.user_id][at][shift] += 1
    return {user_id for user_id, (was, is_now) in weeks.items() if was != is_now}
