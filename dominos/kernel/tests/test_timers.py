"""Timers: none older than its period, one copy of each, none that would find nothing, due at once after a lost file."""

import json
from datetime import timedelta

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from dominos.kernel.ids import new_id
from dominos.kernel.messaging.topology import queue_of
from dominos.kernel.testing.probe.models import Effect
from dominos.kernel.timers import beat as beats
from dominos.kernel.timers.beat import TimerScheduler, look_for, tidy
from dominos.kernel.timers.due import found_among
from dominos.kernel.timers.timers import question_of, timer, timers_queue_of

QUEUE = timers_queue_of("probe")
SCHEDULE = {
    "a": timer("probe", "probe.first", every=1),
    "b": timer("probe", "probe.second", every=86_400),
    "c": timer("probe", "probe.third", every=3600),
}
LOOKING = {
    name: timer("probe", task, every=1, finds=lambda task=task: Effect.objects.filter(name=task), at_least=60)
    for name, task in (("d", "probe.fourth"), ("e", "probe.fifth"))
}
OFTEN_SECONDS = 60


@pytest.fixture
def store():
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client


@pytest.fixture
def beat(tmp_path):
    """Starts beat anew with what its file holds."""
    before = whole_schedule()

    def start(file=tmp_path / "schedule", schedule=SCHEDULE):
        current_app.conf.beat_schedule = dict(schedule)
        scheduler = TimerScheduler(current_app, schedule_filename=str(file), lazy=True)
        scheduler.setup_schedule()
        for name in set(scheduler.schedule) - set(schedule):
            del scheduler.schedule[name]
        scheduler._heap = None
        opened.append(scheduler)
        return scheduler

    opened = []
    yield start
    current_app.conf.beat_schedule = before
    for scheduler in opened:
        scheduler.close()


def waiting(store):
    """What workers would take, the next one first: task and message id."""
    key = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] + QUEUE
    headers = [json.loads(message)["headers"] for message in reversed(store.lrange(key, 0, -1))]
    return [(one["task"], one["id"]) for one in headers]


def problems(schedule):
    """What is wrong with entries of a schedule: older than their period, or in a queue with other work."""
    for name, entry in schedule.items():
        options = entry.get("options", {})
        if not 0 < options.get("expires", float("inf")) <= float(entry["schedule"]):
            yield f"{name} may be older than its period"
        if not options.get("queue", "").endswith(".timers"):
            yield f"{name} waits behind other work"


def whole_schedule():
    current_app.loader.import_default_modules()
    current_app.finalize(auto=True)
    return current_app.conf.beat_schedule


def test_every_entry_of_the_schedule_expires_within_its_period_and_waits_in_a_queue_of_timers():
    schedule = whole_schedule()
    assert len(schedule) > 20
    assert list(problems(schedule)) == []
    queues = {queue.name for queue in settings.CELERY_TASK_QUEUES}
    assert {entry["options"]["queue"] for entry in schedule.values()} <= queues
    places = [(entry["task"], entry["options"]["queue"]) for entry in schedule.values()]
    assert len(set(places)) == len(places), "copies are told apart by their task"
    assert {entry["task"] for entry in schedule.values()} <= set(current_app.tasks)
    assert queues.isdisjoint({timers_queue_of("probe")}) and queue_of("orders") in queues


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ({"schedule": 5.0, "options": {"queue": QUEUE, "expires": 6}}, "older"),
        ({"schedule": 5.0, "options": {"queue": QUEUE}}, "older"),
        ({"schedule": 5.0, "options": {"queue": "dominos.probe", "expires": 5}}, "behind"),
        ({"schedule": 5.0}, "older"),
    ],
)
def test_the_walk_sees_what_is_wrong(entry, wrong):
    assert any(wrong in problem for problem in problems({"x": entry}))


