"""Fifty people with lives of their own; one is forgotten: nothing anywhere tells of them, and the books balance."""

import json
import random
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum

from apps.delivery.models import Delivery, DeliveryPhoto
from apps.notifications.models import UnusableAddress
from apps.orders.models import Order
from apps.payments.ledger.reconciliation import reconcile
from apps.payments.models import Invoice, Posting
from apps.stores.demo_places import store_id
from apps.users.models import Closure, User
from apps.users.use_cases import account_closure, people, profile, recovery
from dominos.kernel import clock, photos
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.privacy_scan import find
from dominos.kernel.retention import purge
from dominos.kernel.testing.api import client, principal
from tests.system.processes import environment

SEED, COUNT = 14, 50
STORE = store_id("HEL-3")
PASSWORD = "correct horse battery"
EXPORTING = ("users", "orders", "delivery", "payments", "notifications", "reviews")
SEALED = (
    *("users_user", "users_address", "orders_order ", "orders_orderhistory", "delivery_delivery"),
    *("notifications_notification", "notifications_unusableaddress", "reviews_review", "payments_operation"),
    "idempotencyrecord",
)
STREETS = ("Bulevardi", "Fredrikinkatu", "Uudenmaankatu", "Eerikinkatu")


def post(api, path, *statuses, **body):
    answer = api.post(f"/api/v1/{path}", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    assert answer.status_code in (statuses or (200, 201)), answer.content
    return answer.json()


class Somebody:
    """A person of the test, with what one would look for afterwards."""

    def __init__(self, number, chance):
        self.chance = chance
        self.name = f"Quirina Zwetschgen{number}"
        self.email = f"quirina.{number}.zw@Example.com".lower()
        self.phone = f"+358 40 77{chance.randrange(10**5, 10**6 - 1)}{number % 10}"
        self.door = f"{chance.choice(STREETS)} 7{number:02}"
        self.lat, self.lon = 60.16466 + chance.random() / 10**4, 24.93837 + chance.random() / 10**4
        self.note = f"behind the plum tree {number}"
        self.id = people.create_user(email=self.email, password=PASSWORD, name=self.name, phone=self.phone).id
        self.api = client(principal(Role.CUSTOMER, id=self.id))

    @property
    def address(self):
        street, _, number = self.door.partition(" ")
        where = {"street": street, "house_number": number, "postcode": "00120", "city": "Helsinki"}
        return {**where, "lat": self.lat, "lon": self.lon, "note": self.note}

    @property
    def words(self):
        return [self.name, self.email, self.phone, self.door, self.note, f"{self.lat!r},{self.lon!r}"]

    def live(self):
        """Some of what people do."""
        profile.add_address(self.id, label="home", **self.address)
        if self.chance.random() < 0.3:
            recovery.request_reset(email=self.email)
        if self.chance.random() < 0.2:
            recovery.request_email(self.id, email=f"new.{self.email}", password=PASSWORD)
        if self.chance.random() < 0.12:
            self.order("CARRYOUT")

    def order(self, service, api=None, **contact):
        where = {"address": self.address} if service == "DELIVERY" else {"store_id": str(STORE)}
        lines = [{"variant": "14HT", "note": f"for {self.name}"}]
        api = api or self.api
        quote = post(api, "orders/price", service=service, lines=lines, **where)
        contact = {"name": self.name, "phone": self.phone} | contact
        order = post(api, "orders", quote_id=quote["id"], contact=contact, instructions=self.note)
        post(api, "payments", order_id=order["id"], method={"type": "card", "token": "pm_card_visa"})
        return order["id"]


def move(order, *actions, **body):
    staff = client(principal(Role.STORE_MANAGER, stores=(Order.objects.get(id=order).store_id,)))
    for action in actions:
        post(staff, f"orders/{order}/actions/{action}", **body)


def hand_over(order):
    move(order, "hand_over", code=Order.objects.get(id=order).collection_code)


def whole_life(person, chance):
    """Everything that leaves a trace somewhere."""
    person.live()
    recovery.request_reset(email=person.email)
    post(person.api, "payments/methods", token="pm_card_visa")
    eaten = person.order("CARRYOUT")
    move(eaten, "accept", "start", "bake", "ready")
    hand_over(eaten)
    post(person.api, "reviews", order_id=eaten, stars=4, text=f"{person.name} liked it")
    brought = person.order("DELIVERY")
    move(brought, "accept")
    support = client(principal(Role.SUPPORT))
    post(support, f"orders/{brought}/actions/cancel", reason=f"{person.name} called from {person.phone}")
    delivery = Delivery.objects.get(order_id=brought)
    with photos.kept(f"delivery/{delivery.id}", photos.Photo(b"a door", 1, 1)) as name:
        DeliveryPhoto.objects.create(delivery=delivery, name=name, width=1, height=1)
    guest = client(principal(Role.GUEST))
    as_guest = person.order("CARRYOUT", guest, email=person.email)
    post(guest, f"orders/{as_guest}/actions/cancel")
    UnusableAddress.objects.create(channel="mail", address=person.email, because="bounced")
    LogEntry.objects.create(
        user=people.create_user(email="a@example.com", password=PASSWORD, name="A", roles=[Role.ADMIN]),
        object_id=str(person.id),
        object_repr=person.email,
        action_flag=2,
    )
    return eaten


@pytest.fixture
def fifty(city, settings):
    settings.MEDIA_ROOT = city / "media"
    chance = random.Random(SEED)
    everybody = [Somebody(number, chance) for number in range(COUNT)]
    for person in everybody:
        person.live()
    return everybody


def sealed_of(person, order):
    """By app: what is sealed of the person or the order, or the key that opens it."""
    texts = {
        "orders": "SELECT contact_name FROM orders_order WHERE id = %(order)s AND contact_name <> ''",
        "reviews": "SELECT text FROM reviews_review WHERE order_id = %(order)s AND text <> ''",
        "notifications": "SELECT body FROM notifications_notification WHERE user_id = %(person)s",
    }
    found = {}
    with connection.cursor() as cursor:
        for app, text in texts.items():
            key = f"SELECT under FROM {app}_personkey WHERE holder IN (%(order)s, %(person)s)"
            cursor.execute(f"{text} UNION ALL {key}", {"order": order, "person": str(person)})
            found[app] = cursor.fetchall()
    return found


def books():
    return list(reconcile(clock.now().date())), Posting.objects.aggregate(sum=Sum("amount"))["sum"]


def scan_of_a_deployment_of(app, words):
    nowhere = "http://127.0.0.1:9"
    others = {f"{each.upper()}_URL": nowhere for each in settings.ALL_APPS if each != app}
    command = [sys.executable, "manage.py", "privacy", "scan", str(words)]
    child = environment(DOMINOS_APPS=app, JWKS_URL=nowhere, **others)
    return subprocess.run(command, env=child, cwd=settings.BASE_DIR, capture_output=True, text=True).stdout


def everything_is_exported(person, other):
    export = post(person.api, "users/me/exports", 202, password=PASSWORD)
    answer = person.api.post(f"/api/v1/users/me/exports/{export['id']}/file", {"password": PASSWORD})
    archive = ZipFile(BytesIO(answer.content))
    told = json.loads(archive.read("data.json"))
    text = json.dumps(told, ensure_ascii=False)
    known = [person.name, person.email, person.phone, person.note, repr(person.lat), repr(person.lon)]
    assert [word for word in known if word not in text] == []
    assert {table.partition(".")[0] for table in told["tables"]} == set(EXPORTING)
    assert len(told["tables"]["orders.order"]) == 4, (
        "three of the account, and one as a guest with its mailbox"
    )
    assert other.name not in text and other.email not in text
    assert archive.read("data.pdf").startswith(b"%PDF")
    assert [archive.read(name) for name in archive.namelist() if name.startswith("photos/")] == [b"a door"]


def everybody_has_heard(people):
    """A day later no message says who anybody is, whose tables may say so for years."""
    words = [word for person in people for word in person.words]
    assert any("outboxmessage" in place for place in find(words))
    with clock.stopped() as time:
        time.advance(days=1, minutes=1)
        for app in settings.ENABLED_APPS:
            purge(app)
    assert [place for place in find(words) if "outboxmessage" in place] == []


def test_somebody_is_forgotten_everywhere_and_nobody_else_is(fifty, city):
    chosen, other = fifty[7], fifty[8]
    eaten = whole_life(chosen, random.Random(SEED))
    under_way = chosen.order("CARRYOUT")
    rows, balance = books()
    assert balance == 0 and not any(row.differences for row in rows)
    places = " ".join(find(chosen.words))
    assert [table for table in SEALED if table in places] == [], "sealed while they are there"
    assert "orders_quote" in places and "outboxmessage" in places
    assert all(sealed_of(chosen.id, eaten).values())

    everything_is_exported(chosen, other)
    assert post(chosen.api, "users/me/close", 422, password="wrong")["code"] == "wrong-password"
    post(chosen.api, "users/me/close", 202, password=PASSWORD)
    assert Closure.objects.get().done_at is None, "an order is under way"
    assert Order.objects.get(id=under_way).contact_name == chosen.name
    move(under_way, "accept", "start", "bake", "ready")
    hand_over(under_way)
    with clock.stopped() as time:
        time.advance(minutes=11)
        assert account_closure.go_on() == 1
        time.advance(minutes=11)
        account_closure.go_on()
        assert Closure.objects.get().done_at is not None, Closure.objects.get().waits_for

    everybody_has_heard(fifty)

    log = city / "log"
    log.write_text("nothing of anybody\n")
    left = list(find(chosen.words, [log]))
    assert left == [], "\n".join(left)
    assert not any(sealed_of(chosen.id, eaten).values())
    assert not User.objects.filter(id=chosen.id).exists()
    assert User.objects.get(id=other.id).email == other.email
    assert (
        any("orders_" in place for place in find(other.words))
        == Order.objects.filter(customer_id=other.id).exists()
    )
    rows, balance = books()
    assert balance == 0 and not any(row.differences for row in rows)
    assert Invoice.objects.filter(order_id=eaten).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM users.users_outboxmessage WHERE subject = %s", [chosen.id])
        assert all(set(json.loads(data)) <= {"user_id", "app"} for (data,) in cursor.fetchall())

    words = city / "words"
    words.write_text("\n".join(chosen.words))
    call_command("privacy", "scan", str(words), "--files", str(log))
    assert "0 hits" in scan_of_a_deployment_of("payments", words)
    call_command("audit", "seal")
    call_command("audit", "verify")
