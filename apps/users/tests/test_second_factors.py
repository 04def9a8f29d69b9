"""Second factors: who has to prove one, what proves it, and what needs a recent one."""

import json
from datetime import timedelta

import pytest

from apps.users.contract.errors import FactorRefused
from apps.users.credentials import totp
from apps.users.domain import RECOVERY_CODES, must_prove_twice, roles_shown
from apps.users.models import Proof, RecoveryCode, SecondFactor, Session, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.factors import SECRET, code, give_app
from apps.users.tests.mails import asked_for, secret
from apps.users.tests.sessions import profile, refresh, sign_in
from apps.users.tests.stored_columns import raw
from apps.users.use_cases import own_factors, people
from apps.users.use_cases.factors import Evidence
from apps.users.use_cases.sessions import prove_second_factor
from dominos.kernel import clock
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Principal, Role
from dominos.kernel.auth.tokens import principal_of
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

STAFF = frozenset({Role.ADMIN, Role.SUPPORT, Role.STORE_MANAGER})
FACTORS = "/api/v1/users/me/second-factors"
ODD = [
    json.dumps({"id": "QQ", "rawId": "QQ", "type": "public-key", "response": odd})
    for odd in (None, [], "text", {"clientDataJSON": "bnVsbA", "authenticatorData": "QQ", "signature": "QQ"})
]
stored = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR_ROLES = STAFF


def asked(email):
    refused = sign_in(email)
    assert (refused.status_code, refused.data["code"]) == (401, "second-factor-required"), refused.data
    return refused.data["question"]


def prove(challenge, **evidence):
    return client().post("/api/v1/auth/token/second-factor", {"challenge": challenge, **evidence})


def api(access):
    caller = client()
    caller.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return caller


def enter(user, **kept):
    """The tokens of somebody with an app who signs in by it."""
    return prove(asked(user.email)["challenge"], code=code(**kept)).data


@pytest.mark.parametrize("role", list(Role))
def test_roles_that_demand_a_second_factor_are_not_acted_in_without_one(role):
    roles = frozenset({role, Role.CUSTOMER})
    assert must_prove_twice(roles, STAFF) == (role in STAFF)
    assert roles_shown(roles, STAFF, has_proved_twice=True) == roles
    assert roles_shown(roles, STAFF, has_proved_twice=False) == roles - STAFF


def test_a_recent_second_factor_is_a_quarter_of_an_hour_old_at_most():
    with clock.stopped() as time:
        proved = Principal(second_factor_at=int(time.at.timestamp()))
        assert proved.is_fresh and Principal().is_fresh
        assert Principal.from_claims({**proved.claims(), "sub": "0" * 32}).second_factor_at
        time.advance(minutes=16)
        assert not proved.is_fresh


def test_an_app_shows_the_codes_of_the_standard_and_may_be_half_a_minute_off():
    with clock.stopped() as time:
        now = code()
        time.advance(seconds=totp.STEP_SECONDS)
        step = totp.step_of(SECRET, now)
        assert step == int(time.at.timestamp()) // totp.STEP_SECONDS - 1
        time.advance(seconds=totp.STEP_SECONDS)
        assert totp.step_of(SECRET, now) is None
    # RFC 6238, appendix B, of which an app shows the last six digits.
    assert totp.code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1111111109 // 30) == "081804"


@stored
def test_nobody_is_asked_who_has_none_and_needs_none():
    assert sign_in(make_person(Role.ADMIN).email).status_code == 200


@stored
def test_staff_set_up_their_first_one_when_they_sign_in(demanded):
    person = make_person(Role.STORE_MANAGER)
    question = asked(person.email)
    assert (question["kinds"], question["challenge"]) == ([], "")
    new = question["set_up"]
    assert new["picture"].startswith("data:image/svg+xml") and new["secret"] in new["address"]
    assert prove(new["challenge"], code="000000").status_code == 422
    pair = prove(new["challenge"], code=code(new["secret"]), name="my phone")
    assert pair.status_code == 200 and len(pair.data["recovery_codes"]) == RECOVERY_CODES
    caller = principal_of(pair.data["access"])
    assert caller.roles == {Role.STORE_MANAGER} and caller.second_factor_at
    factor = SecondFactor.objects.get()
    assert new["secret"] not in raw("users_secondfactor", "secret", factor.id)
    assert factor.name == "my phone"
    assert asked_for("users.second_factors_changed") == [{"user_id": str(person.id)}]
    assert asked(person.email)["kinds"] == ["recovery", "totp"]


