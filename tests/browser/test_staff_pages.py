"""The pages of the store's staff."""

import re

from playwright.sync_api import expect

from apps.payments.models import CashCount
from apps.stores.demo_places import store_id
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id


def test_the_board_shows_an_order_and_what_becomes_of_it(visit, scene):
    order = scene.order()
    page = visit(f"/board/?store={order['store_id']}", Role.STORE_STAFF)
    card = page.locator(f"[data-order='{order['id']}']")
    expect(card).to_contain_text("placed")
    expect(page.locator("#live")).to_have_text("live")
    scene.cook(order, ["accept"])
    expect(card).to_contain_text("accepted")


def test_the_figures_are_drawn_from_what_was_ordered(visit, scene):
    day = scene.order()["stage_times"]["PLACED"][:10]
    page = visit("/board/sales/", Role.STORE_MANAGER)
    bars = page.locator("figure").filter(has_text="placed").locator("rect.bar")
    orders = bars.filter(has_text=re.compile(rf"^{day}: [1-9]\d*$"))
    assert orders.bounding_box()["height"] > 10


def test_a_page_asks_who_is_there(visit):
    page = visit(f"/make-line/{store_id('HEL-3')}")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_manager_answers_for_cash_that_differs(visit, scene):
    count = CashCount.objects.create(
        courier_id=new_id(), store_id=store_id("HEL-3"), currency="EUR", expected=2667, counted=2600
    )
    page = visit("/board/money/", Role.STORE_MANAGER)
    row = page.locator(f"[data-row='{count.id}']")
    expect(row).to_contain_text("-€0.67")
    expect(page.locator("#disputes h2")).to_be_visible()
    row.get_by_label("why").fill("wrong change given")
    row.get_by_role("button", name="Explain").click()
    expect(row).to_have_count(0)
    count.refresh_from_db()
    assert (count.explanation, count.settled_at is not None) == ("wrong change given", True)
