"""Orders are paid and requests end although Redis or PostgreSQL stands still: a real web process, over REST."""

import signal
import time
from contextlib import contextmanager, suppress
from uuid import uuid4

import httpx
import pytest
from django.db import connection

from dominos.demo.city import accounts
from dominos.development.account import server_account, server_folder
from dominos.development.ports import HOST, free_port
from dominos.development.state import State
from dominos.development.valkey import Valkey
from dominos.kernel.auth import Role
from dominos.kernel.testing.api import principal, token
from tests.system.builders import ADDRESS
from tests.system.processes import kill, spawn, wait_until

pytestmark = pytest.mark.slow
FIRST_SECONDS, LATER_SECONDS = 5.0, 1.5
"""Of the call that finds Redis silent, which waits for a few answers in turn, and of those after it."""
REQUEST_SECONDS = 2.0
REQUEST = {"service": "DELIVERY", "address": ADDRESS, "lines": [{"variant": "14HT", "quantity": 1}]}
CONTACT = {"name": "Demo", "phone": "+358 40 1234567"}


@pytest.fixture
def valkey(tmp_path_factory):
    """A server of this test's own, which nobody else waits for."""
    state = State(tmp_path_factory.mktemp("frozen") / "state")
    account = server_account()
    server = Valkey(state, server_folder(state, account), account, uuid4().hex)
    try:
        yield server, server.ensure_running()
    finally:
        server.stop()


@pytest.fixture
def web(city, valkey):
    """A web program on the demo city; no worker runs."""
    port, health = free_port(), free_port()
    process = spawn(
        *("-m", "dominos.serve", "web"),
        PORT=str(port),
        HEALTH_PORT=str(health),
        WEB_WORKERS="1",
        DISPATCH="celery",
        REDIS_URL=valkey[1],
        REQUEST_SECONDS=str(REQUEST_SECONDS),
        DATABASE_LOCK_TIMEOUT="60",
        DATABASE_STATEMENT_TIMEOUT="60",
    )
    url = f"http://{HOST}:{port}"

    def answers():
        with suppress(httpx.HTTPError):
            return httpx.get(f"{url}/api/v1/stores", timeout=10).status_code == 200

    try:
        wait_until(answers, 60)
        yield url
    finally:
        kill(process)


@pytest.fixture
def post(web):
    caller = principal(Role.CUSTOMER, id=accounts(Role.CUSTOMER)[0].id)
    with httpx.Client(base_url=f"{web}/api/v1/", timeout=30) as http:
        http.headers["Authorization"] = f"Bearer {token(caller)}"

        def post(path, status=201, **body):
            began = time.monotonic()
            answer = http.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
            assert answer.status_code == status, answer.text
            return answer.json(), time.monotonic() - began

        yield post


@contextmanager
def standing_still(server):
    """The process gets no time, as on a machine that hangs; its kernel still takes connections."""
    (process,) = server[0].processes()
    process.send(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send(signal.SIGCONT)


def ordered(post):
    quote, _ = post("orders/price", **REQUEST)
    order, _ = post("orders", quote_id=quote["id"], contact=CONTACT)
    return order


def test_what_stands_still_holds_nobody_up_for_long(web, post, valkey):
    a_frozen_redis_costs_one_payment_seconds_and_the_next_ones_nothing(post, valkey)
    a_statement_that_waits_ends_with_its_request(web, post)
    headers_have_an_end(web)


def a_frozen_redis_costs_one_payment_seconds_and_the_next_ones_nothing(post, valkey):
    orders = [ordered(post) for _ in range(3)]
    seconds = []
    with standing_still(valkey):
        for order in orders:
            method = {"type": "card", "token": "pm_card_visa"}
            payment, took = post("payments", order_id=order["id"], method=method)
            assert payment["status"] == "AUTHORIZED"
            seconds.append(took)
    print(seconds)
    first, *later = seconds
    assert first < FIRST_SECONDS and max(later) < LATER_SECONDS, seconds


def a_statement_that_waits_ends_with_its_request(web, post):
    order = ordered(post)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE orders_order IN ACCESS EXCLUSIVE MODE")
        try:
            problem, took = post("payments", 503, order_id=order["id"], method={"type": "cash"})
        finally:
            cursor.execute("ROLLBACK")
    assert problem["code"] == "deadline-exceeded"
    assert REQUEST_SECONDS <= took < REQUEST_SECONDS + 2
    payment, _ = post("payments", order_id=order["id"], method={"type": "cash"})
    assert payment["order_id"] == order["id"]


def headers_have_an_end(web):
    for name in ("Content-Type", "Accept", "Cookie", "X-Anything"):
        refused = httpx.get(f"{web}/api/v1/stores", headers={name: "application/json;" + "a=b;" * 30_000})
        assert refused.status_code == 431, name
    taken = {"Content-Type": "application/json;" + "a=b;" * 5_000}
    assert httpx.get(f"{web}/api/v1/stores", headers=taken).status_code == 200
