"""The courier's page on a phone: a whole delivery, the connection lost on the way."""

import re
from io import BytesIO
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from apps.delivery.domain.calls import CallOutcome
from apps.delivery.domain.proofs import pin_of
from apps.delivery.models import Courier, CourierPosition, Delivery, Offer, Shift
from apps.delivery.use_cases.calls.configured import events_url, exchange
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.payments.models import CashCount, OrderFacts, Payment
from apps.stores.demo_places import PLACES, store_id
from dominos.demo.city import accounts
from dominos.demo.scene import STEPS
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import PHONE, wait_for_value, wait_until
from dominos.kernel.unit_of_work import unit_of_work

STORE = next(place for place in PLACES if place.code == "HEL-3")
EETU = accounts(Role.COURIER, "HEL-3")[1]
HELSINKI = ZoneInfo("Europe/Helsinki")
WAY = [(60.16440, 24.94000), (60.16450, 24.93900), (60.16466, 24.93837)]
FREE = re.compile("available|returning")
IS_KEPT = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
WAKE = """
window.awake = [];
const request = async (kind) => {
  window.awake.push(kind);
  return Object.assign(new EventTarget(), { release: () => window.awake.push("released") });
};
Object.defineProperty(navigator, "wakeLock", { value: { request } });
"""
LOST = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection")


@pytest.fixture
def phone(visit, scene):
    """The page of a courier who is on shift at the store."""
    page = visit("/courier/", EETU, viewport=PHONE, tolerated=LOST, timezone_id="Asia/Tokyo")
    page.context.grant_permissions(["geolocation"])
    stand_at(page, (STORE.lat, STORE.lon))
    expect(page.locator("#status")).not_to_be_empty()
    if page.locator("#status").text_content() == "offline":
        page.get_by_role("button", name="Start shift").click()
    else:  # begun on another phone, which goes on telling where the courier is until this one is to
        page.get_by_role("button", name="Use this phone").click()
    expect(page.locator("#status")).to_have_text(FREE)
    return page


def stand_at(page, point, accuracy=8):
    page.context.set_geolocation({"latitude": point[0], "longitude": point[1], "accuracy": accuracy})


def take(page, order):
    """Accepts the order's offer and leaves the store with it; gives the delivery."""
    dispatch_couriers()
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Picked up").click()
    expect(page.get_by_role("button", name="I am at the door")).to_be_visible()
    return Delivery.objects.get(order_id=order["id"])


def test_a_delivery_by_pin_with_the_connection_lost_on_the_way(phone, scene):
    order = scene.order(steps=STEPS)
    delivery = take(phone, order)
    links = phone.get_by_role("link", name="Navigate to the door")
    expect(phone.locator("#main")).to_contain_text(
        f"Promised by {delivery.promised_to.astimezone(HELSINKI):%H:%M}"
    )
    expect(links).to_have_attribute(
        "href", re.compile(rf"^geo:{re.escape(f'{delivery.lat},{delivery.lon}')}")
    )
    wait_until(phone, IS_KEPT)
    phone.context.set_offline(True)
    expect(phone.locator("#live")).to_contain_text("no connection")
    stand_at(phone, WAY[0], accuracy=150_000)  # by the phone's network address: more than the protocol takes
    phone.reload()
    expect(phone.locator(f"[data-delivery='{delivery.id}']")).to_contain_text(delivery.address)
    expect(phone.locator("#main")).to_contain_text("Promised by")
    for point in WAY[1:]:
        stand_at(phone, point)
    phone.get_by_role("button", name="I am at the door").click()
    expect(phone.locator("#trouble")).to_contain_text("as soon as you are")
    phone.context.set_offline(False)
    pin = phone.get_by_label("PIN")
    expect(pin).to_be_visible()
    expect(phone.locator("#trouble")).to_be_empty()
    expect(phone.locator("#live")).to_have_text("live")
    pin.fill("0000" if pin_of(delivery.order_id, settings.SECRET_KEY) != "0000" else "1111")
    phone.get_by_role("button", name="Hand over").click()
    expect(phone.locator("#trouble")).to_contain_text("4 tries left")
    pin.fill(pin_of(delivery.order_id, settings.SECRET_KEY))
    phone.get_by_role("button", name="Hand over").click()
    expect(phone.locator("#status")).to_have_text("returning")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.proof) == ("DELIVERED", "pin")
    shift = Shift.objects.get(courier_id=EETU.id, ended_at=None)
    fixes = list(CourierPosition.objects.filter(shift=shift).order_by("sequence"))
    assert [fix.sequence for fix in fixes] == list(range(1, shift.acked_sequence + 1))
    assert (fixes[-1].lat, fixes[-1].lon) == WAY[-1]
    assert 100_000 in [fix.accuracy for fix in fixes]


