"""What people choose to be told, when not, and the way out of a mail."""

from datetime import UTC, datetime, time

import pytest
from django.core import mail as outbox
from django.test import Client

from apps.delivery.contract.events import MessageWritten
from apps.notifications.domain.news import Channel
from apps.notifications.domain.quiet_hours import quiet_until
from apps.notifications.models import Choice, Notification, Outgoing, UnusableAddress
from apps.notifications.queries import NAMES, unsubscribe_url
from apps.notifications.sending import queue as sending
from apps.notifications.tests.builders import build_advanced, build_placed, deliver
from apps.orders.contract.fake import an_order
from apps.orders.contract.types import OrderStatus
from apps.payments.contract.events import InvoiceIssued
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/notifications"


@pytest.fixture(autouse=True)
def _memory(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.DATA_DIR = "django.core.mail.backends.locmem.EmailBackend", tmp_path
    outbox.outbox = []


@pytest.fixture
def ada(customers):
    return principal(Role.CUSTOMER, id=customers.add(phone="+358 40 1234567").id)


def channels_of(caller, kind):
    kinds = {each["kind"]: each for each in client(caller).get(f"{URL}/settings").data["kinds"]}
    return {one["channel"]: (one["is_wanted"], one["may_choose"]) for one in kinds[kind]["channels"]}


def choose(caller, kind, channel, is_wanted):
    choice = {"kind": kind, "channel": channel, "is_wanted": is_wanted}
    return client(caller).patch(f"{URL}/settings", {"choices": [choice]})


def test_whatever_one_may_look_at_here_has_a_name_that_is_translated(ada):
    kinds = client(ada).get(f"{URL}/settings").data["kinds"]
    assert {each["kind"] for each in kinds} <= set(NAMES)


def test_an_sms_comes_to_who_chose_it_and_news_of_an_order_cannot_be_refused(ada):
    assert channels_of(ada, "order-on-its-way") == {
        "mail": (True, False),
        "push": (True, False),
        "sms": (False, True),
    }
    order = build_placed(ada.id)
    deliver(build_advanced(order, OrderStatus.OUT_FOR_DELIVERY))
    assert not Outgoing.objects.filter(channel="sms").exists()
    assert choose(ada, "order-on-its-way", "mail", False).status_code == 400
    assert choose(ada, "order-placed", "sms", True).status_code == 400
    assert choose(ada, "order-on-its-way", "sms", True).status_code == 200
    assert channels_of(ada, "order-on-its-way")["sms"] == (True, True)
    deliver(build_advanced(build_placed(ada.id), OrderStatus.OUT_FOR_DELIVERY))
    assert Outgoing.objects.get(channel="sms").address == "+358401234567"
    assert choose(ada, "order-on-its-way", "sms", False).data["kinds"]


def test_a_courier_who_writes_much_sends_few_sms_and_each_attempt_at_the_door(ada, orders):
    order = orders.of(ada.id)
    choose(ada, "courier-wrote", "sms", True)

    def wrote(*, is_attempt=False):
        fields = {
            "order_id": order.order_id,
            "courier_id": new_id(),
            "is_to_courier": False,
            "at": clock.now(),
        }
        deliver(MessageWritten(**fields, is_attempt=is_attempt), times=2)
        return Outgoing.objects.filter(channel="sms").count()

    with clock.stopped() as time:
        assert [wrote(), wrote(), wrote(is_attempt=True)] == [1, 1, 2]
        time.advance(seconds=61)
        assert [wrote(), wrote()] == [3, 3]
        time.advance(seconds=61)
        assert [wrote(), wrote(is_attempt=True)] == [3, 4], "three are enough of what can be read on the page"


def test_what_is_chosen_twice_is_as_it_was_chosen_last(ada):
    said = [
        {"kind": "order-accepted", "channel": "push", "is_wanted": is_wanted} for is_wanted in (True, False)
    ]
    assert client(ada).patch(f"{URL}/settings", {"choices": said}).status_code == 200
    assert [choice.is_wanted for choice in Choice.objects.filter(user_id=ada.id)] == [False]


@pytest.mark.parametrize(
    ("hour", "begins", "ends", "until"),
    [
        (23, 22, 8, "2026-12-05T08:00:00+02:00"),
        (2, 22, 8, "2026-12-04T08:00:00+02:00"),
        (12, 22, 8, None),
        (8, 22, 8, None),
        (13, 12, 14, "2026-12-04T14:00:00+02:00"),
        (3, 7, 7, None),
    ],
)
def test_quiet_hours_are_those_of_the_wall_there(hour, begins, ends, until):
    at = datetime(2026, 12, 4, hour - 2 if hour >= 2 else hour, tzinfo=UTC)
    found = quiet_until(at, "Europe/Helsinki", time(begins), time(ends))
    assert (found.isoformat() if found else None) == until


def test_what_can_wait_waits_for_the_morning_and_nothing_else_does(ada):
    quiet = {"timezone": "Europe/Helsinki", "begins": "22:00", "ends": "08:00"}
    assert (
        client(ada).patch(f"{URL}/settings", {"quiet_hours": quiet}).data["quiet_hours"]["begins"] == "22:00"
    )
    wrong = {"quiet_hours": {**quiet, "timezone": "Mars/Olympus"}}
    assert client(ada).patch(f"{URL}/settings", wrong).status_code == 400
    with clock.stopped() as at:
        at.at = datetime(2026, 12, 4, 21, 30, tzinfo=UTC)
        order = build_placed(ada.id)
        deliver(order)
        facts = {"order_id": order.order_id, "customer_id": ada.id, "invoice_id": new_id()}
        deliver(InvoiceIssued(**facts, number="B-1"))
        sending.send_due(Channel.MAIL)
        assert [message.subject for message in outbox.outbox] == ["Order 2026-01-01#7 is placed"]
        at.advance(hours=9)
        sending.send_due(Channel.MAIL)
    assert len(outbox.outbox) == 2


def test_an_address_that_bounced_gets_nothing_more_and_urgent_news_goes_to_the_phone(ada, monkeypatch):
    from apps.notifications.domain.postings import AddressGone
    from apps.notifications.sending.channels import files

    class Bouncing:
        name = "bouncing"

        def opened(self):
            from contextlib import nullcontext

            return nullcontext(self._send)

        def _send(self, posting):
            raise AddressGone("550 no such mailbox")

    providers = {Channel.MAIL: [Bouncing()], Channel.SMS: [files.Files("sms")]}
    monkeypatch.setattr(sending, "providers_of", lambda channel: providers[channel])
    order = build_placed(ada.id)
    deliver(build_advanced(order, OrderStatus.CANCELLED))
    sending.send_due(Channel.MAIL)
    assert UnusableAddress.objects.get().address == "ada@example.com"
    sending.send_due(Channel.SMS)
    sms = Outgoing.objects.get(channel="sms")
    assert (sms.outcome, sms.title) == ("sent", "Order 2026-01-01#7 is cancelled")
    deliver(build_placed(ada.id))
    assert not Outgoing.objects.filter(kind="order-placed").exists()
    assert Notification.objects.filter(kind="order-placed").exists()


def test_a_guest_without_a_mailbox_is_told_by_sms_of_an_order_that_was_paid_to_us(customers, orders):
    facts = {"contact_phone": "050 123 4567", "store_phone": "+358 9 5550 103", "is_guest": True}
    for method in ("", "partner", "card"):
        known = orders.add(an_order(**facts, order_id=new_id(), customer_id=new_id(), payment_method=method))
        placed = build_placed(known.customer_id, order_id=known.order_id)
        for status in (OrderStatus.ACCEPTED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.CANCELLED):
            deliver(build_advanced(placed, status), times=2)
    sms = Outgoing.objects.get()
    assert (sms.channel, sms.address, sms.kind) == ("sms", "+358501234567", "order-cancelled")


def test_one_click_ends_mails_that_may_be_refused_and_a_forged_link_nothing(ada, settings):
    settings.PUBLIC_URL = ""
    web, url = Client(enforce_csrf_checks=True), unsubscribe_url(ada.id, "order-accepted")
    assert web.get(url).status_code == 200
    assert web.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert web.post(f"{url}x").status_code == 404
    assert web.get("/unsubscribe/nonsense").status_code == 404


def test_everything_is_read_on_all_screens(ada):
    rows = [
        Notification.objects.create(
            user_id=ada.id, subject_id=new_id(), kind="welcome", title=str(n), body=""
        )
        for n in range(3)
    ]
    read = client(ada).post(f"{URL}/read", {"upto": str(rows[1].id)})
    assert (read.status_code, read.data) == (200, {"unread": 1})
    assert client(ada).post(f"{URL}/read", {"upto": str(new_id())}).status_code == 404
