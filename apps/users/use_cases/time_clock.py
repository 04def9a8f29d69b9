"""Clocking in and out; couriers do both by their shifts, which the delivery app tells of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from apps.delivery.contract.events import ShiftEnded
from apps.users.contract.errors import AlreadyClockedIn, CouriersStartShifts, NotClockedIn
from apps.users.domain.rosters import MAX_WORKED, latest_end
from apps.users.models import Employment, TimeEntry
from apps.users.queries.staff import get_scope
from dominos.kernel.audit import record
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import unit_of_work


def clock_in(user_id: UUID, store_id: UUID) -> TimeEntry:
    """The person begins to work at the store. NotFound for who does not work there, AlreadyClockedIn.

    CouriersStartShifts for who is a courier there and nothing else.
    """
    roles = _roles(Employment.objects.filter(user_id=user_id, store_id=store_id, suspended_at=None))
    if not roles:
        raise NotFound("You do not work at this store.")
    if roles == [Role.COURIER]:
        raise CouriersStartShifts
    with unit_of_work("users"):
        return _insert(TimeEntry(user_id=user_id, store_id=store_id, role=roles[0]))


def _roles(rows: QuerySet[Employment]) -> list[str]:
    """The roles of these employments, a courier's last: couriers clock in by their shift."""
    return sorted(rows.values_list("role", flat=True), key=lambda role: (role == Role.COURIER, role))


def _insert(entry: TimeEntry) -> TimeEntry:
    """Adds it. AlreadyClockedIn: two devices may do so at once, so the table's own rule decides."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyClockedIn from error
    return entry


def clock_out(user_id: UUID, break_minutes: int) -> None:
    """The person's work ends, `MAX_WORKED` after it began at the latest. NotClockedIn; Invalid for too long a break."""
    with unit_of_work("users"):
        entry = TimeEntry.objects.select_for_update().filter(user_id=user_id, ended_at=None).first()
        if entry is None:
            raise NotClockedIn
        ended_at = max(latest_end(entry.started_at, now()), entry.started_at + timedelta(seconds=1))
        entry.ended_at, entry.break_minutes = ended_at, break_minutes
        _require_break_within(entry, ended_at)
        entry.save(update_fields=["ended_at", "break_minutes"])


def add_entry(store_id: UUID, by: UUID, user_id: UUID, *, reason: str, **times: Any) -> TimeEntry:
    """A manager writes down what somebody forgot to. Invalid, AlreadyClockedIn; Invalid for who does not work here."""
    get_scope(store_id)
    roles = _roles(Employment.objects.filter(store_id=store_id, user_id=user_id))
    if not roles:
        raise Invalid(errors=[FieldError("user_id", "This person does not work here.")])
    with unit_of_work("users"):
        entry = TimeEntry(user_id=user_id, store_id=store_id, role=roles[0], corrected_by=by, reason=reason)
        _set_times(entry, times)
        _insert(entry)
        record("time_entry_added", about=entry, by=by, store=store_id, person=user_id, **_said(entry))
        return entry


def correct_entry(store_id: UUID, by: UUID, entry_id: UUID, *, reason: str, **times: Any) -> TimeEntry:
    """A manager puts an entry right, for a reason; the log keeps what it was. NotFound, Invalid."""
    with unit_of_work("users"):
        entry = TimeEntry.objects.select_for_update().filter(store_id=store_id, id=entry_id).first()
        if entry is None:
            raise NotFound
        was = _said(entry)
        entry.corrected_by, entry.reason = by, reason
        _set_times(entry, times)
        entry.save()
        record("time_entry_corrected", about=entry, by=by, store=store_id, was=was, became=_said(entry))
        return entry


def _set_times(entry: TimeEntry, times: dict[str, Any]) -> None:
    for name, value in times.items():
        setattr(entry, name, value)
    ended_at: datetime = times["ended_at"]
    if not entry.started_at < ended_at <= entry.started_at + MAX_WORKED:
        raise Invalid(errors=[FieldError("ended_at", "The end is after the start, within a day.")])
    if ended_at > now():
        raise Invalid(errors=[FieldError("ended_at", "This time has not come yet.")])
    _require_break_within(entry, ended_at)
    others = TimeEntry.objects.filter(user_id=entry.user_id, started_at__lt=ended_at).exclude(pk=entry.pk)
    if others.filter(Q(ended_at=None) | Q(ended_at__gt=entry.started_at)).exists():
        raise Invalid(errors=[FieldError("started_at", "Other hours of this person are at the same time.")])


def _require_break_within(entry: TimeEntry, ended_at: datetime) -> None:
    if entry.break_minutes * 60 > (ended_at - entry.started_at).total_seconds():
        raise Invalid(errors=[FieldError("break_minutes", "The break is longer than the work.")])


def _said(entry: TimeEntry) -> dict[str, Any]:
    return {
        "started_at": entry.started_at.isoformat(),
        "ended_at": entry.ended_at.isoformat() if entry.ended_at else None,
        "break_minutes": entry.break_minutes,
    }


def record_shift(event: ShiftEnded) -> None:
    """Adds a courier's finished shift; once, however often it is told."""
    if event.store_id is None or event.ended_at <= event.started_at:
        return
    with unit_of_work("users"):
        TimeEntry.objects.get_or_create(
            shift_id=event.shift_id,
            defaults={
                "user_id": event.courier_id,
                "store_id": event.store_id,
                "role": Role.COURIER,
                "started_at": event.started_at,
                "ended_at": event.ended_at,
                "break_minutes": event.break_minutes,
            },
        )
