"""The kitchen's make line: by keyboard and by touch, live, and while the connection is lost."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from apps.orders.models import Order, OrderSaga
from apps.orders.tasks import sweep_deadlines as sweep
from apps.stores.demo_places import store_id
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.testing.browser import PHONE, wait_until, wait_until_it_fits

STORE = store_id("HEL-3")
LOST = "window.sockets.forEach(socket => socket.close())"
NOTED = """
window.sockets = [];
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(...args) {
    super(...args);
    window.sockets.push(this);
  }
};
"""
PLACED = """() => [...document.querySelectorAll("[data-status=PLACED]:has([data-action=accept])")]
  .map((card) => card.dataset.order)"""
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "WebSocket")


def test_the_make_line_by_keyboard_and_touch_and_without_a_connection(visit, scene):
    order = scene.order(service="CURBSIDE")
    page = visit(f"/make-line/{store_id('HEL-3')}", Role.STORE_STAFF, tolerated=OFFLINE, touch=True)
    card = page.locator(f"[data-order='{order['id']}']")
    expect(page.locator("#live")).to_have_text("live")
    expect(card.locator(".half")).to_have_text([re.compile("leftpepperoni"), re.compile("rightmushrooms")])
    expect(card.locator(".is-name")).to_have_text("Veera Virtanen")
    card.focus()
    page.keyboard.press("Enter")
    expect(card.locator("mark")).to_have_text("to make")
    expect(card).to_be_focused()
    card.get_by_role("button", name="Start making").tap()
    expect(card.locator("mark")).to_have_text("making")
    expect(page.locator("#stations li").first).to_contain_text("make")
    page.keyboard.press("u")
    expect(card.locator("mark")).to_have_text("to make")
    scene.check_in(order, vehicle="red Volvo")
    expect(card.locator(".customer-here")).to_have_text("Customer is here: red Volvo")

    page.context.set_offline(True)
    card.get_by_role("button", name="Start making").click()
    expect(card.locator("mark")).to_have_text("making")
    card.get_by_role("button", name="Into the oven").click()
    expect(page.locator("#waiting")).to_have_text("2 to send")
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_have_text("")
    expect(card.locator("mark")).to_have_text("baking")
    expect(card).not_to_have_class("waits")
    assert scene.look(order)["status"] == "BAKING"

    page.add_init_script(NOTED)
    page.reload()
    expect(page.locator("#live")).to_have_text("live")
    page.evaluate(LOST)
    expect(page.locator("#live")).to_have_text("reconnecting")
    expect(page.locator("#live")).to_have_text("live")
    scene.cook(order, ["ready"])
    expect(card.locator("mark")).to_have_text("in the rack")


def test_a_new_order_calls_until_somebody_accepts_it_and_a_missed_one_stays_in_sight(visit, scene):
    missed = scene.order(service="CARRYOUT")
    for _ in ("the store does not answer", "nor does the customer whom another store is offered"):
        OrderSaga.objects.filter(order_id=missed["id"]).update(deadline_at=now() - timedelta(seconds=1))
        sweep()
    offered = scene.order(service="CARRYOUT")
    OrderSaga.objects.filter(order_id=offered["id"]).update(deadline_at=now() - timedelta(seconds=1))
    sweep()
    order = scene.order()
    allergic = scene.order(lines=[{"variant": "14HT", "note": "Severe nut allergy"}])
    noted = Order.objects.get(id=order["id"])
    noted.instructions = "Ring at the blue door"
    noted.save(update_fields=["instructions"])
    page = visit(f"/make-line/{STORE}", Role.STORE_STAFF)
    expect(page.locator(f"[data-missed='{missed['id']}']")).to_contain_text("carryout, €")
    page.get_by_role("button", name="switch it on").click()
    expect(page.get_by_role("button", name="Sound is on")).to_be_visible()
    card = page.locator(f"[data-order='{order['id']}']")
    expect(card.locator(".countdown")).to_contain_text(re.compile(r"Accept within [0-2]:\d\d"))
    expect(page.locator(f"[data-order='{offered['id']}'] .countdown")).to_have_text(
        re.compile(r"Offered at another store until \d\d?:\d\d; you can still accept")
    )
    expect(page).to_have_title(re.compile(r"^\(\d+\) new · "))
    wait_until(page, "document.documentElement.dataset.rang > 0")
    expect(card.locator(".door")).to_contain_text("For the courier: Ring at the blue door")
    expect(card.locator(".note, .allergies")).to_have_count(0)
    expect(page.locator(f"[data-order='{allergic['id']}'] .allergies")).to_have_text(
        "AllergySevere nut allergy"
    )
    for waiting in page.evaluate(PLACED):
        page.locator(f"[data-order='{waiting}'] [data-action='accept']").click()
        expect(page.locator(f"[data-order='{waiting}'][data-status='PLACED']")).to_have_count(0)
    expect(page).to_have_title("Make line")
    page.reload()
    expect(page.get_by_role("button", name="Touch the page")).to_be_visible()
    page.locator("h1").click()
    expect(page.get_by_role("button", name="Sound is on")).to_be_visible()


def test_colas_are_packed_and_never_baked(visit, scene):
    order = scene.order(service="CARRYOUT", lines=[{"variant": "COLA-033", "quantity": 6}])
    mixed = scene.order(service="CARRYOUT", lines=[{"variant": "COLA-033"}, {"variant": "14HT"}])
    tracker = visit(f"/track/{order['tracking_token']}", viewport=PHONE)
    page = visit(f"/make-line/{STORE}", Role.STORE_STAFF)
    lines = page.locator(f"[data-order='{mixed['id']}'] :is(strong, h3)")
    expect(lines).to_have_text([re.compile("1 × "), "Not for the oven: pack with it", re.compile("1 × Cola")])
    card = page.locator(f"[data-order='{order['id']}']")
    for button, state in (("Accept", "to pack"), ("Start packing", "packing"), ("Packed", "in the rack")):
        card.get_by_role("button", name=button).click()
        expect(card.locator("mark")).to_have_text(state)
    expect(tracker.locator("#headline")).to_have_text("Packed and ready")
    expect(tracker.locator("#stages")).not_to_contain_text("oven")
    assert scene.look(order)["status"] == "READY"
    page.get_by_role("link", name="Make", exact=True).click()
    page.wait_for_url("**?station=make")
    expect(page.get_by_text("All day")).to_be_visible()
    expect(page.locator(f"[data-order='{mixed['id']}'] h3")).to_have_count(0)
    expect(card).to_have_count(0)
    page.get_by_role("link", name="Pack and hand out").click()
    expect(card).to_be_visible()
    scene.hand_over(order)
    expect(card).to_have_count(0)
    page.keyboard.press("r")
    done = page.get_by_role("dialog").locator(f"[data-done='{order['id']}']")
    expect(done).to_contain_text("6 × Cola")
    page.get_by_role("button", name="Back to the line").click()
    wait_until_it_fits(page)


def test_a_step_stays_done_until_the_queue_shows_it(visit, scene):
    order = scene.order(service="CURBSIDE")
    page = visit(f"/make-line/{store_id('HEL-3')}", Role.STORE_STAFF)
    let_go = hold_all_but_the_first(page)
    page.reload()
    card = page.locator(f"[data-order='{order['id']}']")
    for button, state in (("Accept", "to make"), ("Start making", "making"), ("Into the oven", "baking")):
        card.get_by_role("button", name=button).click()
        expect(card).not_to_contain_class("waits")
        expect(card.locator("mark")).to_have_text(state, timeout=1)
    assert scene.look(order)["status"] == "BAKING"
    let_go()
    expect(card.get_by_role("button", name="Undo (")).to_be_visible()


def test_a_proxy_that_answers_for_the_platform_loses_no_step(visit, scene):
    order = scene.order(service="CURBSIDE")
    page = visit(f"/make-line/{store_id('HEL-3')}", Role.STORE_STAFF, tolerated=("503",))
    page.route(
        "**/actions/accept",
        lambda route: route.fulfill(status=503, content_type="text/html", body="<h1>busy</h1>"),
        times=1,
    )
    card = page.locator(f"[data-order='{order['id']}']")
    card.get_by_role("button", name="Accept").click()
    expect(page.locator("#waiting")).to_have_text("1 to send")
    expect(page.locator("#waiting")).to_have_text("")
    expect(card.locator("mark")).to_have_text("to make")
    assert scene.look(order)["status"] == "ACCEPTED"


def hold_all_but_the_first(page):
    """Keeps from the page what its sockets bring after their first message, until what this gives is called."""
    late, is_open = [], []

    def connect(socket):
        first = []

        def bring(message):
            if first and not is_open:
                late.append((socket, message))
            else:
                first.append(message)
                socket.send(message)

        socket.connect_to_server().on_message(bring)

    def let_go():
        is_open.append(True)
        for socket, message in late:
            socket.send(message)

    page.route_web_socket("**/ws/**", connect)
    return let_go
