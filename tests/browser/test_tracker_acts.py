"""What a customer does by the tracker, by keyboard and at a phone's width: pay, put right, rate, read the invoice."""

import re
from base64 import b64decode
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import expect

from apps.menu.domain.availability import OutageKind
from apps.menu.store_menus.outages import mark_sold_out, restock
from apps.orders.lifecycle.shortages import find_shortage, note
from apps.orders.models import Order
from apps.orders.queries.sagas import locked
from apps.payments.gateways import guarded
from apps.payments.gateways.stripe import StripeGateway
from apps.payments.processing.operations import perform_due
from apps.payments.tests.stripe_double import StripeDouble
from apps.reviews.models import Complaint, Review
from dominos.demo.city import accounts
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import PHONE, wait_for_value, wait_until_it_fits
from dominos.kernel.unit_of_work import unit_of_work

REFUSED = ("402",)
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
"""A picture of one pixel."""


A_GUEST = """() => fetch("/api/v1/auth/guest", { method: "POST" }).then((answer) => answer.json())
  .then((guest) => localStorage.setItem("shop.guest", JSON.stringify({ ...guest, ends: Date.now() + 3e6 })))"""


def by_tab(page, target, keys=()):
    """Moves the focus to the target by Tab alone, then presses the keys."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(target).to_be_focused()
    for key in keys:
        page.keyboard.press(key)


@pytest.fixture
def track(visit):
    def open_tracker(order, who=None):
        page = visit(f"/track/{order['tracking_token']}", who, viewport=PHONE, tolerated=REFUSED)
        expect(page.locator("#live")).to_have_text("live")
        return page

    return open_tracker


def test_an_order_is_paid_by_its_link_after_a_card_was_refused(track, scene):
    page = track(scene.order(is_paid=False))
    pay = page.get_by_role("button", name="Pay now")
    by_tab(page, page.get_by_label("Test card"))
    page.keyboard.type("pm_card_visa_chargeDeclinedInsufficientFunds")
    by_tab(page, pay, ["Enter"])
    expect(page.get_by_role("alert").filter(has_text="refused")).to_contain_text("insufficient funds")
    wait_until_it_fits(page)
    page.reload()
    expect(page.get_by_role("alert").filter(has_text="The last card was refused")).to_be_visible()
    by_tab(page, page.get_by_label("Test card"), ["Home"])
    by_tab(page, pay, ["Enter"])
    expect(page.locator("#headline")).to_have_text("We have your order")
    expect(page.locator("#paying")).to_have_count(0)


STRIPE_JS = """
window.Stripe = (key) => ({
  elements: () => ({
    create: () => ({
      mount: (where) => {
        const field = Object.assign(document.createElement("input"), { ariaLabel: "Card number" });
        document.querySelector(where).append(field);
      },
      on: () => {},
    }),
  }),
  createPaymentMethod: async () => {
    const number = document.querySelector("input").value;
    if (key !== "pk_test_x" || !number) return { error: { message: "Your card number is incomplete." } };
    return { paymentMethod: { id: number.endsWith("9995") ? "pm_card_visa_chargeDeclined" : "pm_card_visa" } };
  },
});
"""
"""Stripe's script as far as our form calls it."""

HEAR = """() => { globalThis.answered = new Promise((done) => {
  addEventListener("message", ({ data }) => done(data.token));
  setTimeout(done, 5_000);
}); }"""


@pytest.fixture
def at_stripe(monkeypatch):
    """Payments by Stripe, whose two ends, the script in the browser and the API, are doubles."""
    monkeypatch.setenv("PAYMENTS_GATEWAY", "stripe")
    monkeypatch.setenv("STRIPE_PUBLISHABLE_KEY", "pk_test_x")
    gateway = StripeGateway("sk_test_x", "whsec_x", StripeDouble())
    monkeypatch.setitem(guarded.ADAPTERS, "stripe", lambda: gateway)
    guarded.gateway_of.cache_clear()
    yield
    guarded.gateway_of.cache_clear()


@pytest.mark.usefixtures("at_stripe")
def test_a_card_is_paid_with_in_the_gateways_own_form_which_never_sees_the_link(visit, scene):
    order = scene.order(is_paid=False)
    page = visit("/track/nonsense", viewport=PHONE, tolerated=("404", "402", "ERR_FAILED"))
    asked = []

    def script(route):
        asked.append((route.request.all_headers().get("referer", ""), route.request.frame.url))
        route.fulfill(content_type="text/javascript", body=STRIPE_JS)

    page.context.route("https://js.stripe.com/**", lambda route: route.abort())
    page.goto(f"/track/{order['tracking_token']}")
    card = page.frame_locator("#card-form")
    pay = page.get_by_role("button", name="Pay now")
    expect(card.get_by_role("alert")).to_have_text("The card form cannot be loaded.")
    page.evaluate(HEAR)
    pay.click()
    wait_for_value(page, "() => answered", "")  # the frame says nothing
    expect(pay).to_be_enabled()
    page.context.route("https://js.stripe.com/**", script)
    page.reload()
    expect(card.get_by_label("Card number")).to_be_visible()
    wait_until_it_fits(page)
    by_tab(page, pay, ["Enter"])
    expect(card.get_by_role("alert")).to_have_text("Your card number is incomplete.")
    card.get_by_label("Card number").fill("4000000000009995")
    pay.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="refused")).to_be_visible()
    card.get_by_label("Card number").fill("4242424242424242")
    pay.press("Enter")
    expect(page.locator("#headline")).to_have_text("We have your order")
    assert asked and all(order["tracking_token"] not in "".join(seen) for seen in asked)
    assert {urlsplit(frame).path for _, frame in asked} == {"/payments/card-form/"}


