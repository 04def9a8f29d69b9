"""The web program, without a proxy before it, among clients whose requests come slowly or never whole."""

import select
import socket
import time
from contextlib import ExitStack, suppress

import httpx
import pytest

from dominos.development.ports import HOST, free_port
from tests.system.processes import kill, spawn, wait_until

pytestmark = pytest.mark.slow
SLOW_CLIENTS = 50
BODY_SECONDS = 8.0
HEAD = "POST /api/v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{}\r\n\r\n"


@pytest.fixture(scope="module")
def port():
    """A web program of one process; nothing that is asked here is in the database."""
    port = free_port()
    process = spawn(
        *("-m", "dominos.serve", "web"),
        PORT=str(port),
        HEALTH_PORT=str(free_port()),
        WEB_WORKERS="1",
        REQUEST_SECONDS=str(BODY_SECONDS),
    )

    def answers():
        with suppress(httpx.HTTPError):
            return httpx.get(f"http://{HOST}:{port}/api/v1/nothing", timeout=10).status_code == 404

    try:
        wait_until(answers, 60)
        yield port
    finally:
        kill(process)


def begin(port, length="Content-Length: 1000", body=b""):
    """A connection on which a request has begun."""
    connection = socket.create_connection((HOST, port), timeout=BODY_SECONDS * 4)
    connection.sendall(HEAD.format(length).encode() + body)
    return connection


def everything(connection):
    """All that comes until the server ends the connection."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_slow_body_holds_nobody_up_and_is_ended(port):
    with ExitStack() as stack, httpx.Client(base_url=f"http://{HOST}:{port}", timeout=BODY_SECONDS) as http:
        slow = [stack.enter_context(begin(port)) for _ in range(SLOW_CLIENTS)]
        began = time.monotonic()
        for _ in range(10):
            for connection in slow:
                connection.sendall(b"x")
            assert http.post("/api/v1/nothing", json={"lines": []}).status_code == 404
        assert not select.select(slow, [], [], 0)[0], "they were still sending"
        for connection in slow:
            answer = everything(connection)
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert b'"too-slow"' in answer
        assert time.monotonic() - began >= BODY_SECONDS - 1
        assert http.get("/api/v1/nothing").status_code == 404


@pytest.mark.parametrize(
    ("length", "status"),
    [("Content-Length: 1000001", 413), ("Transfer-Encoding: chunked", 411), ("Content-Length: -1", 400)],
)
def test_a_body_without_an_end_is_refused_by_its_head(port, length, status):
    with begin(port, length) as connection:
        assert everything(connection).startswith(f"HTTP/1.1 {status} ".encode())


def test_a_field_named_with_an_underscore_does_not_pass_for_ours(port):
    """What a proxy says of the client is told in fields with dashes."""
    with begin(port, "X_Request_Id: 00000000-0000-4000-8000-000000000001\r\nConnection: close") as connection:
        assert b"00000000-0000-4000-8000" not in everything(connection)
