"""The customer's tracker."""

from playwright.sync_api import expect

from dominos.kernel.testing.browser import PHONE


def test_the_tracker_follows_its_order_to_the_door(visit, scene):
    order = scene.order()
    page = visit(f"/track/{order['tracking_token']}", viewport=PHONE)
    expect(page.locator("#live")).to_have_text("live")
    scene.cook(order)
    expect(page.locator("#headline")).to_have_text("Hot and packed")
    trip = scene.trip(order)
    trip.pick_up()
    expect(page.locator("#headline")).to_have_text("It is on its way")
    trip.ride(0.5)
    expect(page.locator("#road")).to_contain_text("Courier last seen at")
