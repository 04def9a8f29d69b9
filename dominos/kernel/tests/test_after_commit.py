from contextlib import suppress

import pytest
from celery import current_app, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from dominos.kernel.after_commit import (
    WAKE_SECONDS,
    WAKES,
    is_awake,
    start_after_commit,
)
from dominos.kernel.redis_client import client
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.unit_of_work import current_claim, tasks_to_others

pytestmark = pytest.mark.django_db(transaction=True)
started = []


@shared_task(name="probe.note")
def note(*args):
    started.append((args, current_claim.get()))
    if args == ("fail",):
        raise ValueError


@pytest.fixture(autouse=True)
def nothing_started():
    started.clear()
    breaker.cache_clear()


@pytest.fixture
def sent(settings, monkeypatch):
    """What a broker was given."""
    settings.DISPATCH = "celery"
    client(settings.REDIS_URL).flushdb()
    found = []
    monkeypatch.setattr(current_app, "send_task", lambda task, **options: found.append((task, options)))
    return found


def test_a_task_runs_here_once_the_transaction_has_committed():
    with transaction.atomic():
        start_after_commit("probe.note", 1)
        assert started == []
    assert started == [((1,), None)]


def test_nothing_starts_when_the_transaction_is_undone():
    with pytest.raises(ValueError), transaction.atomic():
        start_after_commit("probe.note", 1)
        raise ValueError
    assert started == []


def test_the_work_is_no_part_of_the_request_and_its_failure_not_the_requests():
    token = current_claim.set(object())
    start_after_commit("probe.note", "fail")
    assert started == [(("fail",), None)]
    assert current_claim.get() is not None
    current_claim.reset(token)


def test_a_worker_gets_the_task_in_the_queue_of_its_app(sent):
    with transaction.atomic():
        start_after_commit("probe.note", 1, expires=30)
        assert sent == []
    ((task, options),) = sent
    assert task == "probe.note"
    assert options.items() >= {"args": (1,), "queue": "dominos.probe", "retry": False, "expires": 30}.items()


def test_a_task_that_waits_is_not_started_again_until_it_runs(sent):
    for number in (1, 1, 2, 1):
        start_after_commit("probe.note", number)
    assert [options["args"] for _, options in sent] == [(1,), (2,)]
    assert {options["expires"] for _, options in sent} == {WAKE_SECONDS}
    is_awake(sent[0][1]["headers"][WAKES])
    start_after_commit("probe.note", 1)
    assert [options["args"] for _, options in sent] == [(1,), (2,), (1,)]


def test_a_broker_that_is_down_costs_time_only(sent, monkeypatch):
    def refuse(*args, **options):
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", refuse)
    start_after_commit("probe.note", 1)
    start_after_commit("probe.note", 1)


def test_of_one_transaction_a_task_is_started_once_unless_its_savepoint_was_undone():
    with transaction.atomic():
        with suppress(ValueError), transaction.atomic():
            start_after_commit("probe.note", 1)
            raise ValueError
        for number in (1, 1, 2):
            start_after_commit("probe.note", number)
    assert [args for args, _ in started] == [(1,), (2,)]


def test_a_block_does_not_wait_for_what_it_starts(sent, settings):
    settings.DISPATCH = "inline"
    token = tasks_to_others.set(True)
    start_after_commit("probe.note", 1)
    tasks_to_others.reset(token)
    assert (len(sent), started) == (1, [])
