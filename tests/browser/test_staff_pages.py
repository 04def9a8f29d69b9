"""The pages of the store's staff."""

import re

from playwright.sync_api import expect

from apps.stores.demo_places import store_id
from dominos.kernel.auth import Role


def test_the_board_shows_an_order_and_what_becomes_of_it(visit, scene):
    order = scene.order()
    page = visit(f"/board/?store={order['store_id']}", Role.STORE_STAFF)
    card = page.locator(f"[data-order='{order['id']}']")
    expect(card).to_contain_text("placed")
    expect(page.locator("#live")).to_have_text("live")
    scene.cook(order, ["accept"])
    expect(card).to_contain_text("accepted")


def test_the_figures_are_drawn_from_what_was_ordered(visit, scene):
    scene.order()
    page = visit("/board/sales/", Role.STORE_MANAGER)
    orders = page.locator("figure").filter(has_text="placed").locator("rect.bar").last
    expect(orders.locator("title")).to_have_text(re.compile(r"^20\d\d-\d\d-\d\d: [1-9]\d*$"))
    assert orders.bounding_box()["height"] > 10


def test_a_page_asks_who_is_there(visit):
    page = visit(f"/make-line/{store_id('HEL-3')}")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
