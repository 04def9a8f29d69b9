"""A provider that hangs holds up its channel, and nothing else of its worker."""

import threading
from time import monotonic

import pytest

from apps.notifications.domain.news import Channel
from apps.notifications.sending import queue
from dominos.kernel import lanes


@pytest.fixture
def in_worker(monkeypatch, settings):
    """A process of a worker, whose threads end as soon as nothing is to be sent."""
    settings.ROLE = "worker"
    monkeypatch.setattr(lanes, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(lanes, "GATHER_SECONDS", 0)


@pytest.fixture
def hanging(monkeypatch, in_worker):
    """Mails hang until the gate is opened; what is sent is noted, and by which thread."""
    gate, sent = threading.Event(), []

    def send_due(channel):
        if channel is Channel.MAIL:
            hangs.set()
            gate.wait(10)
        sent.append((channel, threading.current_thread().name))

    hangs = threading.Event()
    monkeypatch.setattr(queue, "send_due", send_due)
    yield gate, sent, hangs
    gate.set()


def wait_for_threads():
    for thread in threading.enumerate():
        if thread.name.startswith("send-"):
            thread.join(10)


def test_a_hanging_channel_holds_up_neither_its_worker_nor_another_channel(hanging):
    gate, sent, hangs = hanging
    before = monotonic()
    queue.send(Channel.MAIL)
    assert hangs.wait(5)
    for _ in range(5):
        queue.send(Channel.MAIL)
    queue.send(Channel.SMS)
    while not sent:
        assert monotonic() - before < 5
    assert sent == [("sms", "send-sms")], "in one thread a channel, beside the work of the process"
    gate.set()
    wait_for_threads()
    assert [channel for channel, _ in sent].count("mail") == 2, "once more for all that came meanwhile"


def test_elsewhere_it_is_sent_here_and_now(hanging, settings):
    settings.ROLE = ""
    _, sent, _ = hanging
    queue.send(Channel.PUSH)
    assert sent == [("push", threading.current_thread().name)]


def test_a_channel_goes_on_after_its_sender_failed(monkeypatch, in_worker):
    tried = []

    def broken(channel):
        tried.append(channel)
        raise RuntimeError("broken")

    monkeypatch.setattr(queue, "send_due", broken)
    for _ in range(2):
        queue.send(Channel.MAIL)
        wait_for_threads()
    assert tried == ["mail", "mail"]


def test_one_thread_and_so_one_connection_serves_a_channel_again_and_again(monkeypatch, settings):
    settings.ROLE = "worker"
    monkeypatch.setattr(lanes, "IDLE_SECONDS", 5)
    monkeypatch.setattr(lanes, "GATHER_SECONDS", 0)
    by, done = set(), threading.Event()

    def send_due(channel):
        by.add(threading.get_ident())
        done.set()

    monkeypatch.setattr(queue, "send_due", send_due)
    for _ in range(3):
        queue.send(Channel.SMS)
        assert done.wait(5)
        done.clear()
    assert len(by) == 1
    monkeypatch.setattr(lanes, "IDLE_SECONDS", 0.01)
    queue.send(Channel.SMS)
    wait_for_threads()
    assert not lanes._asked