def test_an_order_is_promised_in_cash_by_its_link(track, scene):
    order = scene.order(is_paid=False)
    page = track(order)
    by_tab(page, page.get_by_label("By card"), ["ArrowDown"])
    expect(page.get_by_label("In cash")).to_be_checked()
    by_tab(page, page.get_by_role("button", name="Pay now"), ["Enter"])
    expect(page.locator("#headline")).to_have_text("We have your order")


def test_notes_are_put_right_by_the_link_and_the_contact_by_its_customer(track, scene):
    order = scene.order()
    page = track(order)
    page.evaluate(A_GUEST)
    page.reload()  # who orders here, too, is not asked to sign in for it
    expect(page.locator("#live")).to_have_text("live")
    by_tab(page, page.locator("#change summary"), ["Enter"])
    by_tab(page, page.get_by_label("For the store or the courier"))
    page.keyboard.type("Ring at the blue door")
    by_tab(page, page.get_by_label(re.compile("^For the kitchen")).first)
    page.keyboard.type("well done")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("The store knows.")
    stored = Order.objects.get(pk=order["id"])
    assert (stored.instructions, stored.lines[0]["note"]) == ("Ring at the blue door", "well done")
    expect(page.get_by_role("button", name="Sign in to change who is called")).to_be_visible()
    expect(page.get_by_label("Telephone")).to_have_count(0)
    wait_until_it_fits(page)

    mine = track(order, Role.CUSTOMER)
    by_tab(mine, mine.locator("#change summary"), ["Enter"])
    phone = mine.get_by_label("Telephone")
    expect(phone).to_have_value(stored.contact_phone)
    by_tab(mine, phone, ["Control+A"])
    mine.keyboard.type("040 7654321")
    by_tab(mine, mine.get_by_role("button", name="Change the contact"), ["Enter"])
    expect(mine.locator("#toasts")).to_contain_text("The store knows.")
    assert Order.objects.get(pk=order["id"]).contact_phone.endswith("7654321")


def test_what_was_eaten_is_rated_and_has_its_invoice(track, scene, visit):
    order = scene.order(service="CARRYOUT")
    scene.cook(order)
    staff = scene.person(accounts(Role.STORE_STAFF, "HEL-3")[0].email)
    staff.post(f"/orders/{order['id']}/actions/hand_over", code=order["collection_code"])
    page = track(order, Role.CUSTOMER)
    by_tab(page, page.get_by_label("1", exact=True), ["ArrowDown"] * 3)
    by_tab(page, page.locator("#rating select").first)
    page.keyboard.type("2")
    by_tab(page, page.locator("#rating summary").first, ["Enter"])
    by_tab(page, page.get_by_label("cold").first, ["Space"])
    by_tab(page, page.get_by_label("What you want to tell others"))
    page.keyboard.type("Hot and quick")
    page.get_by_label("A photo", exact=True).set_input_files(
        {"name": "pizza.png", "mimeType": "image/png", "buffer": b64decode(DOT)}
    )
    by_tab(page, page.get_by_role("button", name="Rate this order"), ["Enter"])
    expect(page.locator("#rating")).to_contain_text("Thank you for telling us.")
    wait_until_it_fits(page)
    review = Review.objects.select_related("photo").get(order_id=order["id"])
    assert (review.stars, review.text, review.held_for) == (4, "Hot and quick", ["photo"])
    assert list(review.products.values()) == [{"stars": 2, "tags": ["cold"]}]
    page.reload()
    by_tab(page, page.get_by_role("button", name="Change what I said"), ["Enter"])
    expect(page.get_by_label("What you want to tell others")).to_have_value("Hot and quick")
    by_tab(page, page.get_by_label("4", exact=True), ["ArrowDown"])
    by_tab(page, page.get_by_role("button", name="Change my review"), ["Enter"])
    expect(page.locator("#rating")).to_contain_text("You gave 5 of 5 stars.")
    with page.expect_response("**/payments/invoices/**") as invoice:
        by_tab(page, page.get_by_role("link", name="Your invoice"), ["Enter"])
    assert invoice.value.ok
    page.reload()
    complaint = page.locator("#complaint")
    by_tab(page, complaint.locator("summary"), ["Enter"])
    by_tab(page, complaint.get_by_label("What was wrong?"))
    page.keyboard.type("cold")
    complaint.get_by_label("A photo of it").set_input_files(
        {"name": "cold.png", "mimeType": "image/png", "buffer": b64decode(DOT)}
    )
    by_tab(page, complaint.get_by_role("button", name="Tell us"), ["Enter"])
    expect(complaint.get_by_role("status")).to_contain_text("of store credit; its code is in your mail.")
    support = scene.person(accounts(Role.SUPPORT)[0].email)
    support.post(f"/orders/{order['id']}/refunds", reason="cold")
    page.reload()
    with page.expect_response("**/credit-notes/*.pdf") as note:
        by_tab(page, page.get_by_role("link", name="Credit note"), ["Enter"])
    assert note.value.ok
    the_store_answers(visit, review)


