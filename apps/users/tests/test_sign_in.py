"""Signing in, refreshing, signing out."""

import threading
from datetime import timedelta

import jwt
import pytest
from django.apps import apps
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from apps.orders.contract.fake import FakeOrdersService, an_order
from apps.orders.contract.service import OrdersService
from apps.users.domain import MAX_SESSION
from apps.users.models import RoleGrant, Session, TokenRotation, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.sessions import log_out, profile, refresh, sign_in
from apps.users.throttles import SignInThrottle
from apps.users.use_cases import people
from apps.users.use_cases.sessions import REFRESH_GRACE
from apps.users.use_cases.tokens import GUEST_SINCE
from dominos.kernel import clock
from dominos.kernel.auth import Role, tokens
from dominos.kernel.auth.tokens import principal_of
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_access_token_tells_who_calls_for_fifteen_minutes():
    person, store = make_person(Role.CUSTOMER), new_id()
    people.grant_store(person.id, store, manager=True)

    answer = sign_in(person.email)

    caller = principal_of(answer.data["access"])
    assert (caller.id, caller.roles, caller.store_ids) == (person.id, {"customer", "store_manager"}, {store})
    claims = jwt.decode(answer.data["access"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == answer.data["expires_in"] == 15 * 60


def test_the_token_opens_the_profile():
    person = make_person()
    api = client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {sign_in(person.email).data['access']}")
    assert api.get("/api/v1/users/me").data["email"] == person.email


def test_wrong_password_and_unknown_email_get_the_same_answer():
    person = make_person()
    wrong, unknown = sign_in(person.email, "not the password"), sign_in("nobody@example.com")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.data["code"] == unknown.data["code"] == "wrong-credentials"
    assert wrong.data["detail"] == unknown.data["detail"]


def test_an_unknown_email_takes_as_long_as_a_wrong_password(monkeypatch):
    person = make_person()
    hashed = hashings(monkeypatch)
    sign_in(person.email, "not the password")
    assert hashed == ["verify"]
    sign_in("nobody@example.com", "not the password")
    assert hashed == ["verify", "encode"]  # one hash of the same cost each


def test_passwords_are_kept_at_the_cost_that_owasp_names():
    hasher = get_hasher()  # in tests it makes hashes at less, and knows its own cost
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (19 * 1024, 2, 1)


def hashings(monkeypatch):
    """A list that gets the name of each step that costs a whole hash from now on."""
    hasher, done = type(get_hasher()), []

    def noted(name, step):
        def inner(*args, **kwargs):
            done.append(name)
            return step(*args, **kwargs)

        return inner

    for name in ("encode", "verify"):
        monkeypatch.setattr(hasher, name, noted(name, getattr(hasher, name)))
    return done


def test_a_person_who_was_switched_off_cannot_sign_in_or_refresh():
    person = make_person()
    pair = sign_in(person.email).data
    User.objects.filter(id=person.id).update(is_active=False)
    assert sign_in(person.email).status_code == 401
    assert refresh(pair["refresh"]).status_code == 401


def test_a_refresh_token_buys_one_new_pair():
    person = make_person()
    first = sign_in(person.email).data["refresh"]
    second = refresh(first)
    assert second.status_code == 200
    third = refresh(second.data["refresh"])
    assert third.status_code == 200 and refresh(third.data["refresh"]).status_code == 200


def test_a_refresh_token_used_by_somebody_else_ends_the_session_for_both():
    person = make_person()
    mine, elsewhere = sign_in(person.email).data, sign_in(person.email).data
    thiefs = refresh(mine["refresh"], "a thief's").data
    again = refresh(mine["refresh"])
    assert (again.status_code, again.data["code"]) == (401, "refresh-token-not-valid")
    assert profile(thiefs["access"]).status_code == 401
    assert refresh(thiefs["refresh"], "a thief's").status_code == 401
    renewed = refresh(elsewhere["refresh"])
    assert profile(renewed.data["access"]).status_code == 200, "who is signed in elsewhere stays so"


def test_however_often_tokens_are_renewed_one_signs_in_again_some_day():
    with clock.stopped() as time:
        person = make_person()
        token = sign_in(person.email).data["refresh"]
        Session.objects.update(ends_at=time.at + timedelta(minutes=1))
        token = refresh(token).data["refresh"]
        time.advance(minutes=1)
        assert refresh(token).status_code == 401
        assert Session.objects.get().ends_at < time.at + MAX_SESSION


def refresh_at_once(token, browsers):
    codes, start = [], threading.Barrier(len(browsers))

    def rival(browser):
        start.wait()
        try:
            codes.append(refresh(token, browser).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=rival, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def test_of_many_clients_at_once_one_refresh_succeeds():
    token = sign_in(make_person().email).data["refresh"]
    assert refresh_at_once(token, [f"browser {n}" for n in range(4)]) == [200] + [401] * 3


def test_tabs_of_one_browser_that_refresh_at_once_all_stay_signed_in_for_that_moment_only():
    token = sign_in(make_person().email).data["refresh"]
    assert refresh_at_once(token, ["one browser"] * 4) == [200] * 4
    TokenRotation.objects.update(at=now() - REFRESH_GRACE)
    assert refresh(token, "one browser").status_code == 401


def test_signing_out_ends_a_token_that_was_exchanged_this_very_moment():
    token = sign_in(make_person().email).data["refresh"]
    assert refresh(token).status_code == 200
    assert log_out(token).status_code == 204
    assert refresh(token).status_code == 401


def test_a_new_password_ends_every_session():
    person = make_person()
    pair = sign_in(person.email).data
    person.set_password("another horse battery")
    person.save()
    assert refresh(pair["refresh"]).status_code == 401
    assert profile(pair["access"]).status_code == 401


def test_a_new_pair_has_the_roles_of_now():
    person = make_person(Role.CUSTOMER, Role.SUPPORT)
    pair = sign_in(person.email).data
    RoleGrant.objects.filter(user=person, role=Role.SUPPORT).delete()
    assert principal_of(refresh(pair["refresh"]).data["access"]).roles == {"customer"}


def test_signing_out_ends_the_refresh_token():
    pair = sign_in(make_person().email).data
    assert log_out(pair["refresh"]).status_code == 204
    assert refresh(pair["refresh"]).status_code == 401
    assert log_out(pair["refresh"]).status_code == 401


@pytest.mark.parametrize("call", [refresh, log_out])
def test_an_access_token_is_no_refresh_token(call):
    pair = sign_in(make_person().email).data
    assert call(pair["access"]).data["code"] == "refresh-token-not-valid"
    assert call("rubbish").status_code == 401


def test_a_refresh_token_is_no_access_token():
    pair = sign_in(make_person().email).data
    api = client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['refresh']}")
    assert api.get("/api/v1/users/me").status_code == 401


def test_the_database_holds_no_refresh_token():
    sign_in(make_person().email)
    assert [row.token for row in OutstandingToken.objects.all()] == [""]


def test_tokens_are_never_the_answer_to_a_key_again():
    person = make_person()
    pairs = [sign_in(person.email, HTTP_IDEMPOTENCY_KEY="k1").data for _ in range(2)]
    assert pairs[0]["access"] != pairs[1]["access"]
    guests = [client().post("/api/v1/auth/guest", HTTP_IDEMPOTENCY_KEY="k1").data for _ in range(2)]
    assert guests[0] != guests[1]
    assert not apps.get_model("users", "IdempotencyRecord").objects.exists()


def test_guessing_a_password_is_slowed_down_for_that_email_only():
    victim, other = make_person(), make_person()
    codes = [sign_in(victim.email, f"guess {n}").status_code for n in range(10)]
    assert codes == [401] * 10
    refused = sign_in(victim.email.upper())
    assert (refused.status_code, refused.data["code"]) == (429, "throttled")
    assert int(refused["Retry-After"]) > 0
    assert sign_in(other.email).status_code == 200


def test_one_address_does_not_try_one_password_on_everybody():
    codes = [sign_in(f"{n}@example.com", "Password1!").status_code for n in range(21)]
    assert codes == [401] * 20 + [429]
    admin = Client().post("/admin/login/", {"username": "x@example.com", "password": "Password1!"})
    assert b"Too many attempts" in admin.content, "nor at another door"
    body = {"email": "new@example.com", "password": PASSWORD, "name": "Ada"}
    assert client().post("/api/v1/auth/register", body).status_code == 429


def test_nobodys_mailbox_is_filled_from_many_addresses():
    def ask(number, path, **fields):
        body = {"email": "Victim@example.com", **fields}
        return client().post(f"/api/v1/auth/{path}", body, REMOTE_ADDR=f"10.0.0.{number}").status_code

    registered = [ask(n, "register", password=PASSWORD, name="Ada") for n in range(5)]
    again = [ask(5 + n, "resend-verification") for n in range(5)]
    assert max(registered + again) < 300
    assert ask(10, "resend-verification") == ask(11, "register", password=PASSWORD, name="Ada") == 429


def test_guests_of_one_address_share_one_rate_and_are_not_made_without_limit(settings):
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "guest": "5/min"}
    codes = [client(principal(Role.GUEST)).get("/api/v1/orders").status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    made = [client().post("/api/v1/auth/guest").status_code for _ in range(21)]
    assert made == [201] * 20 + [429]


def test_a_forged_forwarding_header_does_not_reset_the_throttle(monkeypatch):
    monkeypatch.setattr(SignInThrottle, "rate", "2/min")
    victim = make_person()
    codes = [sign_in(victim.email, "guess", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(3)]
    assert codes[-1] == 429


def test_a_refresh_whose_answer_was_lost_is_no_sign_out():
    first = sign_in(make_person(Role.CUSTOMER).email)
    body = {"refresh": first.data["refresh"]}
    refreshed = [
        client().post("/api/v1/auth/token/refresh", body, HTTP_IDEMPOTENCY_KEY="k2") for _ in range(2)
    ]
    assert [answer.status_code for answer in refreshed] == [200, 200]
    other = refresh(first.data["refresh"], "another client")
    assert other.status_code == 401, "elsewhere it is used up"


def test_half_a_character_in_an_e_mail_is_no_crash():
    answer = client().post(
        "/api/v1/auth/token",
        '{"email": "a\\ud800@b.example", "password": "x"}',
        content_type="application/json",
    )
    assert answer.status_code == 400


def test_a_guest_gets_a_token_of_their_own_and_has_no_account():
    first, second = (client().post("/api/v1/auth/guest").json() for _ in range(2))
    guest = principal_of(first["access"])
    assert (str(guest.id), guest.roles) == (first["id"], {Role.GUEST})
    assert first["id"] != second["id"]
    assert first["expires_in"] == 7200
    assert not User.objects.exists()
    caller = client(guest)
    assert caller.get("/api/v1/users/me").status_code in (403, 404)
    assert caller.post("/api/v1/users/me/addresses", {"label": "x"}).status_code < 500


def test_a_guest_is_gone_on_with_by_the_link_of_their_order(stand_in):
    orders = stand_in(OrdersService, FakeOrdersService())
    guest, account = new_id(), new_id()
    for token, of, is_guest in (("a.b", guest, True), ("c.d", account, False)):
        orders.links[token] = orders.add(an_order(customer_id=of, is_guest=is_guest)).order_id

    def by_link(token):
        return client().post("/api/v1/auth/guest/by-link", {"tracking_token": token})

    token = by_link("a.b").data
    caller = principal_of(token["access"])
    assert (caller.id, caller.roles, token["id"]) == (guest, {Role.GUEST}, str(guest))
    assert client().post("/api/v1/auth/guest/renew", {"access": token["access"]}).data["id"] == str(guest)
    assert {by_link(each).status_code for each in ("c.d", "forged")} == {401}


def test_a_guest_goes_on_as_the_same_one_for_a_week():
    def renewed(token):
        return client().post("/api/v1/auth/guest/renew", {"access": token})

    first = client().post("/api/v1/auth/guest").json()
    second = renewed(first["access"]).json()
    assert principal_of(second["access"]) == principal_of(first["access"])
    ended = tokens.encode(
        {**tokens.decode(second["access"]), "exp": int((now() - timedelta(hours=1)).timestamp())}
    )
    assert renewed(ended).json()["id"] == first["id"], "a token that has ended says who it was"
    of_account = sign_in(make_person().email).data["access"]
    old = tokens.encode({**tokens.decode(ended, may_have_ended=True), GUEST_SINCE: 0})
    refused = [renewed(token) for token in (of_account, old, first["access"][:-6] + "AAAAAA", "x")]
    assert {(answer.status_code, answer.data["code"]) for answer in refused} == {(401, "guest-gone")}
