"""Hiring: invited by mail, accepted, suspended, let go; of one's own store only, and never above one's own role."""

import pytest
from django.test import Client

from apps.users.domain import EMPLOYED_AS, may_end, may_hire
from apps.users.models import Employment, Invitation, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.mails import asked_for, secret
from apps.users.tests.sessions import profile, sign_in
from apps.users.use_cases import people
from dominos.kernel import clock
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.auth.tokens import principal_of
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

stored = pytest.mark.django_db(transaction=True)
INVITED = "users.staff_invited"
GRACE = {"email": "grace@example.com", "name": "Grace"}


def caller(person):
    api = client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {sign_in(person.email).data['access']}")
    return api


@pytest.fixture
def store():
    store = new_id()
    people.name_store(store, "HEL-3 Punavuori")
    return store


@pytest.fixture
def manager(store):
    person = make_person()
    people.grant_store(person.id, store, manager=True)
    return person


def staff_of(api, store):
    return api.get(f"/api/v1/stores/{store}/staff").data


def invite(api, store, role="store_staff", **who):
    return api.post(f"/api/v1/stores/{store}/staff/invitations", {**GRACE, "role": role, **who})


def accept(**fields):
    return client().post("/api/v1/auth/accept-invitation", {"token": secret(INVITED), **fields})


@pytest.mark.parametrize(
    ("own", "hires", "ends"),
    [
        (Role.ADMIN, set(EMPLOYED_AS), set(EMPLOYED_AS)),
        (Role.STORE_MANAGER, set(EMPLOYED_AS), {Role.STORE_STAFF, Role.COURIER}),
        (Role.CUSTOMER, set(), set()),
        (Role.SUPPORT, set(), set()),
    ],
)
def test_nobody_hires_above_their_role_or_lets_go_whoever_stands_as_high(own, hires, ends):
    assert {role for role in EMPLOYED_AS if may_hire([own], role)} == hires
    assert {role for role in EMPLOYED_AS if may_end([own], role)} == ends
    assert not may_hire([own], Role.ADMIN) or own == Role.ADMIN


@stored
def test_one_leaves_ones_own_job_whatever_ones_role_and_nobody_elses(store, manager):
    api, other = caller(manager), make_person()
    people.grant_store(other.id, store)
    (job,) = api.get("/api/v1/users/me/employments").data
    assert (job["store_name"], job["role"], job["suspended_at"]) == ("HEL-3 Punavuori", "store_manager", None)
    foreign = Employment.objects.get(user=other).id
    assert api.delete(f"/api/v1/users/me/employments/{foreign}").status_code == 404
    assert api.delete(f"/api/v1/users/me/employments/{job['id']}").status_code == 204
    assert list(Employment.objects.values_list("user_id", flat=True)) == [other.id]
    assert sign_in(manager.email).status_code == 200
    assert "store_manager" not in User.objects.get(id=manager.id).roles
    assert staff_of(caller(manager), store).get("members") is None
    assert entries("users").filter(kind="users.staff_left", actor_id=manager.id).exists()


@stored
def test_somebody_new_accepts_with_a_password_works_is_suspended_comes_back_and_is_let_go(store, manager):
    api = caller(manager)
    assert invite(api, store).status_code == 202
    (asked,) = asked_for(INVITED)
    assert (asked["email"], asked["store_name"], asked["role"]) == (
        GRACE["email"],
        "HEL-3 Punavuori",
        "store_staff",
    )
    assert [row["email"] for row in staff_of(api, store)["invitations"]] == [GRACE["email"]]
    assert accept().data["code"] == "invalid" and accept(password="short").status_code == 400
    token = secret(INVITED)
    assert accept(password=PASSWORD).status_code == 200
    assert client().post("/api/v1/auth/accept-invitation", {"token": token}).data["code"] == "link-not-valid"

    pair = sign_in(GRACE["email"]).data
    who = principal_of(pair["access"])
    assert who.roles == {Role.CUSTOMER, Role.STORE_STAFF} and who.store_ids == {store}
    listed = staff_of(api, store)
    grace = next(row for row in listed["members"] if row["name"] == "Grace")
    assert grace["may_change"] and not listed["invitations"]
    own = next(row for row in listed["members"] if row["user_id"] == str(manager.id))
    assert not own["may_change"]

    url = f"/api/v1/stores/{store}/staff/{grace['id']}"
    suspended = api.patch(url, {"is_suspended": True})
    assert suspended.status_code == 200 and suspended.data["suspended_at"]
    assert profile(pair["access"]).status_code == 401
    assert principal_of(sign_in(GRACE["email"]).data["access"]).roles == {Role.CUSTOMER}
    assert api.patch(url, {"is_suspended": False}).data["suspended_at"] is None
    assert principal_of(sign_in(GRACE["email"]).data["access"]).store_ids == {store}
    assert api.delete(url).status_code == 204 and api.delete(url).status_code == 404
    assert principal_of(sign_in(GRACE["email"]).data["access"]).roles == {Role.CUSTOMER}
    assert [each["state"] for each in asked_for("users.staff_changed")] == [
        "active",
        "suspended",
        "active",
        "left",
    ]
    kinds = entries("users").filter(kind__startswith="users.staff_").order_by("id")
    assert [(row.kind.removeprefix("users.staff_"), row.actor_id is not None) for row in kinds] == [
        ("invited", True),
        ("joined", False),
        ("suspended", True),
        ("joined", False),
        ("left", True),
    ]


