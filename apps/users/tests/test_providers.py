"""Signing in by an account elsewhere, against a provider that answers over HTTP, and what is tried against it."""

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from apps.users.credentials.oidc.settings import Provider, providers_can_be_asked
from apps.users.domain import GOOD_FOR, Purpose
from apps.users.models import EmailVerification, Identity, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.factors import code as app_code
from apps.users.tests.factors import give_app
from apps.users.tests.oidc_double import OTHER_KEY, SECRET, OidcProvider
from apps.users.tests.sessions import profile, sign_in
from apps.users.use_cases import mailbox_requests
from dominos.kernel import clock
from dominos.kernel.auth.tokens import principal_of
from dominos.kernel.testing.api import client
from dominos.kernel.testing.messages import published

pytestmark = pytest.mark.django_db(transaction=True)
ADA = {"sub": "1", "email": "Ada@example.com", "email_verified": True, "name": "Ada L", "locale": "fi-FI"}


@pytest.fixture
def google(settings):
    with OidcProvider(dict(ADA)) as provider:
        settings.OIDC_PROVIDERS = json.dumps(
            [provider.setting(), provider.setting(name="other", title="Other")]
        )
        yield provider


def api_of(access=""):
    caller = client()
    if access:
        caller.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return caller


def go(path="/auth/providers/google", access=""):
    """What the browser keeps, and what it comes back with."""
    question = api_of(access).post(f"/api/v1{path}")
    assert question.status_code == 200, question.data
    back = urlsplit(httpx.get(question.data["address"]).headers["Location"])
    return question.data, {name: values[0] for name, values in parse_qs(back.query).items()}, back


def come_back(kept, brought, name="google", **wrong):
    answer = {"binder": kept["binder"], **brought, **wrong}
    return client().post(f"/api/v1/auth/token/provider/{name}", answer)


def enter():
    kept, brought, _ = go()
    return come_back(kept, brought)


def test_a_newcomer_gets_an_account_and_comes_back_to_it(google, settings):
    assert client().get("/api/v1/auth/providers").data[0] == {"name": "google", "title": "Google"}
    kept, brought, back = go()
    assert back.geturl().startswith(f"{settings.PUBLIC_URL}/sign-in/google/?")
    first = come_back(kept, brought)
    me = profile(first.data["access"]).data
    assert (me["email"], me["name"], me["locale"], me["is_verified"]) == (
        "ada@example.com",
        "Ada L",
        "fi",
        True,
    )
    assert me["roles"] == ["customer"] and len(published("users", "email_verified")) == 1
    google.person |= {"email": "elsewhere@example.com", "email_verified": False, "name": "A. L."}
    again = enter()
    assert principal_of(again.data["access"]).id == principal_of(first.data["access"]).id
    assert Identity.objects.count() == User.objects.count() == 1
    assert published("users", "identity_linked") == []


def test_an_account_is_linked_by_the_proved_address_alone_and_its_owner_hears_of_it(google):
    person = make_person(email="ada@example.com")
    google.person["email_verified"] = False
    refused = enter()
    assert (refused.status_code, refused.data["code"]) == (403, "provider-email-unproved")
    assert not Identity.objects.exists()
    google.person["email_verified"] = "true"
    assert principal_of(enter().data["access"]).id == person.id
    assert [row.data["provider"] for row in published("users", "identity_linked")] == ["Google"]
    assert sign_in(person.email).status_code == 200


def test_a_strangers_registration_with_the_address_opens_nothing(google):
    mailbox_requests.register(email="ada@example.com", password=PASSWORD, name="Eve")
    assert enter().status_code == 200
    assert sign_in("ada@example.com").status_code == 401
    assert not EmailVerification.objects.exists() and User.objects.get().name == "Ada L"


