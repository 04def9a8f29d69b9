"""The shop as its customers use it: on a phone, by keyboard, with codes and deals, through a lost connection."""

import json
import re
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from apps.menu.domain.availability import OutageKind
from apps.menu.store_menus.outages import mark_sold_out, restock
from apps.payments.models import CreditAccount
from apps.payments.queries import credit_codes
from apps.stores.demo_places import store_id
from apps.users.credentials.secrets import code_of
from apps.users.models import PhoneCode, ProvedPhone, User
from apps.users.queries.phones import marks_of
from dominos.demo.city import accounts
from dominos.demo.scene import STEPS
from dominos.kernel.auth import Role
from dominos.kernel.testing.browser import PHONE, wait_until

STORE = store_id("HEL-3")
WAITS = "Your order is on its way to us"
SMALL_PHONE = (360, 740)
DOOR = "Bulevardi 7"
GUEST = {"Name": "Aino Aalto", "Telephone": "+358 40 1234567", "E-mail": "aino@demo.example"}
FOCUSED = """() => {
  const one = document.activeElement;
  return (one.ariaLabel || one.labels?.[0]?.innerText || one.innerText || "").replace(/\\s+/g, " ").trim();
}"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MAX_TABS = 150


def tab_to(page, name):
    """Presses Tab until what is called so has the focus."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(name):
            return
    raise AssertionError(f"Tab does not lead to {name}")


