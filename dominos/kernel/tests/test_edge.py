"""What every endpoint shares: access, problems, idempotency, request ids, throttling."""

import gc
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient

from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.clients import client_mark
from dominos.kernel.edge.idempotency import AlreadyClaimed, RequestClaim
from dominos.kernel.edge.throttling import NETWORK_SHARE, RoleThrottle
from dominos.kernel.ids import new_id
from dominos.kernel.networks import one_client, one_network
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.probe.models import Effect
from dominos.kernel.testing.probe.urls import Make
from dominos.kernel.unit_of_work import unit_of_work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("dominos.kernel.testing.probe.urls")]


@pytest.fixture
def customer():
    return principal(Role.CUSTOMER)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def made():
    return Effect.objects.count()


def test_same_key_same_body_same_answer(customer):
    api, key = client(customer), str(new_id())
    first = api.post("/make", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=key)
    again = api.post("/make", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert made() == 1


def test_same_key_other_body_is_refused(customer):
    api, key = client(customer), str(new_id())
    api.post("/make", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=key)
    other = api.post("/make", {"name": "y"}, HTTP_IDEMPOTENCY_KEY=key)
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency-key-reused"
    assert made() == 1


def test_20_at_once_have_one_effect_and_one_answer(customer):
    key = str(new_id())

    def one(_):
        try:
            return client(customer).post("/make", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=key).json()["id"]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(one, range(20)))) == 1
    assert made() == 1


def test_keys_of_two_callers_do_not_meet(customer):
    key = str(new_id())
    for caller in (customer, principal(Role.CUSTOMER)):
        assert client(caller).post("/make", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=key).status_code == 201
    assert made() == 2


def test_a_crash_after_the_effect_undoes_it_and_frees_the_key(customer):
    api, key = client(customer), str(new_id())
    crashed = api.post("/make", {"name": "x", "crash": True}, HTTP_IDEMPOTENCY_KEY=key)
    assert crashed.status_code == 500
    assert crashed.json()["code"] == "internal-error"
    assert "ZeroDivision" not in crashed.content.decode()
    assert made() == 0
    assert api.post("/make", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=key).status_code == 201


