"""News in browsers: who may subscribe, what is shown, and when it ends."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest

from apps.delivery.contract.events import CourierOffered, CourierWaits, FoodWithoutCourier, ShiftEnded
from apps.menu.contract.events import MenuPublicationRefused
from apps.notifications.domain.news import WRONG, Channel
from apps.notifications.models import Outgoing, Subscription
from apps.notifications.sending import queue as sending
from apps.notifications.sending.channels import push
from apps.notifications.tests.builders import build_advanced, build_placed, deliver
from apps.notifications.tests.push_service import Browser, PushService
from apps.notifications.texts.renderer import render
from apps.orders.contract.events import OrderAttended, OrderNeedsAttention
from apps.orders.contract.types import AttentionLevel, OrderStatus, Wrong
from apps.payments.contract.events import MoneyWaits
from apps.payments.contract.types import MoneyMatter
from apps.stores.contract.types import ServiceMethod
from apps.users.contract.types import PersonStores
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/notifications/subscriptions"


@pytest.fixture
def service(settings):
    settings.PUSH_URL = "web:"
    with PushService() as found:
        yield found


def subscribe(caller, browser, audience="customer", **fields):
    return client(caller).post(URL, {**browser.subscription, "audience": audience, **fields})


def push_all():
    sending.send_due(Channel.PUSH)


def test_a_closed_page_shows_what_happens_to_the_order_encrypted_for_it_and_signed_by_us(service, customers):
    person, browser = customers.add(), Browser(service)
    ada = principal(Role.CUSTOMER, id=person.id)
    assert subscribe(ada, browser).status_code == 201
    stranger = {**browser.subscription, "endpoint": "https://evil.example/x", "audience": "customer"}
    assert client(ada).post(URL, stranger).status_code == 400
    order = build_placed(person.id)
    deliver(order)
    deliver(build_advanced(order, OrderStatus.OUT_FOR_DELIVERY), times=2)
    push_all()
    (news,) = browser.news()
    assert news["title"] == "Order 2026-01-01#7 is on its way"
    headers, _ = service.taken[0]
    assert headers["Content-Encoding"] == "aes128gcm" and 7000 < int(headers["TTL"]) <= 7200
    assert len(headers["Topic"]) <= 32
    assert headers["Authorization"].startswith("vapid t=") and push.public_key() in headers["Authorization"]
    assert len(base64.urlsafe_b64decode(push.public_key() + "=")) == 65


@pytest.mark.parametrize(
    ("status", "is_left", "is_due"), [(404, False, False), (410, False, False), (503, True, True)]
)
def test_a_subscription_ends_when_its_push_service_says_so_and_a_down_one_is_asked_again(
    service, customers, status, is_left, is_due
):
    person = customers.add()
    subscribe(principal(Role.CUSTOMER, id=person.id), Browser(service))
    service.answers = [status]
    deliver(build_advanced(build_placed(person.id), OrderStatus.ARRIVED))
    push_all()
    assert Subscription.objects.exists() is is_left
    assert Outgoing.objects.filter(channel="push", done_at=None).exists() is is_due


def test_a_browser_belongs_to_who_subscribed_last_and_to_nobody_who_left(service):
    browser, ada, eve = Browser(service), principal(Role.CUSTOMER), principal(Role.CUSTOMER)
    first = subscribe(ada, browser).data["id"]
    assert subscribe(eve, browser).data["id"] == first
    assert Subscription.objects.get().user_id == eve.id
    assert client(ada).delete(f"{URL}/{first}").status_code == 404
    assert client(eve).delete(f"{URL}/{first}").status_code == 204


@pytest.mark.parametrize(
    "endpoint",
    [
        *("http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://evil.example/x"),
        *(
            "https://fcm.googleapis.com.evil.example/",
            "https://a@fcm.googleapis.com/x",
            "file:///etc/passwd",
            "http://[",
        ),
        "https://notfcm.googleapis.com.evil/",
    ],
)
def test_nobody_has_us_call_whom_they_like(endpoint):
    assert not push.is_push_service(endpoint)
    assert push.is_push_service("https://fcm.googleapis.com/x")
    assert push.is_push_service("https://updates.push.services.mozilla.com/wpush/v2/x")


def test_a_stores_browser_hears_what_waits_and_nobody_elses(service, customers):
    store = new_id()
    staff = principal(Role.STORE_STAFF, stores={store})
    customers.service.stores[staff.id] = PersonStores(store_ids=(store,), managed_ids=())
    browser = Browser(service)
    assert subscribe(staff, browser, "store", store_id=str(new_id())).status_code == 403
    assert subscribe(principal(Role.CUSTOMER), browser, "store", store_id=str(store)).status_code == 403
    assert subscribe(principal(Role.CUSTOMER), browser, "courier").status_code == 403
    assert subscribe(staff, browser, "store").status_code == 400
    assert subscribe(staff, browser, "store", store_id=str(store)).status_code == 201
    waiting, taken, elsewhere = (waits_at(where) for where in (store, store, new_id()))
    for event in (waiting, taken, elsewhere):
        deliver(event)
    deliver(OrderAttended(order_id=taken.order_id, store_id=store, at=now()))
    push_all()
    (news,) = browser.news()
    assert news["title"] == "Order 2026-01-01#7: nobody has accepted it" and str(store) in news["link"]
    late = CourierWaits(order_id=new_id(), store_id=store, courier_name="Aino", ready_at=now())
    deliver(late, times=2)
    push_all()
    assert browser.news()[-1]["title"] == "A courier waits for food" and len(browser.news()) == 2
    deliver(FoodWithoutCourier(order_id=new_id(), store_id=store, ready_at=now()))
    customers.service.stores.clear()  # they work there no more
    push_all()
    assert len(service.taken) == 2 and not Subscription.objects.exists()


def test_a_closed_board_hears_of_a_new_order_until_it_is_accepted(service, customers):
    store, browser, person = new_id(), Browser(service), customers.add()
    staff = principal(Role.STORE_STAFF, stores={store})
    customers.service.stores[staff.id] = PersonStores(store_ids=(store,), managed_ids=())
    subscribe(staff, browser, "store", store_id=str(store))
    of_nobody, accepted, waiting = (
        build_placed(customer, store_id=store, number=f"2026-01-01#{number}")
        for number, customer in enumerate((new_id(), person.id, person.id), 1)
    )
    for order in (of_nobody, accepted, waiting):
        deliver(order, times=2)
    deliver(build_advanced(accepted, OrderStatus.ACCEPTED))
    push_all()
    assert [news["title"] for news in browser.news()] == ["New order 2026-01-01#1", "New order 2026-01-01#3"]
    assert browser.news()[0]["body"] == "To be delivered, €27.98." and str(store) in browser.news()[0]["link"]


def test_who_works_is_told_of_money_in_the_language_they_read(service, customers):
    store, support = new_id(), principal(Role.SUPPORT)
    staff = principal(Role.STORE_MANAGER, stores={store})
    customers.service.stores[staff.id] = PersonStores(store_ids=(store,), managed_ids=())
    finnish, english = Browser(service), Browser(service)
    body = {**finnish.subscription, "audience": "store", "store_id": str(store)}
    assert client(staff).post(URL, body, headers={"Accept-Language": "fi-FI"}).status_code == 201
    assert subscribe(support, english, "chain").status_code == 201
    for matter in MoneyMatter:
        waits = {"subject_id": new_id(), "store_id": store, "amount": 5500, "currency": "EUR", "at": now()}
        deliver(MoneyWaits(**waits, matter=matter), times=2)
    refused = {"store_id": store, "store_name": "HEL-3", "publish_at": now(), "timezone": "UTC", "by": None}
    deliver(MenuPublicationRefused(**refused))
    told = Outgoing.objects.filter(channel="push").order_by("kind").values_list("kind", "locale", "title")
    assert list(told) == [
        ("cash-differs", "fi", "Käteinen ei täsmää"),
        ("publication-refused-chain", "en", "HEL-3: the menu was not published"),
        *[("second-person-wanted", "fi", "Tarvitaan toinen henkilö")] * 2,
        *[("second-person-wanted-chain", "en", "A second person is wanted")] * 2,
    ]
    assert all(str(store) in link for link in Outgoing.objects.values_list("link", flat=True))


def test_the_chain_hears_of_what_no_store_ended_and_nobody_else_does(service, customers):
    support, store = principal(Role.SUPPORT), new_id()
    browser = Browser(service)
    manager = principal(Role.STORE_MANAGER, stores={store})
    assert subscribe(manager, browser, "chain").status_code == 403
    assert subscribe(support, browser, "chain", store_id=str(store)).status_code == 400
    assert subscribe(support, browser, "chain").status_code == 201
    works = PersonStores(store_ids=(), managed_ids=(), is_support=True)
    customers.service.stores[support.id] = works
    for level in (AttentionLevel.STORE, AttentionLevel.MANAGER, AttentionLevel.CHAIN):
        deliver(waits_at(store, level=level, wrong=Wrong.MONEY_REFUSED))
    push_all()
    (news,) = browser.news()
    assert news["title"] == "Order 2026-01-01#7: the bank will not do what is due"
    assert "/board/orders/" in news["link"]
    customers.service.stores[support.id] = replace(works, is_support=False)
    deliver(waits_at(store, level=AttentionLevel.CHAIN))
    push_all()
    assert len(browser.news()) == 1 and not Subscription.objects.exists()


def test_there_are_words_for_all_that_may_be_wrong():
    assert set(WRONG) == set(Wrong)
    titles = [
        render("order-attention", "en", {"number": "2026-01-01#14", "wrong": told}) for told in WRONG.values()
    ]
    assert len({words.title for words in titles}) == len(Wrong)


def waits_at(store, level=AttentionLevel.MANAGER, wrong=Wrong.NOT_ACCEPTED):
    return OrderNeedsAttention(
        order_id=new_id(),
        number="2026-01-01#7",
        store_id=store,
        service=ServiceMethod.DELIVERY,
        status=OrderStatus.PLACED,
        wrong=wrong,
        level=level,
        since=now(),
    )


def test_a_courier_who_does_not_look_is_offered_by_push_until_it_is_over(service):
    courier, browser = principal(Role.COURIER), Browser(service)
    subscribe(courier, browser, "courier")
    offer = CourierOffered(
        run=new_id(), courier_id=courier.id, stops=2, expires_at=now() + timedelta(seconds=20)
    )
    deliver(offer)
    push_all()
    assert browser.news()[0]["title"] == "2 deliveries for you" and browser.news()[0]["urgent"]
    late = CourierOffered(
        run=new_id(), courier_id=courier.id, stops=1, expires_at=now() + timedelta(seconds=20)
    )
    with clock.stopped() as at:
        deliver(late)
        at.advance(seconds=25)
        push_all()
    assert len(browser.news()) == 1 and Outgoing.objects.get(outcome="too_late")
    over = {
        "started_at": now(),
        "ended_at": now(),
        "worked_minutes": 125,
        "break_minutes": 30,
        "store_id": None,
    }
    deliver(ShiftEnded(shift_id=new_id(), courier_id=courier.id, **over), times=2)
    push_all()
    assert browser.news()[1]["title"] == "Your shift has ended" and len(browser.news()) == 2
    assert "2:05 hours" in browser.news()[1]["body"]