def press(page, name):
    """Goes there by Tab and presses Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_a_guest_orders_a_halved_pizza_by_keyboard_alone(visit):
    page = visit("/", viewport=SMALL_PHONE, reduced_motion="no-preference")
    tab_to(page, "Street and number")
    page.keyboard.type(DOOR)
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="See the menu")).to_be_visible()
    press(page, "See the menu")
    expect(page.locator("[data-product=S_PIZZA]")).to_be_visible()
    assert page.evaluate(WIDER) <= 0
    press(page, "Your own pizza ")
    expect(page.get_by_role("button", name=re.compile("Add €13.99"))).to_be_visible()
    tab_to(page, "Pepperoni: none")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Pepperoni: left half")).to_be_focused()
    tab_to(page, "Mushrooms: none")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Mushrooms: right half")).to_be_checked()
    expect(page.get_by_role("button", name=re.compile("Add €15.88"))).to_be_enabled()
    expect(page.locator(".facts")).to_contain_text("Left: contains gluten, milk")
    press(page, "Add €")
    press(page, "See the basket")
    expect(page.locator(".line .what")).to_have_text("left: pepperoni; right: mushrooms")
    expect(page.get_by_role("link", name="To the checkout")).to_be_visible()
    press(page, "To the checkout")
    expect(page.get_by_label("Name")).to_be_visible()
    for name, text in GUEST.items():
        tab_to(page, name)
        page.keyboard.type(text)
    expect(page.get_by_role("button", name=re.compile("Order and pay"))).to_be_enabled()
    assert page.evaluate(WIDER) <= 0
    press(page, "Order and pay")
    page.wait_for_url("**/track/**")
    expect(page.locator("#stages li")).not_to_have_count(0)
    expect(page.locator("#paying")).to_have_count(0)
    expect(page.locator("#lines")).to_contain_text("left: pepperoni; right: mushrooms")


HAND = """(hand) => localStorage.setItem("shop.hand", JSON.stringify(hand))"""
AT_COUNTER = {"service": "CARRYOUT", "store": str(STORE)}
AT_DOOR = {
    "service": "DELIVERY",
    "store": str(STORE),
    "address": {
        "street": "Bulevardi", "house_number": "7", "postcode": "00120", "city": "Helsinki",
        "lat": 60.16466, "lon": 24.93837,
    },
}  # fmt: skip
ORDERS = """async () => {
  const { access } = JSON.parse(localStorage.getItem("shop.guest"));
  const answer = await fetch("/api/v1/orders", { headers: { Authorization: `Bearer ${access}` } });
  return (await answer.json()).results.length;
}"""


def lines(*variants):
    return [{"id": variant, "variant": variant, "quantity": 1} for variant in variants]


@pytest.fixture
def shop(visit):
    """A page of the shop with something in hand already: `shop(path, hand, who=None)`."""

    def open_page(path, hand, who=None, **how):
        page = visit("/basket/", who, viewport=PHONE, **how)
        page.evaluate(HAND, hand)
        page.goto(path)
        return page

    return open_page


@contextmanager
def sold_out(topping):
    mark_sold_out(STORE, OutageKind.TOPPING, topping)
    yield
    restock(STORE, OutageKind.TOPPING, topping)


def say_who(page):
    for name, text in GUEST.items():
        page.get_by_label(name).fill(text)


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


def order_button(page):
    return page.get_by_role("button", name=re.compile("^Order (and pay )?€"))


def test_deals_are_found_and_what_is_sold_out_is_put_right_in_one_tap(shop, settings):
    settings.SENDS_SMS = False
    hand = AT_COUNTER | {"lines": lines("PEPPER-14HT", "DELUXE-14HT")}
    page = shop("/basket/", hand, tolerated=("422", "409", "INTERNET_DISCONNECTED"))
    expect(page.locator(".deal")).to_contain_text("15 % off for students")
    with sold_out("G"):
        wrong = page.locator(".corrections")
        expect(wrong).to_contain_text("sold out")
        page.get_by_role("button", name="Leave that out").click()
        expect(wrong).to_have_count(0)
        expect(page.locator(".line .what").last).to_have_text("no bell pepper")
    # What the menu's socket does not tell, the order does: it shows the difference and asks.
    page.route_web_socket("**/menu", lambda socket: None)
    page.get_by_role("link", name="To the checkout").click()
    say_who(page)
    expect(page.get_by_label("In cash not for guests: sign in, or pay by card")).to_be_disabled()
    expect(order_button(page)).to_be_enabled()
    # Also where the order waited for a connection meanwhile, and its form is gone.
    with sold_out("O"):
        page.context.set_offline(True)
        order_button(page).click()
        expect(page.get_by_text(WAITS)).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_role("dialog")).to_contain_text("Something changed meanwhile")
        page.get_by_role("button", name="Order for €").click()
        page.wait_for_url("**/track/**")
    expect(page.locator("#lines")).to_contain_text("no bell pepper, no onion")


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
    assert other.evaluate(ORDERS) == 1


def drawn(page):
    """What is only there when the menu was read: the page comes with its first categories alone."""
    return page.locator("section.category").nth(2)


def test_without_a_connection_the_menu_is_read_and_the_order_waits(shop):
    hand = AT_COUNTER | {"lines": lines("DELUXE-14HT")}
    page = shop("/menu/", hand, tolerated=("INTERNET_DISCONNECTED", "403", "409", "422"))
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


TOGETHER = """(calls) => {
  window.ids = import("/static/shop/customer.js").then(({ customerId, asCustomer }) =>
    Promise.all(Array.from({ length: calls }, () => asCustomer("/orders"))).then(customerId));
}"""


def test_a_device_is_one_guest_and_what_nobody_can_tell_any_more_is_not_sent_as_another(shop):
    waiting = {"key": "k", "lines": ["14HT"], "body": {"payment": {"type": "cash"}}, "by": "gone", "at": 0}
    hand = AT_COUNTER | {"lines": lines("14HT")}
    page = shop("/orders/", hand)
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
    assert page.evaluate("window.ids") == guest
    assert sorted(filter(None, made)) == ["guest", "guest/renew"]
    page.evaluate(HAND, hand | {"attempt": waiting})
    page.goto("/checkout/")
    expect(page.locator("main")).to_contain_text("We cannot tell whether your order arrived")
    page.get_by_role("button", name="It did not arrive").click()
    expect(order_button(page)).to_be_visible()


def sees_what_they_eat(page):
    """The menu begins with what suits who is signed in; the builder says what the pizza in hand is."""
    User.objects.filter(email=accounts(Role.CUSTOMER)[0].email).update(diet=["vegetarian"])
    page.evaluate(HAND, AT_COUNTER)
    page.goto("/menu/")
    expect(page.get_by_role("checkbox", name="Vegetarian")).to_be_checked()
    expect(page.locator("[data-product=S_MARGHERITA]")).to_contain_text("Vegetarian · ")
    for code in ("S_DELUXE", "P_CLASSIC", "D_KOMBUCHA"):  # of the last nobody has said what is in it
        expect(page.locator(f"[data-product={code}]")).to_have_count(0)
    page.get_by_role("checkbox", name="Vegan").check(force=True)
    expect(page.get_by_role("checkbox", name="Vegetarian")).not_to_be_checked()
    expect(page.locator("[data-product=S_MARGHERITA]")).to_have_count(0)
    page.locator("[data-product=S_VEGAN]").click()
    expect(page.locator(".facts")).to_contain_text("Vegan.")
    page.get_by_role("button", name="Change what is on it").click()
    page.get_by_role("radio", name="Pepperoni: left half").check(force=True)
    expect(page.locator(".facts")).to_contain_text("Both halves together: Not vegetarian.")
    expect(page.locator(".facts")).to_contain_text(re.compile(r"Right: .*Vegan\."))
    User.objects.filter(email=accounts(Role.CUSTOMER)[0].email).update(diet=[])


def test_a_customer_orders_again_in_two_taps_and_confirms_at_their_bank(shop, scene):
    scene.hand_over(scene.order(service="CARRYOUT", steps=STEPS))
    page = shop("/orders/", {}, Role.CUSTOMER)
    sees_what_they_eat(page)
    page.goto("/orders/")
    again = page.get_by_role("button", name="Order again").first
    expect(again).to_be_enabled()
    page.goto("/")
    with sold_out("P"):
        page.get_by_role("button", name="The usual, please").click()
        expect(page.locator("#usual")).to_contain_text("Not to be had as it was: ")
    page.goto("/")
    page.get_by_role("button", name="The usual, please").click()
    page.wait_for_url("**/checkout/")
    page.get_by_label("Telephone").fill(GUEST["Telephone"])
    page.get_by_label("Test card").select_option("pm_card_threeDSecure2Required")
    order_button(page).click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("link", name="Back to your order").click()
    page.wait_for_url("**/track/**")
    expect(page.locator("#stages li")).not_to_have_count(0)
    expect(page.locator("#paying")).to_have_count(0)
    page.goto("/checkout/")
    expect(page.locator("main")).to_contain_text("is placed")


def test_a_gift_card_is_bought_and_pays_an_order(shop):
    page = shop("/gift-cards/", AT_COUNTER | {"lines": lines("14HT")})
    page.get_by_label("E-mail of whom it is for").fill(GUEST["E-mail"])
    page.get_by_role("button", name="Buy it").click()
    expect(page.get_by_role("status").filter(has_text="Done")).to_contain_text("€20.00")
    code = credit_codes.code_of(CreditAccount.objects.latest("id").id)
    page.get_by_label("Its code").fill(code.lower())
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("#balance")).to_contain_text("There is €20.00 left.")
    page.goto("/checkout/")
    say_who(page)
    page.get_by_text("I have a gift card").click()
    page.get_by_label("Its code").fill(code)
    page.get_by_label("Its code").press("Enter")
    expect(page.locator(".pay")).to_contain_text("is paid with your gift card")
    expect(page.locator(".pay [type=radio]")).to_have_count(0)
    order_button(page).click()
    page.wait_for_url("**/track/**")
    expect(page.locator("#stages li")).not_to_have_count(0)
    expect(page.locator("#paying")).to_have_count(0)


PRICES = """() => Object.fromEntries([...document.querySelectorAll("[data-product]")]
  .filter((one) => one.querySelector(".prices"))
  .map((one) => [one.dataset.product, one.querySelector(".prices").textContent.replace(/\\s+/g, " ").trim()]))"""


CONTENTS = """() => Object.fromEntries([...document.querySelectorAll("[data-product]")]
  .filter((one) => one.querySelector("small"))
  .map((one) => [one.dataset.product, one.querySelector("small").textContent.trim()]))"""


PRIORITIES = "all => all.map((one) => one.fetchPriority)"


def test_the_menu_comes_with_the_page_before_any_script(visit, shop):
    page = visit(f"/menu/{STORE}/", java_script_enabled=False, viewport=SMALL_PHONE)
    expect(page.locator("[data-product=S_PIZZA]")).to_contain_text("€8.99")
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith(f"/menu/{STORE}/")
    schema = json.loads(page.locator("script[type='application/ld+json']").text_content())
    first = schema["hasMenu"]["hasMenuSection"][0]["hasMenuItem"][0]
    assert (schema["@type"], first["name"]) == ("Restaurant", "Your own pizza")
    assert {"8.99", "EUR"} <= set(first["offers"][0].values())
    written, contents = page.evaluate(PRICES), page.evaluate(CONTENTS)
    assert contents["S_MARGHERITA"] == "Vegetarian · gluten, milk"
    kept = {"name": "shop_store", "value": str(STORE), "domain": "127.0.0.1", "path": "/menu/"}
    page.context.add_cookies([kept])
    page.goto("/menu/")
    assert page.evaluate(PRICES).items() <= written.items()
    # On a slow line some fifty scripts would be ahead of the stylesheet of what is there already.
    assert set(page.locator("link[rel=modulepreload]").evaluate_all(PRIORITIES)) == {"low"}
    # What scripts draw in its place says the same.
    drawn = shop("/menu/", AT_COUNTER)
    expect(drawn.locator("[data-product=S_PIZZA]")).to_be_visible()
    expect(drawn.locator("section.category")).to_have_count(page.locator(".categories a").count())
    assert drawn.evaluate(PRICES) == written
    assert drawn.evaluate(CONTENTS).items() >= contents.items()
    assert f"/menu/{STORE}/" in page.request.get("/sitemap.xml").text()
    assert "Disallow: /checkout/" in page.request.get("/robots.txt").text()


AXE = (Path(axe_playwright_python.__path__[0]) / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of rules that hold, one element is enough to see that they were tried: all of them would be described otherwise.
CHECK = """rules => axe.run(document, { runOnly: rules, resultTypes: ["violations"] })
  .then(({ passes, violations }) => [passes.length, violations.map(({ id, nodes }) => [id, nodes[0].html])])"""


# In the dark only colours are others.
@pytest.mark.parametrize(("scheme", "rules"), [("light", RULES), ("dark", ["cat.color"])])
def test_axe_finds_nothing_wrong(shop, scheme, rules):
    page = shop("/", AT_DOOR | {"lines": lines("14HT")}, color_scheme=scheme)
    seen = {
        "/": page.get_by_role("button", name="See the menu"),
        "/basket/": page.get_by_role("link", name="To the checkout"),
        "/checkout/": order_button(page),
        "/orders/": page.get_by_role("button", name="Sign in"),
        "/gift-cards/": page.get_by_role("button", name="Buy it"),
        "/menu/": page.locator("[data-product=S_PIZZA]"),
    }
    for path, ready in seen.items():
        page.goto(path)
        expect(ready).to_be_visible()
        held(page, rules, path)
    page.locator("[data-product=S_PIZZA]").click()
    page.get_by_role("radio", name="Pepperoni: left half").check(force=True)
    expect(page.get_by_role("button", name=re.compile("Add €15"))).to_be_enabled()
    held(page, rules, "builder")


def held(page, rules, where):
    """Axe's rules hold on the page as it is."""
    page.evaluate(AXE)
    passes, violations = page.evaluate(CHECK, rules)
    assert passes >= len(rules), where
    assert violations == [], where