def the_store_answers(visit, review):
    """Its manager reads the review, shows it and answers; support decides about the complaint."""
    page = visit("/board/reviews/?store=" + str(review.store_id), Role.STORE_MANAGER)
    card = page.locator(f"[data-review='{review.id}']")
    expect(card).to_contain_text("Hot and quick")
    card.get_by_role("button", name="Look at the photo").click()
    expect(card.get_by_alt_text("The customer's photo")).to_be_visible()
    card.get_by_role("button", name="Show it to everybody").click()
    expect(card.get_by_role("button", name="Report")).to_be_visible()
    expect(card.get_by_role("button", name="Hide")).to_have_count(0)
    card.get_by_label("The store's answer").fill("Come again!")
    card.get_by_role("button", name="Answer").click()
    expect(page.locator("#toasts")).to_contain_text("Answered.")
    complaint = Complaint.objects.get(order_id=review.order_id)
    own = page.locator(f"[data-complaint='{complaint.id}']")
    expect(own).to_contain_text("credited")
    review.refresh_from_db()
    assert (review.state, review.reply) == ("SHOWN", "Come again!")
    Complaint.objects.filter(pk=complaint.pk).update(state="OPEN")
    page.reload()
    expect(own).to_contain_text("waits for support")
    expect(own.get_by_role("button")).to_have_text(["Look at the photo"])
    chain = visit("/board/reviews/?store=" + str(review.store_id), Role.SUPPORT)
    waiting = chain.locator(f"[data-complaint='{complaint.id}']")
    waiting.get_by_label("Store credit").fill("1,50")
    waiting.get_by_role("button", name="Give credit").click()
    expect(waiting).to_contain_text("credited €1.50")
    hidden = chain.locator(f"[data-review='{review.id}']")
    hidden.get_by_role("button", name="Hide").click()
    chain.get_by_label("Why?").select_option("off_topic")
    chain.get_by_role("dialog").get_by_role("button", name="Hide").click()
    expect(hidden).to_contain_text("hidden")


@contextmanager
def run_out(order, variant):
    """What the store has run out of, as the sweep before the order's time finds it."""
    store = UUID(order["store_id"])
    until = datetime.fromisoformat(order["scheduled_for"]) + timedelta(hours=1)
    mark_sold_out(store, OutageKind.VARIANT, variant, until=until, by=new_id())
    found = find_shortage(Order.objects.get(pk=order["id"]))
    with unit_of_work("orders"):
        saga = locked(UUID(order["id"]))
        note(saga, found)
        saga.save()
    yield
    restock(store, OutageKind.VARIANT, variant, by=new_id())


def test_what_has_run_out_is_swapped_or_cancelled_by_the_link(track, scene):
    order = scene.order_ahead([{"variant": "14HT"}, {"variant": "COLA-033"}])
    page = track(order)
    with run_out(order, "14HT"):
        expect(page.locator("#shortage")).to_contain_text("has run out")
        wait_until_it_fits(page)
        by_tab(page, page.locator("#shortage select"), ["ArrowDown"])
        by_tab(page, page.get_by_role("button", name="See the order without it"), ["Enter"])
        expect(page.locator("#shortage")).to_contain_text("instead of")
        by_tab(page, page.get_by_role("button", name="Change my order"), ["Enter"])
        expect(page.locator("#shortage")).to_have_count(0)
        perform_due()
        expect(page.locator("#headline")).to_have_text("Ordered for later")
        stored = Order.objects.get(pk=order["id"])
        assert stored.lines[0]["variant"] != "14HT" and len(stored.lines) == 2
    with run_out(order, stored.lines[0]["variant"]):
        by_tab(page, page.get_by_role("button", name="Cancel the order"), ["Enter"])
        page.get_by_role("dialog").get_by_role("button", name="Cancel the order").press("Enter")
        expect(page.locator("#headline")).to_have_text("This order was cancelled")


def test_a_guest_rates_by_the_link(track, scene):
    order = scene.order(service="CARRYOUT")
    Order.objects.filter(pk=order["id"]).update(is_guest=True)
    scene.cook(order)
    staff = scene.person(accounts(Role.STORE_STAFF, "HEL-3")[0].email)
    staff.post(f"/orders/{order['id']}/actions/hand_over", code=order["collection_code"])
    page = track(order)
    by_tab(page, page.get_by_label("1", exact=True), ["ArrowDown"])
    by_tab(page, page.get_by_role("button", name="Rate this order"), ["Enter"])
    expect(page.locator("#rating")).to_contain_text("Thank you for telling us.")
    assert Review.objects.get(order_id=order["id"]).stars == 2
