"""The shop through a lost connection: the menu is read, an order waits and is placed once, by one guest a device."""

import re

from playwright.sync_api import expect

from apps.users.credentials.secrets import code_of
from apps.users.models import PhoneCode, ProvedPhone
from apps.users.queries.phones import marks_of
from dominos.kernel.testing.browser import wait_for_value, wait_until
from tests.browser.shopping import AT_COUNTER, GUEST, PUT_DRAFT, WAITS, lines, order_button, say_who, sold_out

ORDERS = """async () => {
  const { access } = JSON.parse(localStorage.getItem("shop.guest"));
  const answer = await fetch("/api/v1/orders", { headers: { Authorization: `Bearer ${access}` } });
  return (await answer.json()).results.length;
}"""


def proved(page):
    """As if the guest of this device had confirmed the telephone for an earlier order."""
    guest = page.evaluate("JSON.parse(localStorage.getItem('shop.guest')).id")
    ProvedPhone.objects.create(owner_id=guest, mark=marks_of(GUEST["Telephone"])[0])


def confirm_phone(page):
    """Types the code that the telephone was sent, after a wrong one."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(GUEST["Telephone"])
    expect(dialog.get_by_role("button", name="Send it again")).to_be_enabled()
    code = code_of(PhoneCode.objects.latest("id").id)
    for typed in (f"{(int(code) + 1) % 10**6:06}", code):
        dialog.get_by_label("Code").fill(typed)
        dialog.get_by_role("button", name="Confirm").click()
        if typed != code:
            expect(dialog.get_by_role("alert")).to_contain_text("not valid")


def chooses_another_day(page):
    """The times of the day that was chosen before come late, and change nothing."""
    late = []
    page.route("**/slots?**", lambda route: route.continue_() if late else late.append(route))
    day, time = (page.get_by_label(re.compile(f"^{name}")) for name in ("Day", "Time"))
    with page.expect_request("**/slots?**"):
        day.select_option(index=1)
    with page.expect_response("**/slots?**"):
        day.select_option(index=2)
    expect(time).not_to_have_value("")
    chosen = time.input_value()
    with page.expect_response("**/slots?**"):
        late[0].continue_()
    page.wait_for_timeout(200)
    expect(time).to_have_value(chosen)


def test_an_order_ahead_is_placed_once_whatever_happens_on_the_way(shop):
    page = shop(
        "/checkout/", AT_COUNTER | {"lines": lines("14HT")}, tolerated=("INTERNET_DISCONNECTED", "ERR_FAILED")
    )
    other = page.context.new_page()
    other.goto("/checkout/")
    for each in (page, other):
        say_who(each)
        each.get_by_label("Later").check()
        each.get_by_label("In cash").check()
        expect(order_button(each)).to_be_enabled()
    chooses_another_day(page)
    proved(page)
    # The platform takes the order, and its answer is lost.
    sent = []

    def lose(route):
        sent.append(route.request.headers["idempotency-key"])
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/orders", lose)
    order_button(page).dblclick()
    page.wait_for_url("**/track/**")
    expect(page.locator("#headline")).to_have_text("Ordered for later")
    assert len(sent) > 1 and len(set(sent)) == 1
    expect(other.locator("main")).to_contain_text("is placed")
    other.goto("/checkout/")
    expect(other.locator("main")).to_contain_text("is placed")
    wait_for_value(other, ORDERS, 1)
    page.get_by_role("button", name="Cancel the order").click()
    expect(page.get_by_role("dialog")).to_contain_text("You pay nothing.")
    page.get_by_role("dialog").get_by_role("button", name="Cancel the order").click()
    expect(page.locator("#headline")).to_have_text("This order was cancelled")
    page.get_by_role("button", name="Order again").click()
    page.wait_for_url("**/checkout/")


def drawn(page):
    """What is only there when the menu was read: the page comes with its first categories alone."""
    return page.locator("section.category").nth(2)


def test_without_a_connection_the_menu_is_read_and_the_order_waits(shop):
    draft = AT_COUNTER | {"lines": lines("DELUXE-14HT")}
    page = shop("/menu/", draft, tolerated=("INTERNET_DISCONNECTED", "403", "409", "422"))
    expect(drawn(page)).to_be_attached()
    wait_until(page, "navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(drawn(page)).to_be_attached()
    page.context.set_offline(True)
    page.reload()
    expect(drawn(page)).to_be_attached()
    page.context.set_offline(False)
    page.goto("/checkout/")
    say_who(page)
    page.get_by_label("In cash").check()
    page.get_by_label("For the store").fill("Ring twice")
    expect(order_button(page)).to_be_enabled()
    page.context.set_offline(True)
    order_button(page).click()
    expect(page.get_by_text(WAITS)).to_be_visible()
    page.reload()
    expect(page.get_by_text(WAITS)).to_be_visible()
    with sold_out("G"):
        page.context.set_offline(False)
        confirm_phone(page)
        expect(page.get_by_role("dialog")).to_contain_text("Something changed meanwhile")
        page.get_by_role("dialog").get_by_role("button", name="Back").click()
        expect(page.get_by_label("In cash")).to_be_checked()
        expect(page.get_by_label("For the store")).to_have_value("Ring twice")
        expect(page.get_by_role("link", name="put right")).to_be_visible()
    expect(order_button(page)).to_be_enabled()
    order_button(page).click()
    page.wait_for_url("**/track/**")
    expect(page.locator("#paying")).to_have_count(0)


REASONS = """() => import("/static/kernel/api.js").then(({ reasonOf }) =>
  [429, 503].map((status) => reasonOf(Object.assign(new Error("Too many calls."), { status }))))"""
NOTE_WRITES = """() => {
  const write = Storage.prototype.setItem;
  window.written = [];
  Storage.prototype.setItem = function (key, value) {
    window.written.push(key);
    write.call(this, key, value);
  };
}"""
HEARD = """() => import("/static/shop/order_draft.js").then(({ orderDraft }) => orderDraft.value.attempt?.isUnknown)"""
TOGETHER = """(calls) => {
  window.ids = import("/static/shop/customer.js").then(({ customerId, asCustomer }) =>
    Promise.all(Array.from({ length: calls }, () => asCustomer("/orders"))).then(customerId));
}"""


def test_a_device_is_one_guest_and_what_nobody_can_tell_any_more_is_not_sent_as_another(shop):
    waiting = {"key": "k", "lines": ["14HT"], "body": {"payment": {"type": "cash"}}, "by": "gone", "at": 0}
    draft = AT_COUNTER | {"lines": lines("14HT")}
    page = shop("/orders/", draft)
    other = page.context.new_page()
    other.goto("/orders/")
    made = []
    page.context.on("request", lambda request: made.append(request.url.partition("/auth/")[2]))
    for each in (page, other):
        each.evaluate(TOGETHER, 3)
    [guest] = {each.evaluate("window.ids") for each in (page, other)}
    page.evaluate(
        """() => {
      const guest = JSON.parse(localStorage.getItem("shop.guest"));
      localStorage.setItem("shop.guest", JSON.stringify({ ...guest, ends: 0 }));
    }"""
    )
    page.evaluate(TOGETHER, 2)
    wait_for_value(page, "window.ids", guest)
    assert sorted(filter(None, made)) == ["guest", "guest/renew"]
    other.evaluate(NOTE_WRITES)
    page.evaluate(PUT_DRAFT, draft | {"attempt": waiting})
    page.goto("/checkout/")
    expect(page.locator("main")).to_contain_text("We cannot tell whether your order arrived")
    wait_until(other, HEARD)
    wait_for_value(other, "window.written", [])  # a tab that hears of an order does not write it again
    page.get_by_role("button", name="It did not arrive").click()
    expect(order_button(page)).to_be_visible()
    wait_for_value(page, REASONS, ["Too many calls.", "You seem to be offline. Please try again."])