def test_without_a_worker_one_copy_of_each_waits_the_newest_in_the_oldest_place(beat, store):
    scheduler = beat()
    for _ in range(60):
        for entry in list(scheduler.schedule.values()):
            last = scheduler.apply_async(entry, producer=scheduler.producer)
    assert len(waiting(store)) == len(SCHEDULE)
    assert [task for task, _ in waiting(store)] == [e["task"] for e in map(SCHEDULE.get, scheduler.schedule)]
    assert waiting(store)[-1][1] == last.id


def test_a_queue_that_cannot_be_reached_is_left_as_it_is(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert tidy(QUEUE) == 0


def test_a_daily_timer_runs_at_once_where_its_file_was_lost_and_else_when_it_is_due(beat, tmp_path):
    first = beat()
    assert all(entry.is_due().is_due for entry in first.schedule.values())
    for entry in list(first.schedule.values()):
        first.reserve(entry)
    first.close()
    again = beat()
    assert not again.schedule["b"].is_due().is_due
    assert not again.schedule["c"].is_due().is_due
    again.schedule["b"].last_run_at -= timedelta(days=1)
    assert again.schedule["b"].is_due().is_due
    assert beat(tmp_path / "lost").schedule["b"].is_due().is_due


@pytest.mark.django_db
def test_an_idle_platform_asks_one_question_for_all_that_it_does_more_often_than_once_a_minute():
    often = {entry["task"] for entry in whole_schedule().values() if entry["schedule"] < OFTEN_SECONDS}
    assert len(often) > 10
    assert {task for task in often if question_of(task) is None} == set()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert look_for(often) == dict.fromkeys(often, False)
    assert len(queries) == 1


@pytest.mark.django_db
def test_a_timer_is_sent_when_its_task_would_find_something_or_was_not_sent_for_long(
    beat, store, monkeypatch
):
    scheduler = beat(schedule=LOOKING)

    def sent():
        store.flushdb()
        for entry in scheduler.schedule.values():
            scheduler.apply_entry(entry, producer=scheduler.producer)
        return {task for task, _ in waiting(store)}

    both = {"probe.fourth", "probe.fifth"}
    assert sent() == both, "nobody knows when they were sent last"
    assert sent() == set()
    Effect.objects.create(id=new_id(), name="probe.fifth")
    assert sent() == {"probe.fifth"}
    Effect.objects.all().delete()
    later = beats.monotonic() + 61
    monkeypatch.setattr(beats, "monotonic", lambda: later)
    assert sent() == both
    monkeypatch.setattr(beats, "found_among", is_away)
    assert sent() == both, "who cannot look sends"


@pytest.mark.django_db
def test_an_answer_is_not_used_the_next_time(beat, store):
    """As it would be of a timer that was due anyhow while another one's question asked for both."""
    scheduler = beat(schedule=LOOKING)
    fourth, fifth = scheduler.schedule["d"], scheduler.schedule["e"]
    scheduler._sent["probe.fourth"] = beats.monotonic()
    for entry in (fourth, fifth):
        scheduler.apply_entry(entry, producer=scheduler.producer)
    Effect.objects.create(id=new_id(), name="probe.fifth")
    store.flushdb()
    scheduler.apply_entry(fifth, producer=scheduler.producer)
    assert [task for task, _ in waiting(store)] == ["probe.fifth"]


def is_away(*_):
    raise OperationalError


@pytest.mark.django_db
def test_of_many_questions_those_with_rows_are_named():
    Effect.objects.create(id=new_id(), name="there")
    there, gone = (Effect.objects.filter(name=name).order_by("name") for name in ("there", "gone"))
    asked = {"a": [gone, there], "b": [gone], "c": [Effect.objects.none()], "d": [there, there], "e": []}
    assert found_among(asked) == {"a", "d"}
    assert found_among({}) == found_among({"c": [Effect.objects.none()]}) == set()


def test_timers_that_are_looked_at_together_are_due_on_the_same_second(beat):
    scheduler = beat(schedule=LOOKING)
    for entry in scheduler.schedule.values():
        due, again = entry.is_due()
        at = entry.schedule.now() + timedelta(seconds=again)
        assert due
        assert again <= 1
        assert at.microsecond < 50_000 or at.microsecond > 950_000
