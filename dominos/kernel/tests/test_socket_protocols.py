"""The websocket server's connections: what a client can send that no application sees."""

import socket
import struct
from contextlib import ExitStack

import pytest

from dominos.kernel.sockets import protocols
from dominos.kernel.sockets.frames import COUNTED_TOGETHER, MAX_FRAME, TOO_MANY
from dominos.kernel.testing.live_server import served

ASK = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
CONTINUED, TEXT, PING, PONG = 0, 1, 9, 10
LAST, MASKED = 0x80, 0x80


async def echo(scope, receive, send):
    """Says what it hears."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@pytest.fixture(scope="module")
def port():
    with served(echo) as port:
        yield port


def frame(kind, content=b"", last=LAST):
    return bytes([last | kind, MASKED | len(content)]) + bytes(4) + content


def opened(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(ASK)
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += connection.recv(1)
    assert b" 101 " in answer
    return connection


def everything(connection):
    """All that comes until the server ends the connection."""
    received = b""
    with ExitStack() as stack:
        stack.callback(connection.close)
        try:
            while part := connection.recv(65_536):
                received += part
        except ConnectionResetError:
            pass
    return received


@pytest.mark.parametrize(
    "flood",
    [frame(PING), frame(PONG), frame(CONTINUED, last=0), frame(TEXT, b"{}")],
    ids=["pings", "pongs", "parts of a message", "messages"],
)
def test_frames_of_any_kind_have_an_end(port, flood):
    with opened(port) as connection:
        if flood[0] == CONTINUED:
            connection.sendall(frame(TEXT, b"{", last=0))
        connection.sendall(flood * int(COUNTED_TOGETHER + 100))
        assert struct.pack("!H", TOO_MANY) in everything(connection)


def test_what_people_send_passes(port):
    whole = b"x" * 100
    with opened(port) as connection:
        for _ in range(30):
            connection.sendall(frame(PING) + frame(TEXT, whole[:50], last=0) + frame(CONTINUED, whole[50:]))
        heard = b""
        while heard.count(whole) < 30:
            heard += connection.recv(MAX_FRAME)


def test_a_handshake_has_its_time(monkeypatch):
    monkeypatch.setattr(protocols, "HANDSHAKE_SECONDS", 0.2)
    with served(echo) as port, opened(port) as told:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
            silent.sendall(ASK[:40])
            assert everything(silent) == b""
        told.sendall(frame(TEXT, b"still here"))
        assert b"still here" in told.recv(100)
