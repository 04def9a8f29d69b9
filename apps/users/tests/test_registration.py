"""Registering and proving the e-mail."""

import hashlib
import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from apps.users.credentials.secrets import token_of
from apps.users.models import EmailVerification, User
from apps.users.tests.builders import PASSWORD, make_person
from dominos.kernel import clock
from dominos.kernel.retention import purge
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db(transaction=True)
ADA = {"email": "Ada@Example.com", "password": PASSWORD, "name": "Ada", "phone": "+49 30 1234567"}


def register(**changes):
    return client().post("/api/v1/auth/register", {**ADA, **changes})


def verify(token):
    return client().post("/api/v1/auth/verify-email", {"token": token})


def sign_in(email="ada@example.com", password=PASSWORD):
    return client().post("/api/v1/auth/token", {"email": email, "password": password})


def mailed(type="users.email_verification_requested"):
    """The data of the events, oldest first."""
    return [m.data for m in apps.get_model("users", "OutboxMessage").objects.filter(type=type).order_by("id")]


def tokens(type="users.email_verification_requested"):
    """What the mails carry, oldest first."""
    return [token_of(UUID(data["proof_id"])) for data in mailed(type)]


def test_a_customer_registers_proves_the_address_and_signs_in():
    assert register().status_code == 202
    answer = sign_in()
    assert (answer.status_code, answer.data["code"]) == (403, "email-not-verified")

    assert verify(tokens()[0]).status_code == 200

    user = User.objects.get(email="ada@example.com")
    assert user.is_verified and user.roles == {"customer"}
    assert mailed("users.email_verified") == [{"user_id": str(user.id)}]
    assert sign_in("ADA@example.COM").status_code == 200


def test_a_token_works_once():
    register()
    token = tokens()[0]
    verify(token)
    again = verify(token)
    assert (again.status_code, again.data["code"]) == (422, "link-not-valid")


def test_a_token_works_for_a_day():
    with clock.stopped() as time:
        register()
        register(email="bob@example.com")
        first, second = tokens()
        time.advance(hours=23, minutes=59)
        assert verify(first).status_code == 200
        time.advance(minutes=1)
        assert verify(second).status_code == 422
    assert not User.objects.get(email="bob@example.com").is_verified


def test_an_unknown_token_is_refused():
    assert verify("never-issued").data["code"] == "link-not-valid"


def test_neither_the_database_nor_a_message_holds_the_token():
    register()
    token = tokens()[0]
    stored = [vars(EmailVerification.objects.get()), *mailed()]
    assert not any(token in str(row) for row in stored)


def test_the_answer_does_not_tell_whether_the_address_is_known():
    make_person(email="known@example.com")
    unknown, known = register(), register(email="known@example.com")
    resent = [
        client().post("/api/v1/auth/resend-verification", {"email": email})
        for email in ("ada@example.com", "known@example.com", "nobody@example.com")
    ]
    answers = [unknown, known, *resent]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1


def test_a_known_person_hears_of_it_and_keeps_their_password():
    person = make_person(email="known@example.com")
    register(email="known@example.com", password="another good one", name="Mallory")
    assert [e["user_id"] for e in mailed("users.registration_repeated")] == [str(person.id)]
    assert mailed() == []
    assert sign_in("known@example.com").status_code == 200
    assert User.objects.get(id=person.id).name == "Ada"


def test_proving_the_address_accepts_the_registration_of_that_mail():
    register(name="Ada")
    register(name="Mallory", password="stranger than fiction")
    verify(tokens()[0])
    assert User.objects.get().name == "Ada"
    assert sign_in().status_code == 200
    assert sign_in(password="stranger than fiction").status_code == 401
    assert verify(tokens()[1]).status_code == 422


def resend():
    return client().post("/api/v1/auth/resend-verification", {"email": "ada@example.com"})


def test_another_link_can_be_asked_for_each_minute():
    with clock.stopped() as time:
        register()
        assert resend().status_code == 202 and len(tokens()) == 1
        time.advance(seconds=61)
        resend()
    first, second = tokens()
    assert first != second
    assert verify(second).status_code == 200
    assert sign_in().status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "ada@example.com"}, "password"),
        ({"password": True}, "password"),
        ({"email": "not an address"}, "email"),
        ({"email": ["a@example.com"]}, "email"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"phone": "call me"}, "phone"),
        ({"locale": "tlh"}, "locale"),
        ({"is_superuser": True}, "is_superuser"),
        ({"roles": ["admin"]}, "roles"),
    ],
)
def test_bad_input_is_told_field_by_field_and_leaves_no_trace(changes, field):
    answer = register(**changes)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.data["errors"]]
    assert not User.objects.exists() and not EmailVerification.objects.exists() and not mailed()


def test_malformed_json_is_a_400():
    answer = client().post("/api/v1/auth/register", b"{", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_an_email_is_unique_whatever_its_case():
    make_person(email="Ada@example.com")
    for email in ("ada@example.com", "ADA@example.com"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(email=email, name="Twin")])


def test_the_same_key_registers_once():
    headers = {"HTTP_IDEMPOTENCY_KEY": "k1"}
    answers = [client().post("/api/v1/auth/register", ADA, **headers) for _ in range(2)]
    assert [a.status_code for a in answers] == [202, 202]
    assert len(mailed()) == 1


@pytest.mark.parametrize("other", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_USER_AGENT": "another"}])
def test_the_key_of_somebody_who_is_not_signed_in_is_their_client_s_alone(other):
    headers = {"HTTP_IDEMPOTENCY_KEY": "k1"}
    answers = [client().post("/api/v1/auth/register", ADA, **headers, **who) for who in ({}, other, {})]
    assert [a.status_code for a in answers] == [202, 202, 202]
    assert [a.headers.get("Idempotency-Replayed") for a in answers] == [None, None, "true"]


def test_a_stored_request_does_not_help_to_guess_its_password():
    body = json.dumps(ADA).encode()
    headers = {"HTTP_IDEMPOTENCY_KEY": "k1"}
    client().post("/api/v1/auth/register", body, content_type="application/json", **headers)
    record = apps.get_model("users", "IdempotencyRecord").objects.get()
    assert record.fingerprint != hashlib.sha256(b"POST /api/v1/auth/register\n" + body).hexdigest()


def test_a_used_up_day_is_a_day():
    with clock.stopped() as time:
        register()
        assert EmailVerification.objects.get().expires_at == time.at + timedelta(hours=24)


def test_the_mailed_link_opens_a_page_whose_button_verifies():
    register()
    url = f"/verify-email/{tokens()[0]}"
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(url)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert not User.objects.get().is_verified
    assert browser.post(url).status_code == 403
    form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    assert browser.post(url, form).status_code == 200
    assert User.objects.get().is_verified
    assert browser.post(url, form).status_code == 422


def test_what_expired_is_forgotten():
    with clock.stopped() as time:
        register()
        register(email="bob@example.com")
        verify(tokens()[1])
        sign_in("bob@example.com")
        purge("users")
        assert EmailVerification.objects.count() == OutstandingToken.objects.count() == 1
        time.advance(days=31)
        purge("users")
        assert not EmailVerification.objects.exists() and not OutstandingToken.objects.exists()
        purge("users")  # who did not prove their address by then is forgotten, too
    assert [user.is_verified for user in User.objects.all()] == [True]
