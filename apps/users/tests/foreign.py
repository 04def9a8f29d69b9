"""What belongs to somebody else, for the test that nobody gets at it."""

from typing import Any
from uuid import UUID

from apps.users.domain import FactorKind
from apps.users.models import DataExport, Employment, Identity, Invitation, Phone, SecondFactor, Session
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.use_cases import people, profile, sessions, staff, time_clock
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

ASKED = {"email": "grace@example.com", "name": "Grace", "role": "store_staff"}


def foreign_urls() -> list[tuple[Any, ...]]:
    """Calls about one person's things, and about the people of a store."""
    return [*_of_a_person(), *_of_a_store()]


def _of_a_store() -> list[tuple[Any, ...]]:
    store, person = new_id(), make_person()
    people.name_store(store, "HEL-3 Punavuori")
    people.grant_store(person.id, store)
    staff.invite(
        Principal(id=new_id(), roles=frozenset({Role.ADMIN})), store, **ASKED | {"role": Role.STORE_STAFF}
    )
    team = f"/api/v1/stores/{store}/staff"
    employed = f"{team}/{Employment.objects.get(user=person).id}"
    return [
        ("GET", team),
        ("POST", f"{team}/invitations", ASKED),
        ("DELETE", f"{team}/invitations/{Invitation.objects.get(store_id=store).id}"),
        ("PATCH", employed, {"is_suspended": True}),
        ("DELETE", employed),
        *_of_a_roster(store, person.id),
    ]


def _of_a_roster(store: UUID, person_id: UUID) -> list[tuple[Any, ...]]:
    here, week = f"/api/v1/stores/{store}", {"monday": "2026-11-30"}
    entry = time_clock.clock_in(person_id, store)
    worked = {"started_at": "2026-11-30T08:00Z", "ended_at": "2026-11-30T16:00Z", "reason": "forgotten"}
    days = "first=2026-11-30&last=2026-11-30"
    return [
        ("GET", f"{here}/roster?monday=2026-11-30"),
        ("PUT", f"{here}/roster", {**week, "revision": 0, "shifts": []}),
        ("POST", f"{here}/roster/publication", {**week, "revision": 0}),
        ("GET", f"{here}/timesheet?{days}"),
        ("GET", f"{here}/timesheet.csv?{days}"),
        ("POST", f"{here}/time-entries", {**worked, "user_id": str(person_id)}),
        ("PATCH", f"{here}/time-entries/{entry.id}", worked),
        ("POST", "/api/v1/users/me/clock-in", {"store_id": str(store)}),
    ]


def _of_a_person() -> list[tuple[Any, ...]]:
    person = make_person()
    home = profile.add_address(
        person.id, street="Main", house_number="1", postcode="1", city="X", lat=0.0, lon=0.0
    )
    sessions.sign_in(email=person.email, password=PASSWORD)
    session = Session.objects.get(user=person)
    factor = SecondFactor.objects.create(user=person, kind=FactorKind.TOTP)
    linked = Identity.objects.create(user=person, provider="google", issuer="https://x.example", subject="1")
    phone = Phone.objects.create(user=person, number="040 1234567")
    job = Employment.objects.create(user=person, store_id=new_id(), role=Role.COURIER)
    export = DataExport.objects.create(user=person, made_at=now(), content=b"theirs")
    return [
        *((method, f"/api/v1/users/me/addresses/{home.id}") for method in ("GET", "PATCH", "DELETE")),
        ("DELETE", f"/api/v1/users/me/sessions/{session.id}"),
        ("DELETE", f"/api/v1/users/me/second-factors/{factor.id}"),
        ("DELETE", f"/api/v1/users/me/identities/{linked.id}"),
        ("DELETE", f"/api/v1/users/me/employments/{job.id}"),
        ("DELETE", f"/api/v1/users/me/phones/{phone.id}"),
        ("POST", f"/api/v1/users/me/phones/{phone.id}/usual"),
        ("POST", f"/api/v1/users/me/exports/{export.id}/file", {"password": PASSWORD}),
    ]
