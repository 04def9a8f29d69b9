"""Where somebody is signed in."""

import pytest
from django.core.management import call_command

from apps.users.credentials.devices import in_words
from apps.users.models import MAX_DEVICE, Revocation, Session, User
from apps.users.queries.rights import access_lifetime
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.sessions import log_out, profile, refresh, sign_in
from dominos.kernel import clock
from dominos.kernel.auth.rights import revocations
from dominos.kernel.auth.tokens import principal_of
from dominos.kernel.testing.api import client
from dominos.kernel.testing.messages import published

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/users/me/sessions"


def api(pair):
    caller = client()
    caller.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access']}")
    return caller


def test_a_person_sees_where_they_are_signed_in():
    with clock.stopped() as time:
        person = make_person()
        phone = sign_in(person.email, HTTP_USER_AGENT="a phone").data
        time.advance(minutes=20)
        sign_in(person.email, HTTP_USER_AGENT="x" * 300)
        sign_in(make_person().email)
        phone = refresh(phone["refresh"], "a phone").data
        laptop, same = api(phone).get(PATH).data["results"]
    assert (same["device"], same["is_current"], laptop["is_current"]) == ("a phone", True, False)
    assert same["began_at"] < same["seen_at"] and len(laptop["device"]) == MAX_DEVICE


def test_a_person_is_told_of_each_new_device_once_and_never_of_the_first():
    person = make_person()
    pixel = (
        "Mozilla/5.0 (Linux; Android 14; see-evil.example Build/1) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/120.0.0.0 Mobile Safari/537.36"
    )
    for device in ("a phone", "a phone", pixel, "a phone", pixel, "Win at http://evil.example"):
        sign_in(person.email, HTTP_USER_AGENT=device)
    told = [event.data["device"] for event in published("users", "signed_in_anew", subject=person.id)]
    assert told == ["Chrome Mobile on Android", ""], "nobody writes into a mail of ours"


def test_a_person_signs_out_somewhere_else():
    person = make_person()
    here, there, elsewhere = (sign_in(person.email).data for _ in range(3))
    other = Session.objects.order_by("id")[1]
    assert api(here).delete(f"{PATH}/{other.id}").status_code == 204
    assert (profile(there["access"]).status_code, refresh(there["refresh"]).status_code) == (401, 401)
    assert profile(here["access"]).status_code == profile(elsewhere["access"]).status_code == 200
    assert api(here).delete(f"{PATH}/{other.id}").status_code == 404

    assert api(here).delete(PATH).status_code == 204
    assert refresh(elsewhere["refresh"]).status_code == 401
    assert refresh(here["refresh"]).status_code == 200
    assert Session.objects.count() == 1


def test_whoever_sits_down_at_an_open_page_ends_no_session_without_the_password():
    with clock.stopped() as time:
        person = make_person()
        here = sign_in(person.email).data
        there = sign_in(person.email).data
        time.advance(minutes=16)
        caller = api(refresh(here["refresh"]).data)
        asked = caller.post("/api/v1/auth/step-up").json()
        assert caller.delete(PATH).json()["code"] == "step-up-required" and asked["kinds"] == ["password"]
        answer = {"challenge": asked["challenge"], "password": "not mine"}
        assert caller.post("/api/v1/auth/step-up/answer", answer).status_code == 422
        said = caller.post("/api/v1/auth/step-up/answer", {**answer, "password": PASSWORD}).json()
        assert said["recovery_codes"] == [] and api(said).delete(PATH).status_code == 204
        assert refresh(there["refresh"]).status_code == 401


@pytest.mark.parametrize("changes", [{"is_active": False}, {"is_verified": False}, {"password": "another"}])
def test_whatever_way_a_person_is_locked_out_they_are_signed_in_nowhere(changes):
    person, other = make_person(), make_person()
    for someone in (person, other):
        sign_in(someone.email)
    User.objects.filter(id=person.id).update(**changes)
    assert [session.user_id for session in Session.objects.all()] == [other.id]


def test_where_no_token_can_be_renewed_nobody_is_signed_in():
    with clock.stopped() as time:
        person = make_person()
        sign_in(person.email)
        time.advance(days=31)
        here = sign_in(person.email).data
        (session,) = api(here).get(PATH).data["results"]
    assert session["is_current"]


def test_signing_out_ends_the_session_and_disturbs_no_other_screen_of_a_shared_account():
    person = make_person()
    pair, other = sign_in(person.email).data, sign_in(person.email).data
    assert log_out(pair["refresh"]).status_code == 204
    assert (refresh(pair["refresh"]).status_code, profile(pair["access"]).status_code) == (401, 401)
    assert profile(other["access"]).status_code == 200
    assert Session.objects.count() == 1


def test_what_ended_longer_ago_than_a_token_lives_makes_the_list_of_lost_rights_no_longer():
    with clock.stopped() as time:
        person = make_person()
        for _ in range(3):
            sign_in(person.email)
        time.at += access_lifetime()
        here = sign_in(person.email).data
        api(here).delete(PATH)
        assert not Revocation.objects.exists()
        log_out(here["refresh"])
        assert Revocation.objects.count() == 1


@pytest.fixture
def for_this_test_only(db):
    """What this process believes of everybody's tokens ends with the test, as the rows do."""
    yield
    Revocation.objects.all().delete()
    revocations.forget()
    revocations.refresh()


@pytest.mark.usefixtures("for_this_test_only")
def test_everybody_is_signed_out_at_once_and_signs_in_again():
    people = [make_person() for _ in range(2)]
    before = [sign_in(person.email).data for person in people]
    guest = client().post("/api/v1/auth/guest").data["access"]
    call_command("end_sessions", "--everybody")
    assert {profile(pair["access"]).status_code for pair in before} == {401}
    assert {refresh(pair["refresh"]).status_code for pair in before} == {401}
    assert profile(sign_in(people[0].email).data["access"]).status_code == 200
    assert not principal_of(guest).epoch


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 "
            "Mobile Safari/537.36",
            "Chrome on Android, Pixel 8",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox on Windows",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("Somebody's phone", "Somebody's phone"),
        ("", ""),
    ],
)
def test_a_device_is_told_in_words(says, words):
    assert in_words(says) == words
