"""Forgotten and changed passwords, codes, other e-mail addresses."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.users.credentials.secrets import token_of
from apps.users.domain import GOOD_FOR, MAX_CODE_ATTEMPTS, MAX_PASSWORD, Purpose
from apps.users.models import Proof, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.factors import give_app
from apps.users.tests.mails import asked_for, secret
from apps.users.tests.sessions import profile, refresh, sign_in
from apps.users.use_cases import factors, recovery
from apps.users.use_cases.mailbox_requests import register
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "another battery staple"
ADA, COUNTESS = "ada@example.com", "countess@example.com"
RESET, CODE = "users.password_reset_requested", "users.sign_in_code_requested"
CHANGE, CHANGED = "users.email_change_requested", "users.email_changed"
PUBLIC = ("forgotten-password", "code")


def post(path, access="", **fields):
    api = client()
    if access:
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return api.post(f"/api/v1/{path}", fields)


def reset(token, password=NEW):
    return post("auth/reset-password", token=token, password=password)


def sessions_end(pair):
    return (profile(pair["access"]).status_code, refresh(pair["refresh"]).status_code) == (401, 401)


def test_a_forgotten_password_is_set_anew_once_and_ends_all_sessions():
    person = make_person(email=ADA)
    pair = sign_in(ADA).data
    assert post("auth/forgotten-password", email="ADA@example.com").status_code == 202
    token = secret(RESET)

    assert reset(token).status_code == 200

    assert sign_in(ADA).status_code == 401 and sign_in(ADA, NEW).status_code == 200
    assert sessions_end(pair)
    assert asked_for("users.password_changed") == [{"user_id": str(person.id)}]
    again = reset(token, PASSWORD)
    assert (again.status_code, again.data["code"]) == (422, "link-not-valid")


@pytest.mark.parametrize("path", [*PUBLIC, "resend-verification", "register", "token/code"])
def test_nobody_learns_who_has_an_account_by_the_answer_nor_by_what_is_done_for_it(path, monkeypatch):
    off = make_person(email=COUNTESS)
    User.objects.filter(id=off.id).update(is_active=False)
    recovery.request_code(email=make_person(email=ADA).email)
    register(email="waits@example.com", password=PASSWORD, name="W")
    monkeypatch.setattr("dominos.kernel.messaging.outbox.send_out", lambda deliveries: None)  # to a worker
    fields = {"register": {"password": PASSWORD, "name": "X"}, "token/code": {"code": "000000"}}
    answers, done = [], []
    for email in (ADA, COUNTESS, "waits@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as asked:
            answers.append(post(f"auth/{path}", email=email, **fields.get(path, {})))
        done.append([re.sub(r"'[^']*'|\\\\x[0-9a-f]+|[0-9]+", "?", query["sql"]) for query in asked])
    said = [answer.json() | {"request_id": answer.status_code} for answer in answers]
    assert said[1:] == said[:-1]
    assert done[0] and done[1:] == done[:-1], "one of them takes another time"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_stranger_fills_no_mailbox(path):
    make_person(email=ADA)
    with clock.stopped() as time:
        for seconds in (0, 30, 31):
            time.advance(seconds=seconds)
            post(f"auth/{path}", email=ADA)
    assert len(asked_for(RESET) + asked_for(CODE)) == 2
    assert Proof.objects.count() == 1  # the link of before ends with the next


def test_a_link_is_good_for_its_time_and_its_purpose_alone():
    make_person(email=ADA)
    with clock.stopped() as time:
        post("auth/forgotten-password", email=ADA)
        token = secret(RESET)
        assert post("auth/confirm-email", token=token).status_code == 422
        assert post("auth/undo-email", token=token).status_code == 422
        assert post("auth/verify-email", token=token).status_code == 422
        time.advance(seconds=GOOD_FOR[Purpose.RESET_PASSWORD].total_seconds())
        assert reset(token).status_code == 422
    assert sign_in(ADA).status_code == 200


def test_a_token_that_was_never_mailed_is_refused():
    for token in ("x", "a.b", token_of(new_id()), f"{new_id().hex}.AAAA"):
        assert reset(token).data["code"] == "link-not-valid"


@pytest.mark.parametrize("bad", ["password123", "short", "x" * (MAX_PASSWORD + 1)])
def test_a_bad_password_is_told_and_the_link_stays_good(bad):
    make_person(email=ADA)
    post("auth/forgotten-password", email=ADA)
    token = secret(RESET)
    page = Client().post(f"/reset-password/{token}", {"password": bad})
    assert page.status_code == 400 and b'role="alert"><p>' in page.content
    answer = reset(token, bad)
    assert answer.status_code == 400 and answer.data["errors"][0]["field"] == "password"
    assert reset(token).status_code == 200


def test_no_message_and_no_row_holds_what_opens_an_account():
    make_person(email=ADA)
    post("auth/forgotten-password", email=ADA)
    post("auth/code", email=ADA)
    stored = f"{[vars(proof) for proof in Proof.objects.all()]} {asked_for(RESET)} {asked_for(CODE)}"
    assert secret(RESET) not in stored and secret(CODE) not in stored


def test_a_person_changes_their_password_and_stays_signed_in_where_they_did():
    make_person(email=ADA)
    here, elsewhere = sign_in(ADA).data, sign_in(ADA).data
    path = "users/me/password"

    wrong = post(path, here["access"], current_password="not mine", password=NEW)
    assert (wrong.status_code, wrong.data["code"]) == (422, "wrong-password")
    weak = post(path, here["access"], current_password=PASSWORD, password="short")
    assert weak.data["errors"][0]["field"] == "password"
    changed = post(path, here["access"], current_password=PASSWORD, password=NEW)

    assert changed.status_code == 200 and profile(changed.data["access"]).status_code == 200
    assert sessions_end(elsewhere)
    assert sign_in(ADA, NEW).status_code == 200


def test_a_stolen_token_does_not_help_to_guess_the_password():
    make_person(email=ADA)
    access = sign_in(ADA).data["access"]
    codes = [
        post("users/me/email", access, email=COUNTESS, password=f"guess {n}").status_code for n in range(12)
    ]
    assert codes == [422] * 10 + [429] * 2


def test_a_mailed_code_signs_in_once():
    make_person(email=ADA)
    post("auth/code", email=ADA)
    code = secret(CODE)
    pair = post("auth/token/code", email=ADA, code=code)
    assert pair.status_code == 200 and profile(pair.data["access"]).data["email"] == ADA
    again = post("auth/token/code", email=ADA, code=code)
    assert (again.status_code, again.data["code"]) == (401, "code-not-valid")


def test_what_is_mailed_is_good_under_the_key_of_before(settings):
    make_person(email=ADA)
    post("auth/forgotten-password", email=ADA)
    post("auth/code", email=ADA)
    code, token = secret(CODE), secret(RESET)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one " * 5
    assert post("auth/token/code", email=ADA, code=code).status_code == 200
    assert reset(token).status_code == 200


def test_a_code_is_no_good_to_who_may_not_sign_in():
    person = make_person(email=ADA)
    post("auth/code", email=ADA)
    code = secret(CODE)
    User.objects.filter(id=person.id).update(is_verified=False)
    assert post("auth/token/code", email=ADA, code=code).status_code == 401


def test_a_code_cannot_be_guessed():
    make_person(email=ADA)
    post("auth/code", email=ADA)
    code = secret(CODE)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(MAX_CODE_ATTEMPTS):
        assert post("auth/token/code", email=ADA, code=wrong).status_code == 401
    assert post("auth/token/code", email=ADA, code=code).status_code == 401
    assert post("auth/token/code", email="nobody@example.com", code=code).status_code == 401


def changed_email():
    """The tokens Ada had, after her address became another one."""
    make_person(email=ADA)
    pair = sign_in(ADA).data
    assert post("users/me/email", pair["access"], email=COUNTESS, password=PASSWORD).status_code == 202
    assert sign_in(COUNTESS).status_code == 401
    assert post("auth/confirm-email", token=secret(CHANGE)).status_code == 200
    return pair


def test_an_account_gets_another_address_once_that_is_proved_and_both_hear_of_it():
    changed_email()
    assert sign_in(COUNTESS).status_code == 200 and sign_in(ADA).status_code == 401
    (event,) = asked_for(CHANGED)
    assert (event["previous_email"], event["email"]) == (ADA, COUNTESS)


def test_the_previous_address_takes_its_account_back_within_a_week():
    with clock.stopped() as time:
        pair = changed_email()
        time.advance(days=6, hours=23)
        assert post("auth/undo-email", token=secret(CHANGED)).status_code == 200
        assert User.objects.get().email == ADA
        assert sign_in(ADA).status_code == 401
        assert sessions_end(pair)
        assert reset(secret(RESET)).status_code == 200
        assert sign_in(ADA, NEW).status_code == 200


def test_whoever_is_undone_cannot_undo_it_with_what_was_mailed_to_them():
    pair = changed_email()
    back = secret(CHANGED)
    post("users/me/email", pair["access"], email="third@example.com", password=PASSWORD)
    assert post("auth/confirm-email", token=secret(CHANGE)).status_code == 200
    theirs = secret(CHANGED)
    assert post("auth/undo-email", token=back).status_code == 200
    assert post("auth/undo-email", token=theirs).data["code"] == "link-not-valid"
    assert User.objects.get().email == ADA


def test_only_the_last_address_that_was_asked_for_can_be_confirmed():
    make_person(email=ADA)
    access = sign_in(ADA).data["access"]
    tokens = []
    for email in ("first@example.com", COUNTESS):
        post("users/me/email", access, email=email, password=PASSWORD)
        tokens.append(secret(CHANGE))
    assert [post("auth/confirm-email", token=token).status_code for token in tokens] == [422, 200]


def test_a_week_later_it_is_too_late():
    with clock.stopped() as time:
        changed_email()
        token = secret(CHANGED)
        time.advance(days=7)
        assert post("auth/undo-email", token=token).status_code == 422


def test_an_address_that_belongs_to_somebody_stays_theirs_and_nobody_learns_of_them():
    make_person(email=COUNTESS)
    make_person(email=ADA)
    access = sign_in(ADA).data["access"]
    assert post("users/me/email", access, email=COUNTESS, password=PASSWORD).status_code == 202
    refused = post("auth/confirm-email", token=secret(CHANGE))
    assert (refused.status_code, refused.data["code"]) == (409, "email-taken")
    assert sign_in(COUNTESS).status_code == 200


def test_a_registration_that_nobody_proved_is_no_claim_on_an_address():
    changed_email()
    register(email=ADA, password="stranger than fiction", name="Mallory")
    assert post("auth/undo-email", token=secret(CHANGED)).status_code == 200
    assert User.objects.get().email == ADA


def test_taking_the_account_back_ends_second_factors_of_whoever_had_it():
    with clock.stopped() as time:
        person = make_person(email=ADA)
        own = give_app(person)
        time.advance(days=2)
        recovery.request_email(person.id, email=COUNTESS, password=PASSWORD)
        give_app(person)
        recovery.change_email(token=secret(CHANGE))
        factors.new_codes(person)
        time.advance(days=3)
        assert post("auth/undo-email", token=secret(CHANGED)).status_code == 200
    assert list(person.second_factors.all()) == [own] and not person.recovery_codes.exists()
    assert asked_for("users.second_factors_changed") == [{"user_id": str(person.id)}]
