"""Rosters and hours of a store: planned, published, clocked and put right."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.delivery.contract.events import ShiftEnded
from apps.stores.contract.business_day import BusinessClock
from apps.users.contract.errors import AlreadyClockedIn
from apps.users.domain import StoreRole
from apps.users.domain.rosters import (
    BookedTime,
    PlannedShift,
    RosterConflict,
    RosterRules,
    conflicts,
    late_minutes,
)
from apps.users.models import Employment, TimeEntry
from apps.users.queries.timesheets import is_anybody_clocked_in
from apps.users.tests.builders import make_person
from apps.users.use_cases import people, time_clock
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.messages import published

HELSINKI = BusinessClock("Europe/Helsinki", time(5))
MONDAY = date(2026, 11, 30)
ANNA = new_id()


def shift(starts, ends, day=MONDAY, **more):
    return PlannedShift(
        user_id=ANNA, role=StoreRole.STORE_STAFF, date=day, starts=time(starts), ends=time(ends), **more
    )


def test_a_shift_is_of_its_business_date_across_midnight_and_changes_of_the_clocks():
    assert shift(22, 2).span(HELSINKI) == (
        datetime(2026, 11, 30, 20, tzinfo=UTC),
        datetime(2026, 12, 1, 0, tzinfo=UTC),
    )
    assert shift(1, 4).span(HELSINKI)[0] == datetime(2026, 11, 30, 23, tzinfo=UTC)  # the night after
    night_of_25_hours = shift(22, 6, date(2026, 10, 24), break_minutes=30)
    assert night_of_25_hours.minutes(HELSINKI) == 9 * 60 - 30


def hours(start, length, user=ANNA):
    begins = datetime(2026, 11, 30, tzinfo=UTC) + timedelta(hours=start)
    return BookedTime(
        user_id=user, starts_at=begins, ends_at=begins + timedelta(hours=length), minutes=length * 60
    )


def test_conflicts_are_overlaps_too_many_hours_and_strangers():
    rules, stranger = RosterRules(week_hours=40), new_id()

    def found(*booked):
        return [each.kind for each in conflicts(booked, frozenset({stranger}), rules)]

    assert found(hours(8, 8), hours(16, 4)) == []
    assert found(hours(8, 8), hours(15, 4)) == [RosterConflict.DOUBLE_BOOKED]
    assert found(*(hours(24 * day, 8) for day in range(5))) == []
    assert found(*(hours(24 * day, 8) for day in range(6))) == [RosterConflict.OVER_HOURS]
    assert found(hours(8, 8, stranger)) == [RosterConflict.NOT_EMPLOYED]


def test_who_comes_within_the_tolerance_is_not_late():
    planned, rules = datetime(2026, 11, 30, 8, tzinfo=UTC), RosterRules(late_after_minutes=5)
    late = [late_minutes([planned], [planned + timedelta(minutes=after)], rules) for after in (-10, 5, 6)]
    assert late == [0, 0, 6]
    assert late_minutes([planned], [], rules) == 0


@pytest.fixture
def store(db):
    store = new_id()
    people.name_store(store, "HEL-3 Punavuori", "Europe/Helsinki", time(5))
    return store


@pytest.fixture
def anna(store):
    person = make_person(name="Anna Aalto")
    people.grant_store(person.id, store)
    return person


@pytest.fixture
def manager(store):
    return client(principal(Role.STORE_MANAGER, stores=(store,)))


def week(user, **more):
    return {
        "user_id": str(user.id),
        "role": "store_staff",
        "date": "2026-11-30",
        "starts": "10:00",
        "ends": "18:00",
        "break_minutes": 30,
    } | more


def write(manager, store, *shifts, revision=0):
    body = {"monday": "2026-11-30", "revision": revision, "shifts": list(shifts)}
    return manager.put(f"/api/v1/stores/{store}/roster", body)


def publish(manager, store, revision):
    body = {"monday": "2026-11-30", "revision": revision}
    return manager.post(f"/api/v1/stores/{store}/roster/publication", body)


def test_a_draft_is_published_once_and_tells_only_whose_shifts_changed(manager, store, anna):
    other = make_person()
    people.grant_store(other.id, store)
    written = write(manager, store, week(anna), week(other)).json()
    assert written["revision"] == 1 and not written["is_published"] and written["conflicts"] == []
    assert write(manager, store, revision=0).json()["code"] == "roster-changed"
    assert publish(manager, store, 1).json()["is_published"]
    write(manager, store, week(anna, starts="11:00"), week(other), revision=1)
    publish(manager, store, 2)
    told = [row.subject for row in published("users", "roster_published")]
    assert told.count(anna.id) == 2 and told.count(other.id) == 1


def test_what_conflicts_is_kept_as_a_draft_and_not_published(manager, store, anna):
    elsewhere = new_id()
    people.name_store(elsewhere, "HEL-1 Kamppi", "Europe/Helsinki", time(5))
    people.grant_store(anna.id, elsewhere)
    there = client(principal(Role.STORE_MANAGER, stores=(elsewhere,)))
    write(there, elsewhere, week(anna))
    publish(there, elsewhere, 1)
    found = write(manager, store, week(anna, starts="17:00", ends="22:00")).json()
    assert found["conflicts"] == [{"user_id": str(anna.id), "kind": "double_booked"}]
    assert publish(manager, store, 1).json()["code"] == "roster-conflicts"
    Employment.objects.filter(user=anna, store_id=store).update(role=Role.COURIER)
    kinds = [
        row["kind"]
        for row in manager.get(f"/api/v1/stores/{store}/roster?monday=2026-11-30").json()["conflicts"]
    ]
    assert kinds == ["not_employed", "double_booked"], "works there, but not as what is planned"
    assert write(manager, store, week(make_person()), revision=1).status_code == 400
    assert write(manager, store, week(anna, starts="10:00+02:00"), revision=1).status_code == 400
    assert write(manager, store, week(anna, date="2026-12-07"), revision=1).status_code == 400


def test_staff_see_what_is_published_clock_in_once_and_out(store, anna, manager):
    own = client(principal(Role.STORE_STAFF, id=anna.id, stores=(store,)))
    today = now().date()
    monday = today - timedelta(days=today.weekday())
    draft = {"monday": f"{monday}", "revision": 0, "shifts": [week(anna, date=f"{monday}", ends="09:59")]}
    manager.put(f"/api/v1/stores/{store}/roster", draft)
    assert own.get("/api/v1/users/me/shifts").json() == {"shifts": [], "clocked_in": None}
    assert own.post("/api/v1/users/me/clock-in", {"store_id": str(store)}).status_code == 201
    again = own.post("/api/v1/users/me/clock-in", {"store_id": str(store)})
    assert again.json()["code"] == AlreadyClockedIn.code
    assert is_anybody_clocked_in(store, now() + timedelta(seconds=1))
    assert own.post("/api/v1/users/me/clock-out", {"break_minutes": 30}).status_code == 400
    assert own.post("/api/v1/users/me/clock-out", {}).json()["clocked_in"] is None
    assert own.post("/api/v1/users/me/clock-out", {}).json()["code"] == "not-clocked-in"
    began = now() - timedelta(days=3)
    forgotten = TimeEntry.objects.create(
        user_id=anna.id, store_id=store, role=Role.STORE_STAFF, started_at=began
    )
    assert not is_anybody_clocked_in(store, now()), "a day waits for nobody for ever"
    assert own.post("/api/v1/users/me/clock-out", {}).json()["clocked_in"] is None
    forgotten.refresh_from_db()
    assert forgotten.ended_at == began + timedelta(hours=24)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry.objects.bulk_create(
            TimeEntry(user_id=anna.id, store_id=store, role=Role.STORE_STAFF) for _ in range(2)
        )


def test_couriers_clock_in_by_their_shift_which_is_an_entry_once(store, anna):
    Employment.objects.filter(user=anna).update(role=Role.COURIER)
    own = client(principal(Role.COURIER, id=anna.id))
    refused = own.post("/api/v1/users/me/clock-in", {"store_id": str(store)})
    assert refused.json()["code"] == "couriers-start-shifts"
    began = now() - timedelta(hours=4)
    ended = ShiftEnded(
        shift_id=new_id(),
        courier_id=anna.id,
        store_id=store,
        started_at=began,
        ended_at=now(),
        worked_minutes=210,
        break_minutes=30,
    )
    time_clock.record_shift(ended)
    time_clock.record_shift(ended)
    assert TimeEntry.objects.get(shift_id=ended.shift_id).break_minutes == 30


def test_a_manager_puts_hours_right_for_a_reason_that_is_kept(store, anna, manager):
    write(manager, store, week(anna))
    publish(manager, store, 1)
    worked = {"started_at": "2026-11-30T08:20:00Z", "ended_at": "2026-11-30T16:00:00Z", "reason": "forgot"}
    at = f"/api/v1/stores/{store}/time-entries"
    entry = manager.post(at, worked | {"user_id": str(anna.id)}, HTTP_IDEMPOTENCY_KEY=str(new_id())).json()
    twice = manager.post(at, worked | {"user_id": str(anna.id)}, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    assert twice.json()["errors"][0]["field"] == "started_at", "nobody works twice at a time"
    sheet = f"/api/v1/stores/{store}/timesheet"
    days = "first=2026-11-30&last=2026-11-30"
    (row,) = manager.get(f"{sheet}?{days}").json()["rows"]
    assert [row[f"{what}_minutes"] for what in ("planned", "worked", "late")] == [450, 460, 20]
    for wrong in ({"ended_at": "2026-11-30T08:00:00Z"}, {"ended_at": "2099-01-01T08:00:00Z"}, {"reason": ""}):
        assert manager.patch(f"{at}/{entry['id']}", worked | wrong).status_code == 400
    changed = worked | {"started_at": "2026-11-30T08:00:00Z", "break_minutes": 30, "reason": "came at ten"}
    assert manager.patch(f"{at}/{entry['id']}", changed).json()["reason"] == "came at ten"
    kept = entries("users").get(kind="users.time_entry_corrected").details
    assert kept["was"]["started_at"] != kept["became"]["started_at"]
    assert "2026-11-30" in manager.get(f"{sheet}.csv?{days}").content.decode()
    assert manager.get(f"{sheet}?first=2026-11-30&last=2027-11-30").status_code == 400
