"""A request ends: whatever it waits for, with a problem, and nothing of it stays."""

import time

import httpx
import pytest
from django.test import Client

from dominos.kernel.edge.middleware import WAITED
from dominos.kernel.ids import new_id
from dominos.kernel.resilience import deadline
from dominos.kernel.resilience.deadline import END_AFTER, Deadline, Watch, seconds_left, shorten, within
from dominos.kernel.services.client import TIME_LEFT, HttpTransport
from dominos.kernel.testing.probe.models import Effect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("dominos.kernel.testing.probe.urls")]


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    settings.REQUEST_SECONDS = 0.1
    monkeypatch.setattr(deadline, "TICK_SECONDS", 0.05)


@pytest.fixture
def api():
    return Client(raise_request_exception=False)


def is_told_to_be_late(answer):
    body = answer.json()
    said = (answer.status_code, body["code"], answer["Content-Type"], answer["Retry-After"])
    return said == (503, "deadline-exceeded", "application/problem+json", "5") and body["request_id"]


@pytest.mark.parametrize("key", [{}, {"HTTP_IDEMPOTENCY_KEY": str(new_id())}])
@pytest.mark.parametrize("how", ["statement", "computing"])
def test_a_late_request_is_undone_and_says_so(api, how, key):
    began = time.monotonic()
    assert is_told_to_be_late(api.post(f"/slow/{how}", **key))
    assert time.monotonic() - began < 5
    assert not Effect.objects.exists()


def test_a_server_that_stands_still_is_left(api, monkeypatch):
    asked = []
    monkeypatch.setattr(deadline, "_cancel", asked.append)  # nobody there hears it
    monkeypatch.setattr(deadline, "CUT_AFTER", 0.2)
    assert is_told_to_be_late(api.post("/slow/statement"))
    assert asked and not Effect.objects.exists()


def test_pages_end_too(api):
    assert is_told_to_be_late(api.get("/slow-page"))


def test_who_has_waited_for_their_turn_has_that_much_less(api, settings):
    settings.REQUEST_SECONDS = 60
    assert is_told_to_be_late(api.post("/slow/statement", **{WAITED: 90.0}))


def test_what_was_committed_in_time_is_answered(api, settings):
    settings.REQUEST_SECONDS = 1
    answer = api.post("/slow/after")
    assert (answer.status_code, Effect.objects.count()) == (201, 1)


def test_the_watch_rests_and_is_woken(api):
    for _ in range(2):
        assert is_told_to_be_late(api.post("/slow/statement"))
        time.sleep(0.2)
    assert not deadline.watch._running and deadline.watch._is_idle


def test_a_request_that_computes_for_ever_ends_with_its_process():
    ended = []
    watch = Watch(lambda: ended.append(True))
    with within(-1) as late, watch.over(late):
        watch.look(late.until + END_AFTER - 1)
        assert not ended
        watch.look(late.until + END_AFTER)
        assert ended == [True]
    watch.look(late.until + 2 * END_AFTER)
    assert ended == [True]


def test_a_process_that_was_forked_watches_its_own(api):
    watch = Watch(lambda: None)
    watch._running.add(Deadline(0))
    watch.begin_anew()
    assert not watch._running and watch._thread is None


def test_calls_out_take_what_is_left():
    assert seconds_left(5) == 5
    with within(3):
        assert seconds_left(2) == 2 and 2 < seconds_left(5) <= 3
        shorten(1)
        shorten(10)
        assert seconds_left(5) <= 1
        shorten(-1)
        assert seconds_left(5) == 0


def test_others_are_told_what_is_left(monkeypatch):
    sent = []
    transport = HttpTransport("probe", "http://elsewhere.example")
    answer = httpx.Response(200, content=b"{}")
    monkeypatch.setattr(transport._client, "post", lambda *_, **options: sent.append(options) or answer)
    with within(1):
        transport("/internal/rpc/probe/echo", b"{}", repeatable=False)
    (options,) = sent
    assert options["timeout"] <= 1 and 0 < float(options["headers"][TIME_LEFT]) <= options["timeout"]