def dial(number, caller, outcome):
    """A call through the exchange; gives what the exchange is answered."""

    def post(url, fields, signature):
        return Client().post(urlsplit(url).path, fields, headers={"Signature": signature}).content

    found = exchange()
    return found.dial(post, events_url(found), number, caller, outcome, 0)


def test_a_contactless_drop_is_photographed_called_and_written_about(phone, scene, visit):
    order = scene.order(steps=STEPS)
    tracker = visit(f"/track/{order['tracking_token']}", viewport=PHONE)
    Delivery.objects.filter(order_id=order["id"]).update(contactless=True)
    delivery = take(phone, order)
    theirs, mine = tracker.locator("#talk"), phone.locator(f"[data-delivery='{delivery.id}'] .talk")
    theirs.get_by_text("Message Eetu").click()
    theirs.get_by_role("button", name="Call Eetu").click()
    number = theirs.get_by_role("link", name="Dial").get_attribute("href").removeprefix("tel:")
    phone.get_by_role("button", name="Call the customer").click()
    expect(phone.get_by_role("link", name=f"Dial {number}")).to_be_visible()
    assert dial(number, EETU.phone, CallOutcome.NO_ANSWER)["dial"] == "+358401234567"
    expect(theirs.locator("li")).to_contain_text("Call: nobody answered")
    assert "1234567" not in phone.content() and EETU.phone[-7:] not in tracker.content()
    phone.get_by_role("button", name="I am at the door").click()
    theirs.get_by_label("Your message").fill("Behind the flowerpot, please")
    theirs.get_by_label("Your message").press("Enter")
    expect(mine.locator(".unread")).to_have_text("1 new")
    mine.get_by_text("Message the customer").click()
    expect(mine.locator("li")).to_contain_text(["Call: nobody answered", "Behind the flowerpot"])
    expect(theirs.locator("li").last).to_contain_text("read")
    phone.get_by_text("Nobody there?").click()
    phone.get_by_role("button", name="Tell them that nobody opens").click()
    expect(theirs.locator("li").last).to_contain_text("nobody opens")
    expect(phone.locator("#main")).to_contain_text("Attempts still needed: 1")
    left = phone.get_by_role("button", name="Left at the door")
    expect(left).to_be_disabled()
    picture = BytesIO()
    Image.new("RGB", (1600, 1200), "teal").save(picture, "PNG")
    file = {"name": "door.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    phone.get_by_label("Photo", exact=True).set_input_files([file])
    left.click()
    expect(phone.locator("#status")).to_have_text("returning")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.proof, delivery.photo.width) == ("DELIVERED", "photo", 1280)


def test_nobody_goes_home_with_cash_not_counted(phone, scene):
    order_id = new_id()
    with unit_of_work("payments"):
        Payment.objects.create(
            order_id=order_id,
            store_id=store_id("HEL-3"),
            method="cash",
            service="DELIVERY",
            status="CAPTURED",
            currency="EUR",
            amount=2000,
            authorized=2000,
            captured=2000,
        )
        OrderFacts.objects.create(order_id=order_id, courier_id=EETU.id, delivered_at=now())
    Courier.objects.filter(user_id=EETU.id).update(cash_carried=2000)
    phone.add_init_script(WAKE)
    phone.reload()
    wait_until(phone, "window.awake.length === 1")
    phone.get_by_role("button", name="End shift").click()
    counted = phone.get_by_label("Counted cash")
    expect(counted).to_be_visible()
    expect(phone.locator("body")).not_to_contain_text("20.00")  # who counts is not told what is expected
    expect(phone.locator("#status")).to_have_text("break")
    scene.order(steps=STEPS)
    dispatch_couriers()
    assert not Offer.objects.filter(courier_id=EETU.id, status="PENDING").exists(), (
        "who counts is offered nothing"
    )
    expect(phone.get_by_role("button", name="Accept")).to_have_count(0)
    counted.fill("19,50")
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.locator("#cash-count")).to_contain_text("€19.50, which does not agree: count again")
    counted.fill("20")
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.locator("#status")).to_have_text("offline")
    wait_for_value(phone, "window.awake", ["screen", "released"])
    assert CashCount.objects.get(courier_id=EETU.id).settled_at is not None


def test_the_page_opens_without_a_connection(visit):
    page = visit("/courier/", EETU, viewport=PHONE, tolerated=LOST)
    wait_until(page, IS_KEPT)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#live")).to_contain_text("no connection")
