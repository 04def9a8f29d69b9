"""Mails: each is sent, once, whatever fails in between."""

import threading
from email import message_from_bytes, policy
from itertools import pairwise
from pathlib import Path

import pytest
import redis
from django.conf import settings as live_settings
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from apps.notifications import tasks
from apps.notifications.domain.news import PASSWORD_CHANGED, Channel, Recipient
from apps.notifications.domain.postings import MAX_ATTEMPTS
from apps.notifications.models import Outgoing, UnusableAddress
from apps.notifications.sending import queue as sending
from apps.notifications.sending.channels.mailbox import list_sent, mail_html
from apps.notifications.sending.failures import suspend
from apps.notifications.tests.builders import deliver
from apps.notifications.use_cases.notify import notify
from apps.users.contract.events import RegistrationRepeated
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.leases import claim
from dominos.kernel.messaging.topology import queue_of
from dominos.kernel.retention import purge
from dominos.kernel.unit_of_work import in_unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)
BROKEN = "apps.notifications.tests.test_sending.BrokenBackend"
SLOW = "apps.notifications.tests.test_sending.SlowBackend"


class BrokenBackend(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody listens")


class SlowBackend(BaseEmailBackend):
    """A mail server that lets everybody arrive before it answers."""

    sent: list = []
    gate = threading.Event()

    def send_messages(self, messages):
        assert not in_unit_of_work() and not connection.in_atomic_block
        self.gate.wait(10)
        self.sent.extend(messages)


@pytest.fixture(autouse=True)
def _memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.outbox = []


def make_mail(email="ada@example.com") -> Outgoing:
    deliver(RegistrationRepeated(user_id=new_id(), email=email, name="Ada", locale="en"))
    return Outgoing.objects.get(address=email)


def test_the_mail_is_stored_and_its_task_is_queued():
    mail = make_mail()
    assert (mail.done_at, outbox.outbox) == (None, [])
    broker = redis.Redis.from_url(live_settings.REDIS_URL)
    prefix = live_settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    assert broker.llen(prefix + queue_of("notifications")) == 1
    tasks.send_all()
    assert [message.to for message in outbox.outbox] == [["ada@example.com"]]


def test_a_mail_is_sent_once_and_its_content_forgotten():
    mail = make_mail()
    tasks.send_all()
    tasks.send_all()
    mail.refresh_from_db()
    assert len(outbox.outbox) == 1
    assert mail.done_at is not None and mail.text == ""
    message = outbox.outbox[0]
    assert message.extra_headers["Message-ID"] == f"<{mail.id}@dominos.example>"
    assert message.alternatives[0].mimetype == "text/html"


def test_the_regular_task_sends_what_is_left_over():
    for n in range(3):
        make_mail(f"{n}@example.com")
    tasks.send_all()
    assert sorted(message.to[0] for message in outbox.outbox) == [f"{n}@example.com" for n in range(3)]


def test_by_default_mails_are_files(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    deliver(RegistrationRepeated(user_id=new_id(), email="ada@example.com", name="Äiti", locale="fi"))
    tasks.send_all()
    [file] = Path(tmp_path).iterdir()
    message = message_from_bytes(file.read_bytes().split(b"\n" + b"-" * 79)[0], policy=policy.default)
    assert message["Subject"] == "Sinulla on jo tili"
    assert {part.get_content_type() for part in message.walk()} >= {"text/plain", "text/html"}
    shown = next(sent for sent in list_sent() if sent.channel == Channel.MAIL)
    assert "Hei Äiti," in shown.text and "Hei Äiti," in mail_html(file.name, 0)


def test_a_failed_mail_waits_longer_each_time_and_is_given_up_at_last(settings):
    settings.EMAIL_BACKEND = BROKEN
    with clock.stopped() as time:
        mail, waits = make_mail(), []
        for _ in range(MAX_ATTEMPTS):
            tasks.send_all()
            mail.refresh_from_db()
            waits.append((mail.due_at - time.at).total_seconds())
            time.advance(seconds=waits[-1])
        assert all(early < late for early, late in pairwise(waits[:6]))
        assert max(waits) <= 3600 * 1.2
        assert mail.done_at is not None and mail.error == "ConnectionRefusedError: nobody listens"
        time.advance(days=1)
        tasks.send_all()
    mail.refresh_from_db()
    assert mail.attempts == MAX_ATTEMPTS


def test_a_mail_that_failed_goes_out_when_the_server_is_back(settings):
    with clock.stopped() as time:
        settings.EMAIL_BACKEND = BROKEN
        make_mail()
        tasks.send_all()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        tasks.send_all()
        assert outbox.outbox == []
        time.advance(seconds=40)
        tasks.send_all()
    assert len(outbox.outbox) == 1


def test_what_was_not_tried_has_no_attempt(settings):
    settings.EMAIL_BACKEND = BROKEN
    count = sending.MAX_FAILURES + 2
    with clock.stopped():
        for n in range(count):
            make_mail(f"{n}@example.com")
        tasks.send_all()
    attempts = sorted(Outgoing.objects.values_list("attempts", flat=True))
    assert attempts == [0, 0, *[1] * sending.MAX_FAILURES]
    assert not Outgoing.objects.filter(due_at__lte=clock.now()).exists()


def test_a_number_gets_so_many_sms_a_day_and_no_more(settings, tmp_path):
    settings.DATA_DIR, settings.SMS_URL = tmp_path, "file:"
    with clock.stopped() as time:
        for _ in range(sending.MAX_SMS + 1):
            row = {
                "id": new_id(),
                "user_id": new_id(),
                "subject_id": new_id(),
                "kind": "order-ready",
                "locale": "en",
            }
            Outgoing.objects.create(**row, channel="sms", address="+358401234567")
        tasks.send_all()
        outcomes = list(Outgoing.objects.values_list("outcome", flat=True))
        assert (outcomes.count("sent"), outcomes.count("too_many")) == (sending.MAX_SMS, 1)
        time.advance(days=1, seconds=1)
        assert not sending._has_had_enough("+358401234567")


def test_urgent_news_rings_the_phone_where_the_mailbox_was_unusable_before():
    suspend(Channel.MAIL, "ada@example.com", "it bounced")
    ada = Recipient(new_id(), "ada@example.com", "Ada", "fi", "+358401234567")
    notify(PASSWORD_CHANGED, ada, subject_id=ada.user_id, link="https://p.example/")
    told = Outgoing.objects.get()
    assert (told.channel, told.address, told.locale) == ("sms", "+358401234567", "fi")
    assert told.title == "Salasanasi vaihdettiin"


def test_an_unusable_address_is_its_owners_to_be_forgotten_with_them():
    mail = make_mail()
    suspend(Channel.MAIL, "Ada@example.com", "it bounced")
    assert UnusableAddress.objects.get().user_id == mail.user_id


def test_a_sender_that_dies_loses_nothing():
    with clock.stopped() as time:
        mail = make_mail()
        assert claim(Outgoing.objects.filter(id=mail.id), sending.LEASE) == [mail]
        tasks.send_all()
        assert outbox.outbox == []
        time.advance(seconds=sending.LEASE.total_seconds() + 1)
        tasks.send_all()
    assert len(outbox.outbox) == 1


def test_senders_at_the_same_time_share_the_work_outside_transactions(settings):
    settings.EMAIL_BACKEND = SLOW
    for n in range(4):
        make_mail(f"{n}@example.com")
    SlowBackend.sent, SlowBackend.gate = [], threading.Event()

    def rival():
        try:
            tasks.send_all()
        finally:
            connection.close()

    threads = [threading.Thread(target=rival) for _ in range(4)]
    for thread in threads:
        thread.start()
    SlowBackend.gate.set()
    for thread in threads:
        thread.join()
    assert sorted(message.to[0] for message in SlowBackend.sent) == [f"{n}@example.com" for n in range(4)]


def test_mails_sent_long_ago_are_forgotten():
    with clock.stopped() as time:
        make_mail()
        tasks.send_all()
        time.advance(days=6)
        purge("notifications")
        assert Outgoing.objects.exists()
        time.advance(days=2)
        purge("notifications")
    assert not Outgoing.objects.exists()
