"""The one thread that answers, among clients who ask for much at once."""

import asyncio
from types import SimpleNamespace

import pytest

from dominos.kernel.edge.whole_requests import WholeRequests


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


@pytest.mark.parametrize(
    ("many", "other"),
    [
        ({"token": "Bearer a"}, {"token": "Bearer b"}),
        ({"address": "192.0.2.1"}, {"address": "192.0.2.2"}),
        ({"token": "Bearer a"}, {}),
    ],
)
def test_who_asks_for_much_at_once_lets_others_in_between(many, other):
    order = answered(*(asked(f"/{n}", **many) for n in range(25)), asked("/other", **other))
    assert order.index("/other") <= 1
    assert [path for path in order if path != "/other"] == [f"/{n}" for n in range(25)]


@pytest.mark.parametrize("spelling", [{"token": "bearer  a"}, {"token": "Bearer a", "address": "192.0.2.9"}])
def test_a_client_is_one_however_they_write_their_token(spelling):
    order = answered(*(asked(f"/{n}", token="Bearer a") for n in range(9)), asked("/9", **spelling))
    assert order == [f"/{n}" for n in range(10)]
