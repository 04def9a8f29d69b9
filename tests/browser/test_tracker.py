"""The customer's tracker."""

import re

from playwright.sync_api import expect

from dominos.kernel.testing.browser import PHONE

SHARE = "document.querySelector('.pin-courier').getBoundingClientRect().toJSON()"


def test_the_tracker_follows_its_order_to_the_door(visit, scene):
    order = scene.order()
    page = visit(f"/track/{order['tracking_token']}", viewport=PHONE)
    asked = []
    page.context.on("response", lambda answer: asked.append(answer.url))
    expect(page.locator("#live")).to_have_text("live")
    scene.cook(order)
    expect(page.locator("#headline")).to_have_text("Hot and packed")
    trip = scene.trip(order)
    expect(page.locator("#map")).to_be_hidden()
    trip.pick_up()
    expect(page.locator("#headline")).to_have_text("It is on its way")
    trip.ride(0.3)
    expect(page.locator("#road")).to_contain_text("Courier last seen at")
    page.locator("#map.drawn").wait_for()
    expect(page.get_by_label("Your door")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    before = page.evaluate(SHARE)
    trip.ride(0.8)
    page.wait_for_function(f"before => {SHARE}.x !== before.x || {SHARE}.y !== before.y", arg=before)
    assert any(re.search(r"/geo/map/.+/\d+$", url) for url in asked), "the map is made of our own tiles"
