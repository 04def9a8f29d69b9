"""The one thread that answers, among clients who ask for much at once."""

import asyncio
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest

from dominos.kernel.auth import Role, tokens
from dominos.kernel.auth.tokens import principal_of
from dominos.kernel.edge import request_buffering
from dominos.kernel.edge.middleware import WAITED
from dominos.kernel.edge.request_buffering import SMALL, WholeRequests
from dominos.kernel.testing.api import principal, token

ANSWERED_IN = 0.005


def asked(path, token="", address="192.0.2.1", **headers):
    """What granian tells of a request without a body."""
    if token:
        headers["authorization"] = token
    return SimpleNamespace(
        method="GET",
        path=path,
        query_string="",
        scheme="http",
        http_version="1.1",
        server="127.0.0.1:80",
        client=f"{address}:1000",
        headers=headers,
    )


def answered(*requests):
    """The paths in the order of their answers, of requests that all came while another was answered."""
    order = []

    def application(environ, start_response):
        order.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b""]

    async def all_at_once():
        web = WholeRequests(application)
        web.__rsgi_init__(asyncio.get_running_loop())
        protocol = SimpleNamespace(response_bytes=lambda *_: None)
        await asyncio.gather(*(web.__rsgi__(each, protocol) for each in requests))
        assert not web._turns, "a turn is kept for who has left"

    asyncio.run(all_at_once())
    return order


@pytest.fixture
def signed_in(monkeypatch):
    """Tokens of two people that this process has seen, two of the first one."""
    monkeypatch.setattr(tokens, "_kept", {})
    first = principal(Role.CUSTOMER)
    made = [token(who, timedelta(minutes=n)) for n, who in enumerate((first, first, principal()), 5)]
    for each in made:
        principal_of(each)
    return dict(zip(("a", "a too", "b"), made, strict=True))


@pytest.mark.parametrize(
    ("many", "other"),
    [
        ({"token": "Bearer {a}"}, {"token": "Bearer {b}"}),
        ({"address": "192.0.2.1"}, {"address": "192.0.2.2"}),
        ({"token": "Bearer {a}"}, {}),
        ({}, {"token": "Bearer {b}"}),
    ],
)
def test_who_asks_for_much_at_once_lets_others_in_between(many, other, signed_in):
    order = answered(
        *(asked(f"/{n}", **as_said(many, signed_in)) for n in range(25)),
        asked("/other", **as_said(other, signed_in)),
    )
    assert order.index("/other") <= 1
    assert [path for path in order if path != "/other"] == [f"/{n}" for n in range(25)]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ({"token": "Bearer {a}"}, {"token": "bearer  {a}"}),
        ({"token": "Bearer {a}"}, {"token": "Bearer {a too}", "address": "192.0.2.9"}),
        ({}, {"token": "Bearer invented"}),
        ({}, {"token": "Basic 192.0.2.7"}),
    ],
)
def test_a_client_is_one_however_they_ask(first, later, signed_in):
    earlier = [asked(f"/{n}", **as_said(first, signed_in)) for n in range(9)]
    order = answered(*earlier, asked("/9", **as_said(later, signed_in)))
    assert order == [f"/{n}" for n in range(10)]


def as_said(how, signed_in):
    """How somebody asks, with the tokens that were made."""
    return {name: text.format_map(signed_in) for name, text in how.items()}


class Handed:
    """A body that is there, and what was answered."""

    def __init__(self, body):
        self.body, self.status = body, 0

    async def __call__(self):
        return self.body

    def response_bytes(self, status, headers, body):
        self.status = status


def statuses(*bodies):
    """What those are answered whose requests with such bodies one client sends at once, and how long each waited."""
    waited = []

    def application(environ, start_response):
        waited.append(environ[WAITED])
        time.sleep(ANSWERED_IN)
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    async def all_at_once():
        web = WholeRequests(application)
        web.__rsgi_init__(asyncio.get_running_loop())
        handed = [Handed(body) for body in bodies]
        scopes = [asked("/", **{"content-length": str(len(body))}) for body in bodies]
        await asyncio.gather(*map(web.__rsgi__, scopes, handed))
        assert not web._taken, "room is kept for who has left"
        return [each.status for each in handed]

    return asyncio.run(all_at_once()), waited


def test_bodies_have_their_room_until_they_are_answered(monkeypatch):
    monkeypatch.setattr(request_buffering, "ROOM", 3 * SMALL)
    large = b"x" * (SMALL + 1)
    answers, _ = statuses(large, large, large, b"x" * SMALL, b"")
    assert answers == [200, 200, 503, 200, 200]


def test_a_request_is_told_how_long_it_has_waited():
    _, waited = statuses(b"", b"", b"")
    assert waited[1] >= ANSWERED_IN and waited[2] >= 2 * ANSWERED_IN
