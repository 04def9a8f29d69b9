"""An agent takes an order of a telephone that nobody knows, all by keyboard; the next of who is known, or is not."""

import re
import time
from datetime import timedelta
from email.utils import format_datetime

from django.test import Client
from playwright.sync_api import expect

from apps.dashboard.domain.phone_calls import PROVIDERS
from apps.orders.models import Order
from apps.stores.demo_places import store_id
from dominos.demo.city import accounts
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.telephone_signing import Sent

STORE = "HEL-3"
PHONE = "+358 50 765 4321"
MAX_CALLS, MAX_SECONDS = 8, 45
TOKEN = "token"


def ring(extension, number):
    """The telephone system reports a call that rings there."""
    fields = {
        "call": str(new_id()),
        "timestamp": format_datetime(now()),
        "status": "ringing",
        "extension": extension,
        "number": number,
    }
    signed = PROVIDERS["embedded"].signature(TOKEN, Sent("", fields, ""))
    answer = Client().post("/phone-calls/embedded", fields, headers={"Signature": signed})
    assert answer.status_code == 204


def order_for_tomorrow(page):
    ringing = page.locator("#ringing")
    ringing.get_by_role("button", name="Go on").click()
    page.locator("#phone").fill("+358 50 333 4444")
    page.get_by_label("collected").check()
    page.get_by_label("What they want").fill("2 14HT")
    page.get_by_label("later").check()
    page.get_by_label("Day").fill((now() + timedelta(days=1)).date().isoformat())
    page.get_by_label("Time").select_option(index=5)
    page.get_by_role("button", name="Price it").click()
    page.get_by_role("button", name="Take the order").click()
    expect(page.locator("#done")).to_contain_text("is taken")
    order = Order.objects.latest("id")
    assert (order.status, order.scheduled_for) == ("SCHEDULED", order.promised_from)


def test_an_order_is_taken_by_phone_with_the_keyboard_alone(visit, settings):
    settings.PHONE_CALLS_TOKEN = TOKEN
    page = visit("/board/counter/", accounts(Role.AGENT)[0])
    page.locator("#phone").wait_for()
    asked = []
    page.on("request", lambda request: "/api/v1/" in request.url and asked.append(request.url))
    begun = time.monotonic()
    page.locator("#phone").focus()
    keys = page.keyboard
    keys.type(PHONE)
    keys.press("Tab")
    keys.type("Aino Virtanen")
    for _ in range(2):
        keys.press("Tab")
    keys.type("Bulevardi 7, Helsinki")
    keys.press("Tab")
    keys.type("2 14HT half P half M\nCOLA-033")
    keys.press("Control+Enter")
    take = page.get_by_role("button", name="Take the order")
    expect(take).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#done")).to_contain_text("The kitchen has it.")
    assert len(asked) <= MAX_CALLS and time.monotonic() - begun < MAX_SECONDS, asked
    order = Order.objects.latest("id")
    assert (order.channel, order.contact_name, order.status) == ("phone", "Aino Virtanen", "PLACED")
    assert order.store_id == store_id(STORE), "the store that brings food there, whichever was chosen"
    page.locator("#phone").fill(PHONE)
    page.locator("#phone").blur()
    known = page.locator("#known")
    expect(known).to_contain_text("Aino Virtanen")
    known.get_by_role("button", name="Same again").click()
    expect(page.get_by_label("What they want")).to_have_value(re.compile(r"2 14HT .*half P half M\nCOLA-033"))
    page.get_by_label("Address").fill("Xyzzqqq 999")
    page.get_by_role("button", name="Price it").click()
    expect(page.locator("#trouble")).to_have_text("Nobody knows this address.")
    page.locator("#phone").fill("+358 50 765 4322")
    page.locator("#phone").blur()
    expect(known).to_contain_text("Nobody has ordered by this telephone")
    expect(page.get_by_label("Name")).to_have_value("")
    assert sum("typed-quotes" in url for url in asked) == 1, "not priced for where the last one lives"
    page.get_by_label("Extension").fill("12")
    page.get_by_label("Extension").press("Tab")
    expect(page.locator("#live")).to_have_text("Calls are shown")
    ring("13", "+358 50 111 1111")
    ring("12", PHONE)
    ringing = page.locator("#ringing")
    expect(ringing).to_contain_text(f"{PHONE} is calling.")
    expect(page.locator("#phone")).to_have_value("+358 50 765 4322")
    ringing.get_by_role("button", name="Take the call").click()
    expect(page.get_by_label("Name")).to_have_value("Aino Virtanen")
    expect(page.get_by_label("Name")).to_be_focused()
    page.locator("#phone").fill("")
    ring("12", "")
    expect(page.locator("#phone")).to_be_focused()
    ring("12", "+358 50 222 2222")
    expect(known).to_contain_text("Nobody has ordered by this telephone")
    page.locator("#phone").fill("")
    page.get_by_label("Name").fill("Otso")
    ring("12", PHONE)
    expect(ringing).to_contain_text(f"{PHONE} is calling.")
    expect(page.get_by_label("Name")).to_have_value("Otso")

    order_for_tomorrow(page)
    other = visit("/board/counter/", accounts(Role.AGENT)[0])
    other.get_by_label("Extension").fill("12")
    other.get_by_label("Extension").press("Tab")
    expect(page.locator("#live")).to_have_text("They ring at another desk")
    page.get_by_label("Extension").press("Enter")
    expect(other.locator("#live")).to_have_text("They ring at another desk")
    expect(page.locator("#live")).to_have_text("Calls are shown")
