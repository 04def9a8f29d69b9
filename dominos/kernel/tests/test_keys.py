"""Rotation, and keys read from the process that publishes them."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest

from dominos.kernel.auth import keys
from dominos.kernel.auth.tokens import BadToken, encode, principal_of
from dominos.kernel.tests.signing import make_pem, payload, sign


class Publisher:
    """A real web server that publishes a key set."""

    def __init__(self):
        self.document, self.status, self.fetches = keys.key_set(), 200, 0
        self.url = ""

    def answer(self, handler):
        self.fetches += 1
        handler.send_response(self.status)
        if self.status == 302:
            handler.send_header("Location", self.url)
        handler.end_headers()
        handler.wfile.write(json.dumps(self.document).encode())

    @contextmanager
    def serving(self):
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                publisher.answer(self)

            def log_message(self, *args):
                """Nothing."""

        with HTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            self.url = f"http://127.0.0.1:{server.server_port}/.well-known/jwks.json"
            yield
            server.shutdown()
            thread.join()


@pytest.fixture
def time(monkeypatch):
    """The monotonic clock of the keys; a test moves it on."""
    at = [0.0]
    monkeypatch.setattr(keys, "monotonic", lambda: at[0])
    return at


@pytest.fixture
def publisher(settings, time):
    """This process has no keys of its own; another one publishes those it had."""
    found = Publisher()
    with found.serving():
        settings.JWT_PRIVATE_KEYS, settings.JWKS_URL = "", found.url
        yield found


@pytest.fixture
def token():
    return encode(payload())


def test_keys_may_stand_on_one_line_as_in_a_file_of_variables(settings):
    pem = make_pem() + make_pem()
    settings.JWT_PRIVATE_KEYS = pem
    told = keys.key_set()
    settings.JWT_PRIVATE_KEYS = pem.replace("\n", " ")
    assert keys.key_set() == told
    assert len(told["keys"]) == 2


def test_rotation_first_publishes_then_signs_then_forgets(settings):
    old, new = make_pem(), make_pem()
    settings.JWT_PRIVATE_KEYS = old
    first = encode(payload())

    settings.JWT_PRIVATE_KEYS = new + old
    second = encode(payload())
    assert len(keys.key_set()["keys"]) == 2
    assert [jwt.get_unverified_header(t)["kid"] for t in (second, first)] == [
        key["kid"] for key in keys.key_set()["keys"]
    ]
    assert principal_of(first) and principal_of(second)

    settings.JWT_PRIVATE_KEYS = new
    assert principal_of(second)
    with pytest.raises(BadToken):
        principal_of(first)


def test_a_key_set_tells_nothing_private():
    for key in keys.key_set()["keys"]:
        assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}


def test_a_process_without_keys_reads_them_once(token, publisher):
    for _ in range(3):
        assert principal_of(token).is_authenticated
    assert publisher.fetches == 1


def test_a_process_without_keys_signs_nothing(publisher):
    with pytest.raises(RuntimeError):
        encode(payload())


def test_forged_kids_do_not_become_requests(token, publisher, time):
    stranger = keys._load(make_pem())
    principal_of(token)
    for _ in range(20):
        with pytest.raises(BadToken):
            principal_of(sign(payload(), stranger))
    assert publisher.fetches == 1
    time[0] += keys.REFETCH_SECONDS + 1
    with pytest.raises(BadToken):
        principal_of(sign(payload(), stranger))
    assert publisher.fetches == 2


def test_a_new_key_is_found_and_a_removed_one_is_refused(token, publisher, time):
    new = keys._load(make_pem())
    principal_of(token)
    publisher.document = {"keys": [new.jwk]}
    time[0] += keys.KEY_SET_SECONDS - 1
    assert principal_of(token)
    time[0] += 2
    assert principal_of(sign(payload(), new))
    with pytest.raises(BadToken):
        principal_of(token)


@pytest.mark.parametrize("failure", ["down", "rubbish", "empty", "moved"])
def test_the_last_known_keys_stay_while_the_publisher_fails(token, publisher, time, failure):
    assert principal_of(token)
    publisher.status = {"down": 500, "moved": 302}.get(failure, 200)
    publisher.document = {"rubbish": ["x"], "empty": {"keys": []}}.get(failure)
    time[0] += keys.KEY_SET_SECONDS + 1
    assert principal_of(token)
    assert publisher.fetches == 2


def test_nobody_is_believed_before_the_keys_were_read(token, publisher, time):
    publisher.status = 503
    with pytest.raises(BadToken):
        principal_of(token)
    publisher.status = 200
    time[0] += keys.REFETCH_SECONDS + 1
    assert principal_of(token)