@stored
def test_who_has_an_account_keeps_password_and_name_and_may_work_at_several_stores(store, manager):
    person = make_person(email=GRACE["email"])
    elsewhere = new_id()
    people.grant_store(person.id, elsewhere)
    api = caller(manager)
    invite(api, store, name="Somebody else")
    assert accept().status_code == 200
    assert User.objects.get(id=person.id).name == person.name
    row = Employment.objects.get(user=person, store_id=store)
    assert api.delete(f"/api/v1/stores/{store}/staff/{row.id}").status_code == 204
    who = principal_of(sign_in(person.email).data["access"])
    assert who.store_ids == {elsewhere} and Role.STORE_STAFF in who.roles


@stored
def test_a_courier_gets_the_role_and_no_right_over_the_store(store, manager):
    invite(caller(manager), store, role="courier")
    accept(password=PASSWORD)
    who = principal_of(sign_in(GRACE["email"]).data["access"])
    assert who.roles == {Role.CUSTOMER, Role.COURIER} and not who.store_ids
    (told,) = asked_for("users.staff_changed")
    assert (told["role"], told["name"], told["store_id"]) == ("courier", "Grace", str(store))


@stored
def test_of_another_store_nobody_learns_or_changes_anything(store, manager):
    other, chief = make_person(), make_person(Role.ADMIN)
    people.grant_store(other.id, new_id(), manager=True)
    stranger, row = caller(other), Employment.objects.get(user=manager)
    assert staff_of(stranger, store)["code"] == "not-found"
    assert invite(stranger, store).status_code == 404
    for call in (
        stranger.delete(f"/api/v1/stores/{store}/staff/{row.id}"),
        stranger.patch(f"/api/v1/stores/{store}/staff/{row.id}", {"is_suspended": True}),
    ):
        assert call.status_code == 404
    assert caller(manager).delete(f"/api/v1/stores/{store}/staff/{row.id}").data["code"] == "above-own-role"
    assert caller(make_person()).get(f"/api/v1/stores/{store}/staff").status_code == 403
    admin = caller(chief)
    assert invite(admin, new_id()).status_code == 404
    assert admin.delete(f"/api/v1/stores/{store}/staff/{row.id}").status_code == 204


@stored
def test_an_invitation_ends_after_a_week_when_withdrawn_and_with_the_address(store, manager):
    with clock.stopped() as time:
        api = caller(manager)
        invite(api, store)
        invite(api, store)
        assert len(asked_for(INVITED)) == 1, "not at once again"
        time.advance(hours=2)
        api = caller(manager)
        first = secret(INVITED)
        invite(api, store)
        assert len(asked_for(INVITED)) == 2 and Invitation.objects.count() == 1
        late = client().post("/api/v1/auth/accept-invitation", {"token": first, "password": PASSWORD})
        assert late.data["code"] == "link-not-valid"
        grace = User.objects.get(email=GRACE["email"])
        grace.email = "moved@example.com"
        grace.save(update_fields=["email"])
        assert accept(password=PASSWORD).data["code"] == "link-not-valid"
        grace.email = GRACE["email"]
        grace.save(update_fields=["email"])
        row = Invitation.objects.get()
        token = secret(INVITED)
        assert api.delete(f"/api/v1/stores/{store}/staff/invitations/{row.id}").status_code == 204
        gone = client().post("/api/v1/auth/accept-invitation", {"token": token, "password": PASSWORD})
        assert gone.data["code"] == "link-not-valid"
        invite(api, store)
        time.advance(days=8)
        with pytest.raises(Exception, match="Not found"):
            secret(INVITED)


@stored
def test_the_page_of_the_link_asks_newcomers_for_a_password_and_others_for_none(store, manager):
    invite(caller(manager), store)
    page = f"/join/{secret(INVITED)}"
    assert b"New password" in Client().get(page).content
    weak = Client().post(page, {"password": "short"})
    assert weak.status_code == 400 and b"New password" in weak.content
    assert b"Welcome to the store" in Client().post(page, {"password": PASSWORD}).content
    invite(caller(manager), store, role="courier")
    page = f"/join/{secret(INVITED)}"
    assert b"New password" not in Client().get(page).content
    assert Client().post(page).status_code == 200
    assert Employment.objects.filter(user__email=GRACE["email"]).count() == 2