@stored
def test_a_code_works_once_and_signs_in_for_good(demanded):
    person = make_person(Role.ADMIN)
    give_app(person)
    with clock.stopped() as time:
        question = asked(person.email)
        pair = prove(question["challenge"], code=code())
        assert pair.status_code == 200 and len(pair.data["recovery_codes"]) == RECOVERY_CODES
        assert prove(question["challenge"], code=code(later=1)).data["code"] == "second-factor-refused"
        again = asked(person.email)
        assert prove(again["challenge"], code=code()).status_code == 422, "it was used"
        assert prove(again["challenge"], code=code(later=1)).data["recovery_codes"] == []
        time.advance(minutes=20)
        renewed = principal_of(refresh(pair.data["refresh"]).data["access"])
        assert renewed.roles == {Role.ADMIN} and not renewed.is_fresh


@stored
def test_a_recovery_code_stands_in_once_however_it_is_typed():
    person = make_person()
    give_app(person)
    first, *others = enter(person)["recovery_codes"]
    assert not RecoveryCode.objects.filter(digest__contains=first[:4]).exists()
    assert prove(asked(person.email)["challenge"], code=first.upper().replace("-", " ")).status_code == 200
    assert prove(asked(person.email)["challenge"], code=first).status_code == 422
    assert RecoveryCode.objects.count() == len(others)


@stored
def test_ten_wrong_answers_end_the_tries_whatever_questions_they_answer():
    person, other = make_person(), make_person()
    give_app(person)
    give_app(other)
    with clock.stopped() as time:
        for _ in range(2):
            challenge = asked(person.email)["challenge"]
            for _ in range(5):
                with pytest.raises(FactorRefused):
                    prove_second_factor(challenge=challenge, evidence=Evidence("000000"))
        refused = prove(asked(person.email)["challenge"], code=code())
        assert refused.data["code"] == "second-factor-refused"
        assert prove(asked(other.email)["challenge"], code=code()).status_code == 200
        time.advance(minutes=16)
        assert prove(asked(person.email)["challenge"], code=code()).status_code == 200


@stored
def test_neither_a_mailed_code_nor_a_new_password_goes_round_it(demanded):
    person = make_person(Role.SUPPORT)
    give_app(person)
    client().post("/api/v1/auth/code", {"email": person.email})
    body = {"email": person.email, "code": secret("users.sign_in_code_requested")}
    refused = client().post("/api/v1/auth/token/code", body)
    assert refused.data["code"] == "second-factor-required"
    client().post("/api/v1/auth/forgotten-password", {"email": person.email})
    body = {"token": secret("users.password_reset_requested"), "password": "another horse battery"}
    assert client().post("/api/v1/auth/reset-password", body).status_code == 200
    assert sign_in(person.email, body["password"]).data["code"] == "second-factor-required"


@stored
def test_who_is_hired_while_signed_in_does_not_act_in_the_role_before_they_proved_one(demanded):
    person = make_person()
    pair = sign_in(person.email).data
    people.grant(person, Role.ADMIN)
    assert principal_of(refresh(pair["refresh"]).data["access"]).roles == {Role.CUSTOMER}


@stored
def test_a_person_adds_one_with_their_password_and_removes_it(demanded):
    person = make_person()
    caller = api(sign_in(person.email).data["access"])
    assert caller.post(FACTORS, {"password": "wrong"}).data["code"] == "wrong-password"
    new = caller.post(FACTORS, {"password": PASSWORD}).data
    done = caller.post(
        "/api/v1/auth/step-up/answer", {"challenge": new["challenge"], "code": code(new["secret"])}
    )
    assert done.status_code == 200 and len(done.data["recovery_codes"]) == RECOVERY_CODES
    caller = api(done.data["access"])
    (factor,) = caller.get(FACTORS).data
    assert factor["kind"] == "totp"
    assert caller.delete(f"{FACTORS}/{factor['id']}").status_code == 204
    assert caller.delete(f"{FACTORS}/{factor['id']}").status_code == 404
    assert not RecoveryCode.objects.exists() and sign_in(person.email).status_code == 200