def test_a_refusal_that_keeps_its_effect_is_replayed_as_a_problem(customer):
    api, key = client(customer), str(new_id())
    answers = [api.post("/make", {"name": "x", "refuse": True}, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[1].json() == answers[0].json()
    assert answers[1].json()["allowed"] == ["nothing"]
    assert answers[1]["Content-Type"] == "application/problem+json"
    assert made() == 1


def test_a_unit_of_work_that_fails_is_undone_alone_and_the_next_one_claims_the_key():
    claim = RequestClaim(["somebody"], str(new_id()), b"f")

    def handler():
        for name in ("lost", "kept"):
            with suppress(ZeroDivisionError), unit_of_work("probe"):
                Effect.objects.create(id=new_id(), name=name)
                1 / (name == "kept")
        return Response({"is": "done"}, 201)

    assert claim.run(handler).status_code == 201
    assert [effect.name for effect in Effect.objects.all()] == ["kept"]
    assert claim.replayed("probe").data == {"is": "done"}


def test_what_was_answered_under_an_older_name_of_the_caller_is_found_before_anything_is_written():
    """Callers without an account are called by a secret, which changes."""
    key, once = str(new_id()), []

    def handler():
        with unit_of_work("probe"):
            once.append(Effect.objects.create(id=new_id(), name="x"))
        return Response({"is": "done"}, 201)

    RequestClaim(["before"], key, b"f").run(handler)
    with pytest.raises(AlreadyClaimed):
        RequestClaim(["now", "before"], key, b"f").run(handler)
    assert len(once) == made() == 1


def test_a_call_that_needs_a_key_says_so(customer):
    answer = client(customer).post("/paid", {"name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-required")
    assert made() == 0


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_a_key_has_a_sane_length(customer, key):
    answer = client(customer).post("/make", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status_code == 400
    assert made() == 0


def test_who_may_call(customer):
    assert client().post("/make", {"name": "x"}).status_code == 401
    assert client(principal(Role.COURIER)).post("/paid", {"name": "x"}).status_code == 403
    assert client(customer).get("/undeclared").status_code == 403
    assert client().get("/undeclared").status_code == 401
    assert client().get("/make").status_code == 200
    assert client().post("/make", {"name": "x"})["WWW-Authenticate"] == "Bearer"


def test_errors_come_field_by_field(customer):
    body = {"lines": [{"quantity": 1}, {"quantity": -1, "price": 5}], "total": 1}
    answer = client(customer).post("/make", body)
    problem = answer.json()
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert {error["field"]: error["code"] for error in problem["errors"]} == {"total": "unknown"}
    problem = client(customer).post("/make", {"name": "x", "lines": body["lines"]}).json()
    assert {error["field"]: error["code"] for error in problem["errors"]} == {"lines.1.price": "unknown"}
    problem = client(customer).post("/make", {"lines": [{"quantity": 0}]}).json()
    assert {error["field"] for error in problem["errors"]} == {"name", "lines.0.quantity"}


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ('{"name": ', "application/json", 400),
        ("[1]", "application/json", 400),
        ('"name"', "application/json", 400),
        ("name=x", "application/x-www-form-urlencoded", 415),
        ("[" * 100_000, "application/json", 400),
        ('{"name": "\\ud800"}', "application/json", 400),
        ('{"\\ud800": 1}', "application/json", 400),
    ],
)
def test_a_body_that_is_no_object_is_refused(customer, body, content_type, status):
    answer = client(customer).post("/make", body, content_type=content_type)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert made() == 0


def test_a_body_that_is_too_large_is_refused(customer):
    answer = client(customer).post("/make", {"name": "x" * 1_100_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert made() == 0


def test_a_database_that_is_gone_is_temporary(customer):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()

    def end_it(_):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        list(pool.map(end_it, [0]))
    answer = client(customer).post("/make", {"name": "x"})
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "unavailable", "5")
    connection.close()
    assert client(customer).post("/make", {"name": "x"}).status_code == 201


def test_framework_errors_are_problems_too(customer):
    assert client(customer).put("/make", {}).json()["code"] == "method-not-allowed"
    missing = client(customer).get("/nowhere")
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    assert missing["Content-Type"] == "application/problem+json"


@pytest.mark.urls("dominos.urls.combined")
@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", "/board/"])
def test_pages_refuse_what_they_do_not_do_with_a_problem(path):
    for method in ("post", "put", "delete"):
        answer = getattr(client(), method)(path, {})
        assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")


def test_every_answer_carries_the_request_id(customer):
    given = str(new_id())
    assert client(customer).get("/make", HTTP_X_REQUEST_ID=given)["X-Request-ID"] == given
    other = client(customer).get("/make", HTTP_X_REQUEST_ID="not one\n of ours")["X-Request-ID"]
    assert UUID(other)
    problem = client(customer).get("/nowhere", HTTP_X_REQUEST_ID=given).json()
    assert problem["request_id"] == given


def _requests():
    return [each for each in gc.get_objects() if isinstance(each, Request | Make)]


def test_what_a_request_was_is_freed_at_once(customer):
    api = client(customer)
    api.post("/make", {"name": "first"}, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    gc.collect()
    gc.disable()
    try:
        others = set(map(id, _requests()))
        api.post("/make", {"name": "x"}, HTTP_IDEMPOTENCY_KEY=str(new_id()))
        api.get("/make")
        assert not [each for each in _requests() if id(each) not in others]
    finally:
        gc.enable()


def test_a_caller_is_slowed_down_by_role(customer, settings):
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "customer": "3/min"}
    answers = [client(customer).get("/make") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) <= 60
    assert answers[-1].json()["code"] == "throttled"
    assert client(principal(Role.ADMIN)).get("/make").status_code == 200


def test_a_call_counts_as_many_times_as_it_costs(customer, settings, monkeypatch):
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "customer": "6/min"}
    monkeypatch.setattr(Make, "costs_by", "lines", raising=False)
    dear = {"name": "x", "lines": [{"quantity": 1}] * 20}
    api = client(customer)
    assert [api.post("/make", body).status_code for body in (dear, {"name": "x"}, dear)] == [201, 201, 429]
    told = api.post("/make", b"{", content_type="application/json")
    assert told.status_code == 429
    assert 0 < int(told["Retry-After"]) <= 60
    huge = client(principal(Role.CUSTOMER)).post("/make", {"name": "x", "lines": [{"quantity": 1}] * 45})
    assert huge.status_code == 201  # who has used nothing yet may make any call


def test_room_comes_back_as_calls_grow_old(customer, settings, monkeypatch):
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "customer": "2/min"}
    at = {"now": 1_000.0}
    monkeypatch.setattr(RoleThrottle, "timer", lambda self: at["now"])
    told = []
    for now in (1_000, 1_030, 1_050, 1_059, 1_060, 1_061):
        at["now"] = now
        answer = client(customer).get("/make")
        told.append(int(answer["Retry-After"]) if answer.status_code == 429 else 0)
    assert told == [0, 0, 10, 1, 0, 29]


def test_without_redis_nobody_is_slowed_down(customer, settings):
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "customer": "1/min"}
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert [client(customer).get("/make").status_code for _ in range(3)] == [200] * 3


