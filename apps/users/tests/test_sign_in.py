"""Signing in, refreshing, signing out."""

import threading

import jwt
import pytest
from django.apps import apps
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from guardian.shortcuts import assign_perm, remove_perm
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from apps.users import use_cases
from apps.users.contract.fake import FakeUsersService
from apps.users.contract.service import UsersService
from apps.users.models import Revocation, RoleGrant, StoreScope, TokenRotation, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.throttles import SignInThrottle
from dominos.kernel.auth import Role
from dominos.kernel.auth.rights import FRESH_SECONDS, RETRY_SECONDS, revocations
from dominos.kernel.auth.tokens import BadToken, principal_of
from dominos.kernel.clock import now, stopped
from dominos.kernel.ids import new_id
from dominos.kernel.retention import purge
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(email, password=PASSWORD, **extra):
    return client().post("/api/v1/auth/token", {"email": email, "password": password}, **extra)


def refresh(token, browser="a browser"):
    return client().post("/api/v1/auth/token/refresh", {"refresh": token}, HTTP_USER_AGENT=browser)


def log_out(token):
    return client().post("/api/v1/auth/logout", {"refresh": token})


def test_an_access_token_tells_who_calls_for_fifteen_minutes():
    person, store = make_person(Role.CUSTOMER), new_id()
    use_cases.grant_store(person.id, store, manager=True)

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
    again = refresh(first, "a thief's")
    assert (again.status_code, again.data["code"]) == (401, "refresh-token-not-valid")
    assert refresh(second.data["refresh"]).status_code == 200


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
    TokenRotation.objects.update(at=now() - use_cases.REFRESH_GRACE)
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


def profile(access):
    revocations.forget()  # as after the seconds for which a process believes what it knows
    api = client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return api.get("/api/v1/users/me")


def _dismiss_from_store(person):
    remove_perm("manage", person, StoreScope.objects.get())


LOSSES = {
    "switched off": lambda person: User.objects.filter(id=person.id).update(is_active=False),
    "e-mail not theirs": lambda person: User.objects.filter(id=person.id).update(is_verified=False),
    "deleted": lambda person: person.delete(),
    "role taken": lambda person: RoleGrant.objects.filter(user=person, role=Role.STORE_MANAGER).delete(),
    "role changed": lambda person: RoleGrant.objects.filter(user=person, role=Role.STORE_MANAGER).update(
        role=Role.STORE_STAFF
    ),
    "store taken": _dismiss_from_store,
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_rights_that_are_taken_away_end_tokens_in_every_process_within_a_minute(loss):
    person = make_person(Role.CUSTOMER)
    use_cases.grant_store(person.id, new_id(), manager=True)
    pair = sign_in(person.email).data
    assert profile(pair["access"]).status_code == 200
    loss(person)
    assert profile(pair["access"]).status_code == 401
    assert 2 * FRESH_SECONDS + RETRY_SECONDS <= 60
    again = refresh(pair["refresh"])
    if again.status_code == 200:
        assert profile(again.data["access"]).status_code == 200, "a new token says what is left"
        assert not principal_of(again.data["access"]).managed_ids


@pytest.mark.parametrize(
    "leave",
    [
        lambda person, group: person.groups.clear(),
        lambda person, group: group.user_set.remove(person),
        lambda person, group: group.user_set.clear(),
        lambda person, group: remove_perm("manage", group, StoreScope.objects.get()),
    ],
)
def test_so_do_rights_that_came_through_a_group(leave):
    person, group = make_person(Role.STORE_MANAGER), Group.objects.create(name="managers")
    assign_perm("manage", group, StoreScope.objects.create(id=new_id()))
    person.groups.add(group)
    pair = sign_in(person.email).data
    assert principal_of(pair["access"]).managed_ids
    leave(person, group)
    assert profile(pair["access"]).status_code == 401


def test_new_rights_leave_tokens_alone():
    person = make_person(Role.CUSTOMER)
    pair = sign_in(person.email).data
    use_cases.grant_store(person.id, new_id())
    use_cases.change_profile(person.id, name="Another")
    assert profile(pair["access"]).status_code == 200


def test_a_manager_of_eighty_stores_has_a_small_token_and_all_their_rights():
    person, stores = make_person(Role.CUSTOMER), [new_id() for _ in range(80)]
    for store in stores:
        use_cases.grant_store(person.id, store, manager=True)
    access = sign_in(person.email).data["access"]
    assert len(access) < 2_000
    caller = principal_of(access)
    assert caller.managed_ids == caller.store_ids == frozenset(stores)


def test_the_users_service_down_leaves_tokens_good_and_the_last_list_in_force(stand_in):
    person = make_person()
    access = sign_in(person.email).data["access"]
    with stopped() as clock:
        User.objects.filter(id=person.id).update(is_active=False)
        assert profile(access).status_code == 401
        service = stand_in(UsersService, FakeUsersService())
        service.list_revocations = None  # whoever asks gets an error
        clock.advance(seconds=60)
        with pytest.raises(BadToken):
            principal_of(access)


def test_expired_revocations_and_rotations_are_deleted():
    person = make_person()
    refresh(sign_in(person.email).data["refresh"])
    person.delete()
    with stopped() as clock:
        clock.advance(days=2)
        purge("users")
    assert not Revocation.objects.exists() and not TokenRotation.objects.exists()


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
