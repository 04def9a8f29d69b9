"""The bus in one process: receipts, retries, dead letters, replay."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import StringIO

import pytest
import redis
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import consumer, inbox, outbox, queues
from dominos.kernel.messaging.bus import Handler
from dominos.kernel.messaging.consumer import consume
from dominos.kernel.messaging.inbox import NotHandled, hand_out, receive, work_on_each
from dominos.kernel.messaging.messages import Command, envelope_of, message
from dominos.kernel.messaging.queues import queue_for
from dominos.kernel.messaging.relay import envelope as row_envelope
from dominos.kernel.messaging.relay import relay
from dominos.kernel.messaging.replay import dead_letters, replay
from dominos.kernel.messaging.topology import installed_apps, queue_of
from dominos.kernel.retention import purge
from dominos.kernel.telemetry.context import current_trace, new_trace, traced
from dominos.kernel.testing.probe.handlers import CountProbe, EchoProbe, FailProbe, count
from dominos.kernel.testing.probe.models import Effect
from dominos.kernel.unit_of_work import send, unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)


def send_probe(kind=CountProbe, **fields):
    probe_id = new_id()
    with unit_of_work("probe"):
        send(kind(probe_id=probe_id, **fields), subject=probe_id)
    return probe_id


def delivery(probe_id):
    message = outbox.table("probe", "OutboxMessage").objects.get(subject=probe_id)
    return outbox.table("probe", "OutboxDelivery").objects.get(message_id=message.id)


def test_a_message_is_handled_after_the_commit_and_acknowledged():
    probe_id = send_probe()
    assert count(probe_id) == 1
    assert delivery(probe_id).done_at


def test_a_rolled_back_unit_of_work_says_nothing():
    probe_id = new_id()
    with pytest.raises(ZeroDivisionError), unit_of_work("probe"):
        send(CountProbe(probe_id=probe_id), subject=probe_id)
        raise ZeroDivisionError
    assert count(probe_id) == 0
    assert not outbox.table("probe", "OutboxMessage").objects.filter(subject=probe_id).exists()


def test_messages_need_a_unit_of_work():
    with pytest.raises(RuntimeError, match="inside a unit of work"):
        send(CountProbe(probe_id=new_id()), subject=new_id())


def test_the_same_message_20_times_at_once_is_applied_once():
    probe_id = new_id()
    envelope = envelope_of(CountProbe(probe_id=probe_id), producer="probe", subject=probe_id, sequence=0)

    def one(_):
        try:
            receive("probe", envelope)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(one, range(20)))
    assert count(probe_id) == 1


def test_a_handler_that_fails_twice_is_a_dead_letter_until_the_relay_succeeds():
    with clock.stopped() as stopped:
        probe_id = send_probe(FailProbe, times=2)
        assert count(probe_id) == 0
        (letter,) = dead_letters("probe")
        assert letter["attempts"] == 1
        assert "fails on purpose" in letter["error"]
        stopped.advance(seconds=6)
        assert relay("probe") == 1
        assert [letter["attempts"] for letter in dead_letters("probe")] == [2]
        assert relay("probe") == 0, "not due again yet"
        stopped.advance(seconds=60)
        assert relay("probe") == 1
    assert count(probe_id) == 1
    assert delivery(probe_id).done_at
    assert not list(dead_letters("probe"))


def test_a_handler_that_always_fails_ends_dead_and_is_listed_and_says_openly_of_nobody(settings):
    settings.BUS_ATTEMPTS = 2
    with clock.stopped() as stopped:
        probe_id = send_probe(FailProbe, times=3, about="ada@example.com")
        for _ in range(4):
            stopped.advance(hours=1)
            relay("probe")
    assert delivery(probe_id).dead_at
    stored = outbox.table("probe", "OutboxMessage").objects.get(subject=probe_id)
    (letter,) = outbox.table("probe", "DeadLetter").objects.filter(message_id=stored.id)
    assert not any("ada@" in str(vars(row)) for row in (stored, letter))
    assert row_envelope("probe", stored).data["about"] == "ada@example.com", "for whom it is sent again"
    printed = StringIO()
    call_command("messages", "dead", stdout=printed)
    assert "probe.fail_probe" in printed.getvalue()
    assert "not acknowledged" in printed.getvalue()
    call_command("messages", "list", stdout=printed)
    assert re.search(r"^probe .* 0 +1 +-$", printed.getvalue(), re.MULTILINE)
    replay("probe", message_id=stored.id)
    assert count(probe_id) == 1 and not list(dead_letters("probe"))


def test_two_relays_share_the_work():
    with clock.stopped() as stopped:
        probes = [send_probe(FailProbe, times=1) for _ in range(20)]
        stopped.advance(seconds=6)

        def one(_):
            try:
                return relay("probe")
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(one, range(4))) == len(probes)
    assert {count(probe_id) for probe_id in probes} == {1}


def test_replay_sends_again_and_applies_nothing_twice():
    probe_id = send_probe()
    assert replay("probe", type="probe.count_probe") == 1
    assert count(probe_id) == 1
    outbox.table("probe", "InboxReceipt").objects.all().delete()
    call_command("messages", "replay", "--app", "probe", "--type", "probe.count_probe", stdout=StringIO())
    assert count(probe_id) == 2, "without its receipt the message is new to the handler"


def test_a_handled_message_is_part_of_the_trace_that_caused_it():
    trace = new_trace()
    with traced(trace):
        probe_id = send_probe()
    row = outbox.table("probe", "OutboxMessage").objects.get(subject=probe_id)
    assert row.correlation_id == trace.correlation_id
    assert row.traceparent == trace.traceparent
    assert current_trace().correlation_id != trace.correlation_id


def test_a_message_of_an_unknown_type_is_refused_and_stays_due():
    @message("probe.retired_probe")
    class RetiredProbe(Command):
        pass

    envelope = envelope_of(RetiredProbe(), producer="probe", subject=new_id(), sequence=0)
    unknown = type(envelope)(**{**{f: getattr(envelope, f) for f in envelope.__slots__}, "version": 9})
    with pytest.raises(NotHandled, match="version 9"):
        receive("probe", unknown)


def stored(*messages):
    """Deliveries of messages that are in the outbox, and that nobody has been told of yet."""
    envelopes = [envelope_of(each, producer="probe", subject=each.probe_id, sequence=0) for each in messages]
    return outbox.store("probe", envelopes)


def test_what_comes_together_is_handled_and_acknowledged_in_one_transaction():
    waiting = stored(*(CountProbe(probe_id=new_id()) for _ in range(5)))
    with CaptureQueriesContext(connection) as queries:
        hand_out([*waiting, waiting[0]])
    statements = [query["sql"].split()[0] for query in queries.captured_queries]
    assert (statements.count("BEGIN"), statements.count("WITH")) == (1, 1)
    assert [count(each.envelope.subject) for each in waiting] == [1] * 5
    assert all(delivery(each.envelope.subject).done_at for each in waiting)


def test_what_much_work_tells_is_handled_together_in_the_end(monkeypatch):
    batches = []
    handle = inbox.receive
    monkeypatch.setattr(inbox, "receive", lambda app, *came: (batches.append(len(came)), handle(app, *came)))
    monkeypatch.setattr(inbox, "HANDED_OUT_AT_ONCE", 3)
    ids, known = [], []

    def work(_):
        ids.append(send_probe())
        known.append(sum(map(count, ids)))

    work_on_each(range(4), work)
    assert known == [0, 0, 0, 3]
    assert [count(each) for each in ids] == [1, 1, 1, 1]
    assert batches == [3, 1]


def test_one_that_fails_takes_nobody_with_it():
    """Nor do a message that nobody can read and one that came before."""
    good, bad, seen = stored(
        CountProbe(probe_id=new_id()), FailProbe(probe_id=new_id(), times=99), CountProbe(probe_id=new_id())
    )
    hand_out([seen])
    unknown = replace(bad, envelope=replace(bad.envelope, id=new_id(), version=9))
    hand_out([unknown, bad, seen, good])
    assert [count(each.envelope.subject) for each in (good, bad, seen)] == [1, 0, 1]
    assert [bool(delivery(each.envelope.subject).done_at) for each in (good, bad, seen)] == [
        True,
        False,
        True,
    ]
    assert [letter["id"] for letter in dead_letters("probe")] == [bad.envelope.id]


def test_what_handlers_publish_is_handled_in_turn_and_part_of_their_own_trace():
    first, second = stored(EchoProbe(probe_id=new_id()), EchoProbe(probe_id=new_id()))
    hand_out([first, second])
    for each in (first, second):
        assert count(each.envelope.subject) == 1
        echo = outbox.table("probe", "OutboxMessage").objects.get(
            subject=each.envelope.subject, type="probe.count_probe"
        )
        assert (echo.correlation_id, echo.causation_id) == (each.envelope.correlation_id, each.envelope.id)


@pytest.mark.parametrize(("urls", "is_open"), [({}, True), ({"users": "http://users"}, False)])
def test_no_transaction_is_held_open_while_another_process_is_asked(settings, urls, is_open):
    settings.SERVICE_URLS = urls
    command = CountProbe(probe_id=new_id())
    asked = Handler("probe", "h", CountProbe, count, lambda _: connection.in_atomic_block)
    envelope = envelope_of(command, producer="probe", subject=command.probe_id, sequence=0)
    assert inbox._answers([inbox._Call(asked, command, envelope)]) == {(envelope.id, "h"): (is_open,)}


def test_what_handlers_change_is_taken_at_once_but_not_for_messages_of_one_subject():
    def take_all(messages):
        return [message.probe_id for message in messages]

    handler = Handler("probe", "h", CountProbe, count, take_all=take_all)
    calls = []
    for subject in (same := new_id(), new_id(), same, new_id()):
        command = CountProbe(probe_id=subject)
        envelope = envelope_of(command, producer="probe", subject=subject, sequence=0)
        calls.append(inbox._Call(handler, command, envelope))
    assert inbox._taken(calls) == {call.receipt: (call.message.probe_id,) for call in (calls[1], calls[3])}


@pytest.fixture
def store(settings):
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client


def tasks_waiting(store, settings):
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    return store.llen(prefix + queue_of(installed_apps()[0]))


def test_a_queue_keeps_the_order_takes_no_message_twice_and_sends_one_task(store, settings):
    waiting = stored(*(CountProbe(probe_id=new_id()) for _ in range(5)))
    queues.put(reversed(waiting[:3]))
    queues.put(waiting)
    assert tasks_waiting(store, settings) == 1
    own = queue_for("probe", new_id())
    assert queues.take(own, 3) == waiting[:3]
    queues.put(waiting[:1])
    assert tasks_waiting(store, settings) == 1, "somebody takes from the queue"
    assert queues.take(own, 100) == [waiting[0], *waiting[3:]]
    assert queues.take(own, 100) is None
    queues.put(waiting[:1])
    assert tasks_waiting(store, settings) == 2


def test_what_cannot_be_read_takes_nothing_with_it_and_no_queue_stays_for_ever(store, settings):
    good, other = stored(CountProbe(probe_id=new_id()), CountProbe(probe_id=new_id()))
    own = queue_for("probe", new_id())
    queues.put([good])
    (key,) = store.keys(f"*bus:{own}")
    store.zadd(key, {"no message": 0, '{"to": ["probe"], "envelope": {"of": "another release"}}': 1})
    assert queues.take(own, 2) == []
    queues.put([other])
    assert 0 < store.ttl(key) <= queues.FORGOTTEN_SECONDS
    consume(own)
    assert [count(each.envelope.subject) for each in (good, other)] == [1, 1]


def test_without_its_database_a_worker_leaves_what_waits(store, monkeypatch):
    monkeypatch.setattr(consumer, "BATCH", 2)
    waiting = stored(*(CountProbe(probe_id=new_id()) for _ in range(5)))
    own = queue_for("probe", new_id())
    queues.put(waiting)
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "PORT", "1")
        connection.close()
        consume(own)
    connection.close()
    consume(own)
    assert [count(each.envelope.subject) for each in waiting] == [0, 0, 1, 1, 1]


def test_messages_about_one_subject_are_in_one_queue(settings):
    settings.BUS_PARTITIONS = 4
    subjects = [new_id() for _ in range(100)]
    assert len({queue_for("probe", subject) for subject in subjects}) == 4
    for subject in subjects:
        assert queue_for("orders", subject) == queue_for("probe", subject), (
            "one worker handles all that is here"
        )
    assert queue_for("another", subjects[0]).partition("/")[0] == "another"


def test_a_full_queue_leaves_messages_to_the_relay(store, settings, monkeypatch):
    monkeypatch.setattr(queues, "MAX_WAITING", 2)
    waiting = stored(*(CountProbe(probe_id=new_id()) for _ in range(4)))
    for each in waiting:
        queues.put([each])
    consume(queue_for("probe", new_id()))
    assert [count(each.envelope.subject) for each in waiting] == [1, 1, 0, 0]
    with clock.stopped() as stopped:
        stopped.advance(seconds=6)
        assert relay("probe") == 2
    assert [count(each.envelope.subject) for each in waiting] == [1, 1, 1, 1]


def test_a_delivery_whose_message_is_gone_holds_no_other_back():
    (good,) = stored(CountProbe(probe_id=new_id()))
    deliveries = outbox.table("probe", "OutboxDelivery").objects
    deliveries.create(message_id=new_id(), receiver="probe", due_at=clock.now())
    with clock.stopped() as stopped:
        stopped.advance(seconds=6)
        assert relay("probe") == 2
    assert count(good.envelope.subject) == 1


def test_a_worker_whose_shift_is_over_leaves_the_rest_to_the_next(store, settings, monkeypatch):
    monkeypatch.setattr(consumer, "SHIFT_SECONDS", -1)
    monkeypatch.setattr(consumer, "BATCH", 2)
    waiting = stored(*(CountProbe(probe_id=new_id()) for _ in range(3)))
    queues.put(waiting)
    for handled, tasks in ((2, 2), (3, 3), (3, 3)):
        consume(queue_for("probe", new_id()))
        assert sum(count(each.envelope.subject) for each in waiting) == handled
        assert tasks_waiting(store, settings) == tasks


def test_a_failing_handler_raises_so_that_nothing_is_acknowledged():
    probe_id = new_id()
    command = FailProbe(probe_id=probe_id, times=1)
    envelope = envelope_of(command, producer="probe", subject=probe_id, sequence=0)
    with pytest.raises(NotHandled):
        receive("probe", envelope)
    assert count(probe_id) == 0


def test_old_messages_are_forgotten_and_undelivered_ones_kept():
    with clock.stopped() as stopped:
        done, stuck = send_probe(), send_probe(FailProbe, times=99)
        stopped.advance(days=31)
        purge("probe")
    subjects = set(outbox.table("probe", "OutboxMessage").objects.values_list("subject", flat=True))
    assert stuck in subjects
    assert done not in subjects
    assert Effect.objects.filter(id=done).exists()
