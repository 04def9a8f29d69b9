"""Whatever order news comes in, however often, and whatever fails: each is told once, and none of it too late."""

import os
import random
import signal
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from django.db import connections

from apps.notifications.domain.news import Channel
from apps.notifications.models import Notification, Outgoing
from apps.notifications.sending import queue as sending
from apps.notifications.tests.builders import build_advanced, build_placed, envelope_for
from apps.orders.contract.types import EndCause, OrderStatus
from apps.payments.contract.events import InvoiceIssued
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive

pytestmark = pytest.mark.django_db(transaction=True)
A_DELIVERY = ["ACCEPTED", "PREPARING", "BAKING", "READY", "OUT_FOR_DELIVERY", "ARRIVED", "COMPLETED"]
GOLDEN_AFTERWARDS = [
    *("order-placed ada@example.com", "invoice-issued ada@example.com"),
    *("order-placed eve@example.com", "order-cancelled eve@example.com"),
]
"""The mails of two orders, of which one is eaten by the time the provider is back."""
GOLDEN_AT_ONCE = [*GOLDEN_AFTERWARDS, "order-on-its-way ada@example.com"]


@dataclass
class Provider:
    """A provider with a bad day, and the mailboxes behind it, in a file: who is killed has put its mail there."""

    mailbox: Path
    name: str = "provider"
    dice: random.Random = field(default_factory=random.Random)
    timeouts: float = 0.0
    kills: int = 0

    @contextmanager
    def opened(self):
        yield self.send

    def send(self, posting):
        fate = self.dice.random()
        if fate < self.timeouts / 2:
            raise TimeoutError("not taken")
        with self.mailbox.open("a") as file:
            file.write(f"{posting.id} {posting.kind} {posting.address}\n")
        if self.kills:
            os.kill(os.getpid(), signal.SIGKILL)  # between sending and noting that it is sent
        if fate < self.timeouts:
            raise TimeoutError("taken, and the answer was lost")

    @property
    def inbox(self):
        """What was taken: the Message-ID, and what it is."""
        lines = self.mailbox.read_text().splitlines() if self.mailbox.exists() else []
        return [line.split(" ", maxsplit=1) for line in lines]

    def transcript(self):
        """What the owners of the mailboxes see: the same Message-ID is one mail."""
        return sorted(dict(self.inbox).values())


@pytest.fixture
def provider(monkeypatch, tmp_path):
    """Brings all mail."""
    found = Provider(tmp_path / "mailbox")
    monkeypatch.setattr(sending, "providers_of", lambda channel: [found] if channel == Channel.MAIL else [])
    return found


@pytest.fixture
def stream(customers):
    """The events of two orders, one of which is cancelled, as they were published."""
    ada, eve = customers.add(), customers.add(email="eve@example.com")
    order, cancelled = build_placed(ada.id), build_placed(eve.id)
    invoice = InvoiceIssued(order_id=order.order_id, customer_id=ada.id, invoice_id=new_id(), number="B-1")
    events = [
        *(order, *(build_advanced(order, OrderStatus(status)) for status in A_DELIVERY), invoice),
        *(cancelled, build_advanced(cancelled, OrderStatus.ACCEPTED)),
        build_advanced(cancelled, OrderStatus.CANCELLED, "", EndCause.STORE),
    ]
    return [envelope_for(event) for event in events]


def is_killed_while_it_sends():
    """Sends in a process of its own, which its provider may kill; no connection is shared with it."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of this process have no part in it
        sender = os.fork()
    if not sender:
        try:
            sending.send_due(Channel.MAIL)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(sender, 0)[1])


def work(time, provider, limit=60):
    """Senders come and go until nothing is left."""
    for _ in range(limit):
        if provider.kills:
            provider.kills -= is_killed_while_it_sends()
        else:
            sending.send_due(Channel.MAIL)
        if not Outgoing.objects.filter(done_at=None).exists():
            return
        time.advance(seconds=90)
    raise AssertionError("it never ends")


@pytest.mark.parametrize("seed", range(3))
def test_a_stream_replayed_and_shuffled_over_a_bad_provider_gives_the_golden_transcript(
    provider, stream, seed
):
    provider.dice.seed(seed)
    provider.timeouts, provider.kills = 0.3, 2
    news = stream * 3
    provider.dice.shuffle(news)
    with clock.stopped() as time:
        for envelope in news:
            receive("notifications", envelope)
        work(time, provider)
    assert provider.kills == 0
    ids = [message_id for message_id, _ in provider.inbox]
    assert len(ids) > len(set(ids)), "what a killed sender had sent is sent again, under its id"
    assert provider.transcript() == sorted(GOLDEN_AFTERWARDS)
    shown = list(Notification.objects.values_list("kind", "user_id"))
    assert len(shown) == len(set(shown)), "in the app each is told once, too"
    assert {"order-completed", "order-cancelled"} <= {kind for kind, _ in shown}


@pytest.mark.parametrize("seed", range(2))
def test_what_is_sent_as_it_happens_is_never_told_backwards(provider, stream, seed):
    provider.dice.seed(seed)
    provider.timeouts = 0.3
    with clock.stopped() as time:
        for envelope in stream:
            receive("notifications", envelope)
            provider.timeouts = 0.0
            sending.send_due(Channel.MAIL)
        work(time, provider)
    assert provider.transcript() == sorted(GOLDEN_AT_ONCE)

    late = [envelope for envelope in stream if envelope.type == "orders.order_advanced"]
    for envelope in late:
        receive("notifications", replace(envelope, id=new_id()))
    sending.send_due(Channel.MAIL)
    assert [kind for (kind,) in Notification.objects.order_by("created_at").values_list("kind")][
        -1
    ] != "order-arrived"
    assert provider.transcript().count("order-on-its-way ada@example.com") == 1


def test_a_provider_that_is_down_for_five_minutes_loses_nothing_and_is_not_besieged(provider, stream):
    provider.timeouts = 2.0
    with clock.stopped() as time:
        for envelope in stream:
            receive("notifications", envelope)
        for _ in range(30):
            sending.send_due(Channel.MAIL)
            time.advance(seconds=10)
        assert provider.inbox == []
        provider.timeouts = 0.0
        work(time, provider)
    assert provider.transcript() == sorted(GOLDEN_AFTERWARDS)


def test_a_second_provider_brings_what_the_first_does_not_take(monkeypatch, tmp_path, stream):
    down, other = Provider(tmp_path / "down", "down", timeouts=2.0), Provider(tmp_path / "other", "other")
    monkeypatch.setattr(sending, "providers_of", lambda channel: [down, other])
    for envelope in stream[:1]:
        receive("notifications", envelope)
    sending.send_due(Channel.MAIL)
    assert other.transcript() == ["order-placed ada@example.com"]


def test_a_provider_that_keeps_hanging_is_left_alone_where_another_stands_in(monkeypatch, tmp_path, stream):
    down, other = Provider(tmp_path / "down", "down", timeouts=2.0), Provider(tmp_path / "other", "other")
    monkeypatch.setattr(sending, "providers_of", lambda channel: [down, other])
    tries = []
    monkeypatch.setattr(down, "opened", lambda: tries.append(1) or Provider.opened(down))
    for envelope in stream:
        receive("notifications", envelope)
        sending.send_due(Channel.MAIL)
    assert len(other.transcript()) > sending.MAX_FAILURES
    assert len(tries) == sending.MAX_FAILURES