@stored
def test_what_opens_the_account_is_changed_with_a_recent_one_only():
    person = make_person()
    factor = give_app(person)
    with clock.stopped() as time:
        pair = enter(person)
        Session.objects.update(second_factor_at=time.at - timedelta(minutes=20))
        access = refresh(pair["refresh"]).data["access"]
        body = {"current_password": PASSWORD, "password": "another horse battery"}
        doors = (
            lambda caller: caller.post(FACTORS, {"password": PASSWORD}),
            lambda caller: caller.delete(f"{FACTORS}/{factor.id}"),
            lambda caller: caller.post("/api/v1/users/me/recovery-codes"),
            lambda caller: caller.post(
                "/api/v1/users/me/email", {"email": "n@example.com", "password": PASSWORD}
            ),
            lambda caller: caller.post("/api/v1/users/me/password", body),
            lambda caller: caller.delete("/api/v1/users/me/sessions"),
            lambda caller: caller.delete(f"/api/v1/users/me/sessions/{new_id()}"),
        )
        for door in doors:
            assert door(api(access)).data["code"] == "step-up-required"
        question = api(access).post("/api/v1/auth/step-up").data
        answer = {"challenge": question["challenge"], "code": code(later=1)}
        assert (
            api(sign_in(make_person().email).data["access"])
            .post("/api/v1/auth/step-up/answer", {**answer, "code": "000000"})
            .status_code
            == 422
        )
        fresh = api(access).post("/api/v1/auth/step-up/answer", answer).data["access"]
        assert api(fresh).post("/api/v1/users/me/recovery-codes").status_code == 200
        changed = api(fresh).post("/api/v1/users/me/password", body).data
        assert principal_of(changed["access"]).is_fresh


@stored
def test_the_last_one_stays_where_a_role_needs_it_and_an_admin_takes_a_lost_one_away(demanded):
    person = make_person(Role.SUPPORT)
    factor = give_app(person)
    pair = enter(person)
    assert api(pair["access"]).delete(f"{FACTORS}/{factor.id}").data["code"] == "last-second-factor"
    open_one = asked(person.email)["challenge"]
    own_factors.take_away(person.id)
    assert prove(open_one, code=code(later=1)).status_code == 422
    assert profile(pair["access"]).status_code == 401
    assert refresh(pair["refresh"]).status_code == 401
    assert asked(person.email)["set_up"]


@stored
@pytest.mark.parametrize(
    "nonsense", ["{}", "[]", "null", "no JSON", '{"id": 1, "rawId": "é"}', "[" * 2000, *ODD]
)
def test_nonsense_in_place_of_a_passkey_is_refused(nonsense):
    person = make_person()
    give_app(person)
    question = asked(person.email)
    assert prove(question["challenge"], passkey=nonsense).status_code == 422
    alone = client().post("/api/v1/auth/passkey").data
    body = {"challenge": alone["challenge"], "passkey": nonsense}
    assert client().post("/api/v1/auth/token/passkey", body).status_code == 422
    assert client().post("/api/v1/auth/token/passkey", {**body, "challenge": "x.y"}).status_code == 422
    assert prove(question["challenge"], code="1", passkey="{}").status_code == 400


@stored
def test_a_question_is_answered_where_it_was_put_and_else_nothing_comes_of_it():
    person, other = make_person(), make_person()
    mine, foreign = (api(sign_in(each.email).data["access"]) for each in (person, other))
    new = mine.post(FACTORS, {"password": PASSWORD}).data
    answer = {"challenge": new["challenge"], "code": code(new["secret"])}
    assert prove(**answer).status_code == 422
    assert foreign.post("/api/v1/auth/step-up/answer", answer).status_code == 422
    assert not SecondFactor.objects.exists()
    assert mine.post("/api/v1/auth/step-up/answer", answer).status_code == 200
    question = asked(person.email)["challenge"]
    assert mine.post("/api/v1/auth/step-up/answer", {"challenge": question, "code": "1"}).status_code == 422
    assert prove(question, code=code(new["secret"], later=1)).status_code == 200


@stored
def test_the_log_tells_of_second_factors_that_come_are_used_refused_and_go():
    person = make_person()
    caller = api(sign_in(person.email).data["access"])
    new = caller.post(FACTORS, {"password": PASSWORD}).data
    caller = api(
        caller.post(
            "/api/v1/auth/step-up/answer", {"challenge": new["challenge"], "code": code(new["secret"])}
        ).data["access"]
    )
    question = asked(person.email)["challenge"]
    assert prove(question, code="000000").status_code == 422
    assert prove(question, code=code(new["secret"], later=1)).status_code == 200
    assert (
        client().post("/api/v1/auth/token/passkey", {"challenge": "x.y", "passkey": ODD[3]}).status_code
        == 422
    )
    own_factors.take_away(person.id)
    told = entries("users").filter(kind__contains="factor").order_by("id").values_list("kind", flat=True)
    assert [kind.removeprefix("users.second_factor") for kind in told] == [
        "_added", "_refused", "_used", "_refused", "s_taken_away",
    ]  # fmt: skip


@stored
def test_questions_are_forgotten_with_whoever_was_asked():
    person = make_person()
    give_app(person)
    asked(person.email)
    assert Proof.objects.count() == 1
    User.objects.all().delete()
    assert not Proof.objects.exists() and not SecondFactor.objects.exists()
