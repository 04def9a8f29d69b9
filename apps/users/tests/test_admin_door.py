"""The admin's door: a second factor, and sessions that end."""

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.users.contract.service import UsersService
from apps.users.domain import RECOVERY_CODES
from apps.users.models import SecondFactor, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.factors import code, give_app
from apps.users.tests.mails import asked_for
from apps.users.use_cases import recovery
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.services import service

pytestmark = pytest.mark.django_db(transaction=True)
DOOR = "/admin/second-factor/"


def enter(person):
    """The browser of somebody who gave their password."""
    browser = Client()
    form = {"username": person.email, "password": PASSWORD, "next": "/admin/"}
    assert browser.post("/admin/login/", form).status_code == 302
    return browser


def challenge(browser):
    asked = browser.get(DOOR).context
    return (asked["new"] or asked["question"])["challenge"]


def prove(browser, typed, **more):
    return browser.post(DOOR, {"challenge": challenge(browser), "code": typed} | more)


def test_who_has_a_second_factor_proves_it_and_goes_where_they_wanted():
    person = make_person(Role.ADMIN)
    give_app(person)
    browser = enter(person)
    assert browser.get("/admin/").status_code == 302
    asked = browser.get("/admin/users/user/", follow=True)
    assert asked.request["PATH_INFO"] == DOOR and "next=%2Fadmin%2Fusers" in asked.request["QUERY_STRING"]
    assert prove(browser, "000000").status_code == 401
    assert b"recovery code" in prove(browser, code(), next="/admin/users/user/").content
    assert browser.get("/admin/users/user/").status_code == 200
    other = enter(person)
    answer = prove(other, code(later=1), next="https://evil.example/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_staff_who_need_one_set_it_up_at_the_door(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({Role.SUPPORT})
    browser = enter(make_person(Role.SUPPORT))
    assert browser.get("/admin/").status_code == 302
    page = browser.get(DOOR)
    new = page.context["new"]
    assert b"data:image/svg" in page.content
    done = browser.post(DOOR, {"challenge": new["challenge"], "code": code(new["secret"])})
    assert len(done.context["codes"]) == RECOVERY_CODES
    assert browser.get("/admin/").status_code == 200 and SecondFactor.objects.count() == 1
    assert enter(make_person(Role.ADMIN)).get("/admin/").status_code == 200, "whose role needs none"


def test_somebody_elses_answer_opens_nothing():
    mine, other = make_person(Role.ADMIN), make_person(Role.ADMIN)
    give_app(mine)
    give_app(other)
    browser, stranger = enter(mine), enter(other)
    foreign = challenge(browser)
    assert stranger.post(DOOR, {"challenge": foreign, "code": code()}).status_code == 401
    assert stranger.get("/admin/").status_code == 302
    assert Client().get(DOOR)["Location"].startswith("/admin/login/")


def test_a_session_ends_after_half_an_hour_unused_and_after_twelve_hours():
    with clock.stopped() as time:
        browser = enter(make_person(Role.ADMIN))
        lasts = Session.objects.get().expire_date - timezone.now()
        assert 0 < lasts.total_seconds() <= 30 * 60
        Session.objects.update(expire_date=timezone.now() + timezone.timedelta(minutes=1))
        assert browser.get("/admin/").status_code == 200
        assert (Session.objects.get().expire_date - timezone.now()).total_seconds() > 29 * 60, "it is used"
        time.advance(hours=12, seconds=1)
        assert browser.get("/admin/").status_code == 302


def test_rights_are_changed_with_a_recent_second_factor():
    chief, clerk = make_person(Role.ADMIN), make_person(Role.SUPPORT)
    give_app(chief)
    pages = [f"/admin/users/user/{clerk.id}/{page}/" for page in ("change", "password", "delete")]
    with clock.stopped() as time:
        browser = enter(chief)
        prove(browser, code())
        assert {browser.get(page).status_code for page in pages} == {200}
        time.advance(minutes=16)
        assert browser.get("/admin/users/user/").status_code == 200
        for page in (*pages, "/admin/auth/group/add/"):
            for answer in (browser.get(page), browser.post(page, {"post": "yes"})):
                assert answer.status_code == 302 and answer["Location"].startswith(DOOR), page
        action = {"action": "take_factors_away", "confirmed": "yes", "_selected_action": [str(clerk.id)]}
        assert browser.post("/admin/users/user/", action)["Location"].startswith(DOOR)
        prove(browser, code())
        assert browser.post("/admin/users/user/", action)["Location"] == "/admin/users/user/"
    assert User.objects.filter(id=clerk.id).exists()


def test_an_admin_takes_lost_ones_away():
    person = make_person(Role.SUPPORT)
    give_app(person)
    browser = enter(make_person(Role.ADMIN))
    theirs = enter(person)
    prove(theirs, code())
    assert theirs.get("/admin/").status_code == 200
    gone = make_person()
    User.objects.filter(id=gone.id).update(is_active=False)
    action = {
        "action": "take_factors_away",
        "confirmed": "yes",
        "_selected_action": [str(person.id), str(gone.id)],
    }
    answer = browser.post("/admin/users/user/", action, follow=True)
    assert answer.status_code == 200 and f"Taken from {person.email}" in answer.content.decode()
    assert not SecondFactor.objects.exists()
    assert theirs.get("/admin/").status_code == 302


@pytest.mark.parametrize("typed", [{"name": "\0"}, {"code": "1" * 31}, {"passkey": "x" * 20_000}])
def test_what_no_page_of_ours_sends_is_refused(typed):
    person = make_person(Role.ADMIN)
    give_app(person)
    browser = enter(person)
    assert prove(browser, **{"typed": code(), **typed}).status_code == 401


def test_a_password_set_by_an_admin_is_told_and_ends_what_was_mailed():
    person = make_person()
    recovery.request_reset(email=person.email)
    browser = enter(make_person(Role.ADMIN))
    form = {
        "password1": "another horse battery",
        "password2": "another horse battery",
        "usable_password": "true",
    }
    assert browser.post(f"/admin/users/user/{person.id}/password/", {"password1": "x"}).status_code == 200
    assert not asked_for("users.password_changed")
    assert browser.post(f"/admin/users/user/{person.id}/password/", form).status_code == 302
    assert asked_for("users.password_changed") == [{"user_id": str(person.id)}]
    assert not person.proofs.exists()


def test_admins_change_neither_their_own_roles_nor_each_others_password_or_address():
    chief, peer = make_person(Role.ADMIN), make_person(Role.ADMIN)
    browser = enter(chief)
    form = {"name": "Changed", "email": "mine@example.com", "is_active": "on", "locale": "en"}
    rows = {"addresses-TOTAL_FORMS": "0", "addresses-INITIAL_FORMS": "0", "grants-TOTAL_FORMS": "1"}
    grant = {"grants-INITIAL_FORMS": "0", "grants-0-role": "support"}
    for person in (chief, peer):
        assert (
            browser.post(f"/admin/users/user/{person.id}/change/", {**form, **rows, **grant}).status_code
            == 302
        )
        assert User.objects.get(id=person.id).email == person.email
        assert browser.get(f"/admin/users/user/{person.id}/password/").status_code == 403
    assert User.objects.get(id=chief.id).roles == {Role.ADMIN}
    assert User.objects.get(id=peer.id).roles == {Role.ADMIN, Role.SUPPORT}


def key_of(browser):
    return browser.cookies[django_settings.SESSION_COOKIE_NAME].value


def test_other_apps_learn_who_is_in_the_admin_and_what_they_may_do_there():
    users, support = service(UsersService), make_person(Role.SUPPORT)
    browser = enter(support)
    known = users.get_admin_entrant(session=key_of(browser))
    assert (known.id, known.is_superuser, known.second_factor_at) == (support.id, False, None)
    assert "orders.view_order" in known.permissions
    assert users.get_admin_entrant(session="0" * 32) is None
    give_app(support)
    assert users.get_admin_entrant(session=key_of(browser)) is None
    prove(browser, code())
    assert users.get_admin_entrant(session=key_of(browser)).second_factor_at
    User.objects.filter(id=support.id).update(is_active=False)
    assert users.get_admin_entrant(session=key_of(browser)) is None