def test_who_has_a_second_factor_proves_it_here_too(google):
    person = make_person(email="ada@example.com")
    give_app(person)
    asked = enter()
    assert (asked.status_code, asked.data["code"]) == (401, "second-factor-required")
    answer = {"challenge": asked.data["question"]["challenge"], "code": app_code()}
    assert client().post("/api/v1/auth/token/second-factor", answer).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "of another attempt"},
        {"aud": "another client"},
        {"aud": ["pizza", "another client"]},
        {"azp": "another client"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_700_000_000},
        {"iat": 4_000_000_000},
        {"sub": ""},
        {"sub": "1" * 256},
    ],
)
def test_a_token_for_somebody_else_is_refused(google, wrong):
    google.wrong = wrong
    refused = enter()
    assert (refused.status_code, refused.data["code"]) == (401, "provider-refused")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("algorithm", "key"), [("none", None), ("HS256", SECRET.ljust(64)), ("RS256", OTHER_KEY)]
)
def test_a_token_that_the_provider_did_not_sign_is_refused(google, algorithm, key):
    google.algorithm, google.key = algorithm, key
    assert enter().status_code == 401
    assert not User.objects.exists()


def test_an_attempt_is_ended_once_by_the_browser_that_began_it_at_the_provider_it_began_at(google):
    kept, brought, _ = go()
    others, others_brought, _ = go()
    mixed = [
        come_back(kept, brought, binder=others["binder"]),
        come_back(kept, brought, state=others["state"]),
        come_back(kept, brought, state="forged"),
        come_back(kept, brought, name="other"),
    ]
    assert [answer.status_code for answer in mixed] == [401] * 4
    assert come_back(kept, brought).status_code == 200
    assert come_back(kept, brought).status_code == 401
    replayed = come_back(others, others_brought, code=brought["code"])
    assert replayed.status_code == 401 and come_back(kept, brought, name="nobody").status_code == 404
    with clock.stopped() as time:
        kept, brought, _ = go()
        time.advance(seconds=GOOD_FOR[Purpose.PROVIDER].total_seconds() + 1)
        assert come_back(kept, brought).status_code == 401


def test_a_code_that_somebody_else_began_opens_nothing(google):
    """An injected code: its challenge is that of another verifier."""
    kept, _, _ = go()
    _, stolen, _ = go()
    assert come_back(kept, {"state": kept["state"], "code": stolen["code"]}).status_code == 401


def test_one_links_and_unlinks_accounts_of_ones_own_address(google):
    person, other = make_person(email="ada@example.com"), make_person(email="eve@example.com")
    ada, eve = (sign_in(each.email).data["access"] for each in (person, other))
    where = "/users/me/identities/at/google"

    def link(access, kept, brought):
        return api_of(access).post(f"/api/v1{where}/answer", {"binder": kept["binder"], **brought})

    kept, brought, _ = go(where, eve)
    assert link(ada, kept, brought).status_code == 401  # who began it ends it
    assert come_back(kept, brought).status_code == 401
    assert link(eve, kept, brought).status_code == 409
    listed = link(ada, *go(where, ada)[:2])
    assert [row["title"] for row in listed.data] == ["Google"]
    url = f"/api/v1/users/me/identities/{listed.data[0]['id']}"
    assert api_of(eve).delete(url).status_code == 404 and api_of(ada).delete(url).status_code == 204
    assert api_of(ada).get("/api/v1/users/me/identities").data == []


def test_a_provider_that_is_down_or_lies_about_itself_is_not_asked(google, settings):
    settings.OIDC_PROVIDERS = json.dumps([google.setting(issuer=f"{google.address}/")])
    assert client().post("/api/v1/auth/providers/google").status_code == 503
    settings.OIDC_PROVIDERS = json.dumps([google.setting(issuer="http://127.0.0.1:9")])
    assert client().post("/api/v1/auth/providers/google").status_code == 503


def test_what_a_form_brings_back_goes_on_on_our_page_and_nowhere_else(google):
    brought = {"code": "c", "state": "s", "next": "https://elsewhere.example", "user": "{}"}
    answer = client().post("/sign-in/google/", brought, format="multipart")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/google/#code=c&state=s")


def test_providers_are_asked_over_tls_and_apple_gets_a_signed_secret(google, settings):
    assert providers_can_be_asked() == []
    for bad in ("{", '[{"name": "x"}]', json.dumps([google.setting(issuer="http://elsewhere.example")])):
        settings.OIDC_PROVIDERS = bad
        assert len(providers_can_be_asked()) == 1
    made = ec.generate_private_key(ec.SECP256R1())
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    apple = Provider(**google.setting(private_key=pem, key_id="k", team_id="t"))
    said = jwt.decode(apple.secret(), made.public_key(), ["ES256"], audience=apple.issuer)
    assert (said["iss"], said["sub"]) == ("t", "pizza")
