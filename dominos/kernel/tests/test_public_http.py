"""Calling addresses that strangers name: real sockets, none of which leads where it may not."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from dominos.kernel import public_http
from dominos.kernel.networks import is_public
from dominos.kernel.public_http import NoAnswer, NotAllowed, Reach, addresses_of, check, post

HERE = Reach(("127.0.0.0/8",), 0.5)
OUT = Reach((), 0.5)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "2002:a00:1::",
        "64:ff9b::a00:1",
        "64:ff9b:1::7f00:1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "::ffff:0:7f00:1",
        "5f00::1",
        "ff02::1",
        "2001:0:53aa:64c::1",
        "192.0.2.1",
        "x",
    ],
)
def test_no_form_of_a_private_address_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_internet_is(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://",
        "https://me@example.com/",
        "https://example.com:22/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://example.com/#x",
        "https://exämple.com/",
        "https://example.com:99999/",
        "http://localhost/",
        "https://example.com/a b",
        "https://example.com/\r\nX: y",
        "https://exa\tmple.com/",
        "https://example.com/\x00",
        "https://@example.com/",
        "https://[fe80::1%25eth0]/",
    ],
)
def test_an_address_that_is_never_called_is_refused_when_it_is_named(url):
    with pytest.raises(NotAllowed):
        check(url, OUT)


def resolving(monkeypatch, *answers):
    """Has each look-up of a name answer the next of these; returns what was asked."""
    asked, left = [], list(answers)

    def look_up(host, port, *_, **options):
        if options.get("flags") == socket.AI_NUMERICHOST:
            raise socket.gaierror
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in left.pop(0)]

    monkeypatch.setattr(public_http.socket, "getaddrinfo", look_up)
    return asked


def test_a_name_with_one_address_of_ours_is_not_called(monkeypatch):
    resolving(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(NotAllowed):
        addresses_of("both.example", 443, OUT)


def test_a_name_is_resolved_once_and_its_second_answer_leads_nowhere(monkeypatch):
    asked = resolving(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    connected = []

    class Own:
        def connect_tcp(self, host, port, timeout):
            connected.append(host)
            raise public_http.httpcore.ConnectError

    monkeypatch.setattr(public_http.httpcore, "SyncBackend", Own)
    with pytest.raises(NoAnswer):
        post("https://rebinds.example/", b"{}", {}, Reach((), 5.0))
    assert (asked, connected) == (["rebinds.example"], ["8.8.8.8"])


@contextmanager
def serving(answer):
    """A server that has `answer` do what it likes with each connection; its address and what it was sent."""
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run():
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    seen.append(line.recv(65536))
                    with suppress(OSError):
                        answer(line)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook?a=1", seen
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(2)


def saying(text):
    return lambda line: line.sendall(text.encode())


def test_a_body_arrives_and_a_status_comes_back():
    with serving(saying("HTTP/1.1 204 No Content\r\n\r\n")) as (url, seen):
        assert post(url, b'{"a": 1}', {"webhook-id": "7"}, HERE) == 204
    assert seen[0].startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert b"webhook-id: 7\r\n" in seen[0] and b"Content-Length: 8\r\n" in seen[0]


def test_a_redirect_is_an_answer_and_nothing_more():
    with serving(saying("HTTP/1.1 200 OK\r\n\r\n")) as (elsewhere, seen):
        moved = f"HTTP/1.1 307 Moved\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\n\r\n"
        with serving(saying(moved)) as (url, _):
            assert post(url, b"{}", {}, HERE) == 307
    assert not seen


def test_an_endless_answer_is_not_read():
    def endless(line):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
        while True:
            line.sendall(b"x" * 65536)

    with serving(endless) as (url, _):
        began = time.monotonic()
        assert post(url, b"{}", {}, HERE) == 200
        assert time.monotonic() - began < 2


def test_who_drips_does_not_hold_us_longer_than_the_deadline():
    def dripping(line):
        for letter in "HTTP/1.1 200 OK\r\nX: " + "x" * 380:
            line.sendall(letter.encode())
            time.sleep(0.05)

    with serving(dripping) as (url, _):
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            post(url, b"{}", {}, HERE)
        assert time.monotonic() - began < 10, "half of what it drips for"


def test_a_slow_name_server_does_not_hold_us_longer_than_the_deadline(monkeypatch):
    answered = threading.Event()

    def look_up(*_, flags=0, **__):
        if not flags:
            answered.wait(20)
        raise socket.gaierror

    monkeypatch.setattr(public_http.socket, "getaddrinfo", look_up)
    began = time.monotonic()
    with pytest.raises(NoAnswer, match=r"no answer within 0\.5 seconds"):
        post("https://slow.example/", b"{}", {}, OUT)
    assert time.monotonic() - began < 10
    answered.set()


def test_what_is_not_http_is_told_without_its_words():
    with serving(saying("secret of a server\r\n\r\n")) as (url, _), pytest.raises(NoAnswer) as failure:
        post(url, b"{}", {}, HERE)
    assert str(failure.value) == "the answer was not HTTP"
