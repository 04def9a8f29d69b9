"""The pages of the store's staff."""

from datetime import datetime, timedelta
from uuid import UUID

from playwright.sync_api import expect

from apps.dashboard.models import BoardChange
from apps.delivery.contract.events import CourierAssigned, FoodWithoutCourier
from apps.payments.models import CashCount
from apps.stores.demo_places import store_id
from dominos.demo.scene import STEPS
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.browser import wait_for_value, wait_until
from tests.browser.shopping import SMALL_PHONE

STORE = store_id("HEL-3")
TOLD = """
window.told = [];
window.Notification = class {
  static permission = "granted";
  constructor(title) { window.told.push(title); }
};
"""


def test_the_board_shows_an_order_and_what_becomes_of_it(visit, scene):
    order = scene.order()
    page = visit(f"/board/?store={order['store_id']}", Role.STORE_STAFF)
    card = page.locator(f"[data-order='{order['id']}']")
    expect(card).to_contain_text("placed")
    expect(page.locator("#live")).to_have_text("live")
    scene.cook(order, ["accept"])
    expect(card).to_contain_text("accepted")
    made = BoardChange.objects.filter(order_id=order["id"]).order_by("id")
    for minutes, change in zip(
        (30, 4), (made.filter(status="PLACED"), made.filter(status="ACCEPTED")), strict=True
    ):
        change.update(at=now() - timedelta(minutes=minutes))
    past = visit(f"/board/past/?store={order['store_id']}", Role.STORE_MANAGER, viewport=SMALL_PHONE)
    card, minute = past.locator(f"[data-order='{order['id']}']"), past.get_by_label("Minute of the day")
    expect(card).to_contain_text("accepted")
    minute.focus()
    past.keyboard.press("ArrowLeft")
    for _ in range(5):
        past.get_by_role("button", name="A minute back").click()
    expect(card).to_contain_text("placed")
    past.get_by_role("button", name="Play").click()
    expect(card).to_contain_text("accepted")
    past.get_by_role("button", name="Stop").click()
    shown = past.get_by_label("Day and time")
    shown.fill(
        (datetime.fromisoformat(shown.input_value()) - timedelta(hours=1)).isoformat(timespec="minutes")
    )
    shown.blur()
    expect(card).to_be_hidden()
    before = datetime.fromisoformat(shown.input_value()) - timedelta(minutes=1)
    past.get_by_role("button", name="A minute back").click()
    expect(shown).to_have_value(before.isoformat(timespec="minutes"))
    past.reload()
    expect(past.locator("#main h2.at")).to_be_visible()
    expect(card).to_be_hidden()


def test_the_board_calls_for_a_courier_while_nobody_brings_what_is_ready(visit, scene):
    order = scene.order(steps=STEPS)
    page = visit(f"/board/?store={order['store_id']}", Role.STORE_STAFF)
    page.add_init_script(TOLD)
    page.reload()
    card = page.locator(f"[data-order='{order['id']}']")
    expect(card).to_contain_text("ready")
    number = card.locator("b").inner_text()
    missing = FoodWithoutCourier(order_id=UUID(order["id"]), store_id=STORE, ready_at=now())
    hear("dashboard", missing, 1)
    expect(card.locator(".no-courier")).to_contain_text("no courier, ready since")
    expect(page.get_by_role("alert").filter(has_text="Ready, and no courier")).to_contain_text(number)
    expect(page).to_have_title("(1) no courier · Order board")
    wait_for_value(page, "window.told", [f"No courier for {number}"])
    brings = CourierAssigned(order_id=UUID(order["id"]), courier_id=new_id(), courier_name="Kaisa")
    hear("dashboard", brings, 2)
    expect(card).to_contain_text("courier Kaisa")
    expect(page).to_have_title("Order board")


def hear(app, event, sequence):
    """The app hears an event, as if delivery had told it just now."""
    receive(app, envelope_of(event, producer="delivery", subject=event.order_id, sequence=sequence))


def test_the_figures_are_drawn_from_what_was_ordered(visit, scene):
    day = scene.order()["business_date"]
    page = visit("/board/sales/", Role.STORE_MANAGER)
    wait_until(page, IS_HIGH, day)
    wait_for_value(
        page, COLOURS_OF_KEYS, {"completed": "green", "later than promised": "red", "refunded": "red"}
    )
    table = page.locator("details.figures")
    table.locator("summary").click()
    expect(table.get_by_role("columnheader")).to_have_text(FIGURES)
    expect(page.locator("dl.totals dt")).to_contain_text(["Sold, before refunds", "Refunded"])

    page.get_by_label("Report").select_option("channels")
    expect(page.get_by_role("row").filter(has_text="web")).to_contain_text("€")
    with page.expect_download() as saved:
        page.get_by_role("button", name="As CSV").click()
    assert saved.value.path().read_text().startswith("currency,channel,orders,sold")
    page.get_by_label("Report").select_option("couriers")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Payout as CSV").click()
    assert saved.value.path().read_text().startswith("courier_id,store_id,currency,deliveries")
    page.get_by_label("Report").select_option("hours")
    expect(
        page.get_by_role("table", name="Orders by hour and weekday").locator("tbody tr")
    ).not_to_have_count(0)


FIGURES = ["Day", "Placed", "Completed", "On time", "Nobody opened", "Sold, before refunds", "Refunded"]


COLOURS_OF_KEYS = """() => Object.fromEntries(
  [...document.querySelectorAll("figcaption .key.good, figcaption .key.bad")].map((key) => {
    const [red, green] = getComputedStyle(key).backgroundColor.match(/\\d+/g).map(Number);
    return [key.parentElement.textContent.trim(), green > red ? "green" : "red"];
  }))"""
"""What the legends call the parts of bars, and in which colour: green was done well, red went wrong."""
IS_HIGH = """(day) => [...document.querySelectorAll("figure rect.bar")].some((bar) =>
  bar.closest("figure").textContent.includes("placed")
  && new RegExp(`^${day}: [1-9][0-9]*$`).test(bar.textContent.trim())
  && bar.getBoundingClientRect().height > 10)"""


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