def test_what_costs_money_and_nothing_else_counts_is_refused_without_redis(customer, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(RoleThrottle, "costs_money", True)
    answer = client(customer).get("/make")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_new_guests_and_new_addresses_of_a_network_have_no_budget_of_their_own(settings):
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "guest": "2/min", "anonymous": "2/min"}

    def call(address, *roles):
        caller = principal(*roles) if roles else None
        return client(caller).get("/make", REMOTE_ADDR=address).status_code == 429

    assert [call("192.0.2.1", Role.GUEST) for _ in range(3)] == [False, False, True]
    assert not call("192.0.2.1"), "whoever has no token has another budget"
    rented = [call(f"198.51.100.{n}") for n in range(2 * NETWORK_SHARE + 1)]
    assert rented == [False] * 2 * NETWORK_SHARE + [True]
    assert not call("198.51.101.1")
    assert [call(f"2001:db8::{n}", Role.GUEST) for n in range(3)] == [False, False, True]
    wide = [call(f"2001:db8:1:{n:x}::1", Role.GUEST) for n in range(2 * NETWORK_SHARE + 1)]
    assert wide == [False] * 2 * NETWORK_SHARE + [True]
    assert one_client("::ffff:192.0.2.1") == "192.0.2.1" and one_network("") == ""
    here, next_door, elsewhere = (
        client_mark(Request(RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:0:{host}")))
        for host in ("1::1", "1::2", "2::1")
    )
    assert here == next_door != elsewhere, "by which unpaid orders and declined cards are counted"


def test_a_token_of_somebody_else_opens_nothing():
    api = APIClient()
    for bad in ("Bearer x", "Bearer a.b.c", "Bearer "):
        answer = api.get("/make", HTTP_AUTHORIZATION=bad)
        assert answer.status_code == 401, bad
        assert answer.json()["code"] == "not-authenticated"
    assert json.loads(api.get("/make").content) == {"caller": "None"}


def test_managing_one_store_is_not_managing_where_one_works():
    own, other = new_id(), new_id()
    caller = Principal(new_id(), frozenset({Role.STORE_MANAGER}), frozenset({own, other}), frozenset({own}))
    assert Principal.from_claims(caller.claims()) == caller
    assert caller.works_for(other)
    assert caller.manages(own)
    assert not caller.manages(other)
