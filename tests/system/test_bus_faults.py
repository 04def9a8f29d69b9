"""The bus with real processes, a real broker and real kills: nothing lost, nothing applied twice."""

import json
import os
import signal
import time
from datetime import timedelta

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.core.cache import cache

from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import outbox
from dominos.kernel.messaging.gauges import SEEN
from dominos.kernel.messaging.relay import relay
from dominos.kernel.messaging.topology import installed_apps, queue_of
from dominos.kernel.testing.probe.handlers import CountProbe, FailProbe, SlowProbe, attempts, count
from dominos.kernel.timers.timers import timers_queue_of
from dominos.kernel.unit_of_work import send, unit_of_work
from tests.system.processes import kill, spawn, wait_until, worker

pytestmark = pytest.mark.django_db(transaction=True)
BACKLOG = 400
PROBES = "dominos.kernel.testing.probe.handlers"
PREPARE = f"""
import os, signal, sys, uuid, django
django.setup()
from dominos.kernel.messaging import outbox
from dominos.kernel.unit_of_work import send, unit_of_work
from {PROBES} import CountProbe
"""
DIE_AT_DISPATCH = """
outbox.dispatch = lambda deliveries: os.kill(os.getpid(), signal.SIGKILL)
"""
SEND = """
probe = uuid.UUID(sys.argv[1])
with unit_of_work("probe"):
    send(CountProbe(probe_id=probe), subject=probe)
"""
COMMIT, COMMIT_AND_DIE = PREPARE + SEND, PREPARE + DIE_AT_DISPATCH + SEND


@pytest.fixture
def through_celery(settings):
    """This process hands messages to Celery; a message unacknowledged for a second is sent again."""
    settings.DISPATCH, settings.BUS_GRACE = "celery", 1.0
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


def probe_worker():
    return worker(queues=queue_of(installed_apps()[0]))


def send_probe(kind, **fields):
    probe_id = new_id()
    with unit_of_work("probe"):
        send(kind(probe_id=probe_id, **fields), subject=probe_id)
    return probe_id


def undone():
    return outbox.table("probe", "OutboxDelivery").objects.filter(done_at=None).count()


def relay_until_done(seconds=40):
    """What beat does: relays, until everything is acknowledged."""

    def is_done():
        relay("probe")
        time.sleep(0.2)
        return undone() == 0

    wait_until(is_done, seconds)


def test_killed_between_commit_and_dispatch():
    probe_id = new_id()
    dead = spawn("-c", COMMIT_AND_DIE, str(probe_id), BUS_GRACE="0")
    assert dead.wait(60) == -9
    assert count(probe_id) == 0, "it died before anybody heard of it"
    assert undone() == 1, "but after it had committed"
    relay_until_done()
    assert count(probe_id) == 1


@pytest.mark.usefixtures("through_celery")
def test_worker_killed_in_the_middle_of_a_handler():
    with probe_worker():
        probe_id = send_probe(SlowProbe)
        store = redis.Redis.from_url(settings.REDIS_URL)
        wait_until(lambda: store.get(f"probe:{probe_id}") == b"1")
    assert count(probe_id) == 0, "its transaction died with it"
    with probe_worker():
        relay_until_done()
    assert count(probe_id) == 1
    assert attempts(probe_id) == 3, "the one killed, the one that worked, and this question"


@pytest.mark.usefixtures("through_celery")
def test_broker_flushed_while_messages_are_in_flight():
    probes = [send_probe(CountProbe) for _ in range(30)]
    broker = redis.Redis.from_url(settings.REDIS_URL)
    assert broker.dbsize() > 0, "they are in the broker"
    broker.flushdb()
    assert {count(probe_id) for probe_id in probes} == {0}
    with probe_worker():
        relay_until_done()
    assert {count(probe_id) for probe_id in probes} == {1}


@pytest.mark.usefixtures("through_celery")
def test_handler_that_fails_twice_in_a_worker():
    with probe_worker():
        send_probe(CountProbe)
        relay_until_done()  # the worker has started: waits grow with every attempt
        probe_id = send_probe(FailProbe, times=2)
        relay_until_done()
    assert count(probe_id) == 1
    assert not outbox.table("probe", "DeadLetter").objects.exists()


@pytest.mark.usefixtures("through_celery")
def test_timers_neither_pile_up_before_a_stopped_worker_nor_wait_behind_its_backlog(tmp_path):
    store, prefix = (
        redis.Redis.from_url(settings.REDIS_URL),
        settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"],
    )
    first = settings.ENABLED_APPS[0]
    own, timers = queue_of(first), timers_queue_of(first)
    beat = spawn("-m", "celery", "-A", "dominos", "beat", "--schedule", str(tmp_path / "beat"), "--pidfile=")
    try:
        with worker(queues=f"{own},{timers}") as process:
            wait_until(lambda: seen("orders") > 0)
            os.killpg(process.pid, signal.SIGSTOP)
            with current_app.pool.acquire() as line:
                for _ in range(BACKLOG):
                    current_app.send_task("dominos.purge", [first], queue=own, connection=line)
            leave_something_to_relay(first)
            newest = set()
            wait_until(lambda: newest.update(copies(store, prefix + timers)) or len(newest) > 4)
            for queue in map(timers_queue_of, settings.ENABLED_APPS):
                # A copy lies beside the one before it for as long as it takes to remove that one.
                wait_until(lambda queue=queue: is_one_each(copies(store, prefix + queue)))
            assert copies(store, prefix + timers)
            stopped_until = time.time()
            os.killpg(process.pid, signal.SIGCONT)
            wait_until(lambda: seen("orders") > stopped_until)
            assert store.llen(prefix + own) > BACKLOG / 2, "the relay came before most of what waited"
    finally:
        kill(beat)


def leave_something_to_relay(app):
    """A delivery that is due and stays so, since its message is gone."""
    deliveries = outbox.table(app, "OutboxDelivery").objects
    deliveries.create(message_id=new_id(), receiver="probe", due_at=now() - timedelta(minutes=1))


def seen(app):
    """When a worker last relayed for the app."""
    return cache.get(SEEN.format(app)) or 0


def is_one_each(waiting):
    """Whether no task waits twice."""
    tasks = [task for task, _ in waiting]
    return len(tasks) == len(set(tasks))


def copies(store, key):
    """What waits in a queue: tasks and the ids of their messages."""
    headers = [json.loads(message)["headers"] for message in store.lrange(key, 0, -1)]
    return [(one["task"], one["id"]) for one in headers]


def test_broker_down_the_process_handles_its_messages_itself():
    probe_id = new_id()
    process = spawn("-c", COMMIT, str(probe_id), REDIS_URL="redis://127.0.0.1:1/0", DISPATCH="celery")
    assert process.wait(60) == 0
    assert count(probe_id) == 1
    assert undone() == 0
