"""A Redis that accepts and never answers costs a request one short wait."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import redis
from celery import current_app
from django.core.cache import cache, caches

from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.errors import Unavailable
from dominos.kernel.redis_client import CONNECT_SECONDS, SOCKET_SECONDS, Cache, client, through_broker
from dominos.kernel.resilience import breakers as resilience
from dominos.kernel.sockets import pushes as live


@pytest.fixture
def frozen(settings):
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = settings.BROKER_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        resilience.breaker.cache_clear()
        yield settings.REDIS_URL
    resilience.breaker.cache_clear()


@contextmanager
def within(seconds):
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_the_first_use_waits_briefly_and_the_others_not_at_all(frozen):
    uses = [
        lambda: client(frozen).get("x"),
        lambda: client(frozen, decode_responses=True).publish("x", "y"),
        lambda: client(frozen).pipeline().set("x", 1).execute(),
        lambda: Cache(frozen, {}).get("x"),
        lambda: Cache(frozen, {}).set("x", 1, 5),
    ]
    for first in uses:
        resilience.breaker.cache_clear()
        with within(2 * SOCKET_SECONDS), pytest.raises(redis.RedisError):
            first()
        with within(SOCKET_SECONDS):  # for so long one would wait
            for use in uses:
                with pytest.raises(redis.ConnectionError):
                    use()
            with pytest.raises(Unavailable):
                through_broker(pytest.fail, "the broker is not asked")


@pytest.mark.django_db(transaction=True)
def test_what_a_payment_does_with_redis_takes_less_than_a_second_in_all(frozen, settings, monkeypatch):
    settings.DISPATCH = "celery"
    monkeypatch.setattr(caches["default"], "_cache", Cache(frozen, {})._cache)
    monkeypatch.setattr(current_app, "send_task", lambda *_, **__: pytest.fail("the broker is not asked"))
    assert CONNECT_SECONDS + SOCKET_SECONDS < 1
    with within(1):
        with pytest.raises(redis.RedisError):
            cache.get("throttle")
        for number in range(20):
            live.push("a", {"number": number})
            start_after_commit("probe.note", number)
            with pytest.raises(redis.RedisError):
                cache.set("throttle", number)


def test_a_refusal_is_an_answer(settings):
    line = client(settings.REDIS_URL)
    for _ in range(3):
        with pytest.raises(redis.ResponseError):
            line.execute_command("NO-SUCH-COMMAND")
    assert line.ping()


def test_a_connection_that_the_server_has_ended_is_opened_anew_and_a_threads_ends_with_it(settings):
    line, others = client(settings.REDIS_URL), redis.Redis.from_url(settings.REDIS_URL)
    ended = line.client_id()
    others.client_kill_filter(_id=ended)
    assert line.client_id() != ended
    with ThreadPoolExecutor(1) as pool:
        of_thread = pool.submit(line.client_id).result()
    assert str(of_thread) not in {each["id"] for each in others.client_list()}
    others.close()
