"""The shop as its customers use it: on a phone, by keyboard, with codes, deals and gift cards."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from apps.menu.queries import suggestions
from apps.orders.models import PointsAccount, PointsMovement
from apps.payments.models import CreditAccount
from apps.payments.queries import credit_codes
from apps.users.models import User
from dominos.demo.city import accounts
from dominos.demo.scene import BASKET, STEPS
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import wait_until, wait_until_it_fits
from tests.browser.shopping import (
    AT_COUNTER,
    GUEST,
    PUT_DRAFT,
    SMALL_PHONE,
    WAITS,
    lines,
    order_button,
    say_who,
    sold_out,
)

DOOR = "Bulevardi 7"
FOCUSED = """() => {
  const one = document.activeElement;
  return (one.ariaLabel || one.labels?.[0]?.innerText || one.innerText || "").replace(/\\s+/g, " ").trim();
}"""
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
    wait_until_it_fits(page)
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
    wait_until_it_fits(page)
    press(page, "Order and pay")
    page.wait_for_url("**/track/**")
    expect(page.locator("#stages li")).not_to_have_count(0)
    expect(page.locator("#paying")).to_have_count(0)
    expect(page.locator("#lines")).to_contain_text("left: pepperoni; right: mushrooms")


def test_deals_are_found_and_what_is_sold_out_is_put_right_in_one_tap(shop, settings):
    settings.SENDS_SMS = False
    draft = AT_COUNTER | {"lines": lines("PEPPER-14HT", "DELUXE-14HT")}
    page = shop("/basket/", draft, tolerated=("422", "409", "INTERNET_DISCONNECTED"))
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


def sees_what_they_eat(page):
    """The menu begins with what suits who is signed in; the builder says what the pizza being built is."""
    person = User.objects.get(id=accounts(Role.CUSTOMER)[0].id)
    person.diet = ["vegetarian"]
    person.save(update_fields=["diet"])
    page.evaluate(PUT_DRAFT, AT_COUNTER)
    page.goto("/menu/")
    expect(page.get_by_role("checkbox", name="Vegetarian")).to_be_checked()
    # which is not the next reader's business
    wait_until(page, "!localStorage.getItem('shop.order').includes('vegetarian')")
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
    person.diet, person.allergens = [], ["milk"]
    person.save(update_fields=["diet", "allergens"])
    page.goto("/menu/")
    expect(page.locator(".filters summary")).to_have_text("Without allergens (1)")
    expect(page.get_by_role("checkbox", name="Vegan")).to_be_checked()
    person.allergens = []
    person.save(update_fields=["allergens"])


def with_points(points):
    """The customer's account of points has just these, and ends as it is."""
    customer = accounts(Role.CUSTOMER)[0].id
    PointsMovement.objects.filter(customer_id=customer).delete()
    until = now().date() + timedelta(days=30)
    PointsMovement.objects.create(
        customer_id=customer, kind="EARNED", points=points, key=str(new_id()), expires_on=until
    )
    PointsAccount.objects.update_or_create(customer_id=customer, defaults={"balance": points})


def keeps_a_card_and_takes_it_away(page):
    """On the page of their account, after their bank has asked them."""
    page.get_by_text("Keep another card").click()
    page.get_by_label("Test card").select_option("pm_card_threeDSecure2Required")
    page.get_by_role("button", name="Keep this card").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("link", name="Back to your order").click()
    page.get_by_role("button", name="Remove visa ending in").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("#cards")).to_contain_text("None is kept yet.")


def takes_what_others_had_with_it(page):
    """Adds the suggested cola to a pizza, takes it out and puts it back, by keyboard."""
    page.evaluate(PUT_DRAFT, AT_COUNTER | {"lines": lines("14HT")})
    page.goto("/basket/")
    page.get_by_role("button", name="Add Cola").click()
    expect(page.locator(".line")).to_have_count(2)
    expect(page.locator(".suggested")).to_have_count(0)
    page.get_by_role("button", name="Remove Your own pizza").press("Enter")
    expect(page.locator(".line")).to_have_count(1)
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".line .name").first).to_have_text("Your own pizza")


def test_a_customer_orders_again_in_two_taps_and_confirms_at_their_bank(shop, scene):
    had = [*BASKET, {"variant": "COLA-033", "quantity": 1}]
    scene.hand_over(scene.order(service="CARRYOUT", steps=STEPS, lines=had))
    suggestions.remembered.clear()
    with_points(300)
    kept = AT_COUNTER | {"name": "Friday", "address": None, "lines": lines("14HT")}
    gone = kept | {"name": "Of a store that is no more", "store": str(new_id())}
    page = shop("/orders/", {"favourites": [kept, gone]}, Role.CUSTOMER, tolerated=("404 (Not Found)",))
    expect(page.get_by_role("button", name="Order Friday")).to_be_visible()
    # Friday has joined the account, the other one cannot
    wait_until(page, "JSON.parse(localStorage.getItem('shop.order')).favourites.length === 1")
    page.evaluate("localStorage.clear()")  # another device
    sees_what_they_eat(page)
    page.goto("/orders/")
    page.get_by_role("button", name="Remove Friday").click()
    expect(page.get_by_role("button", name="Order Friday")).to_have_count(0)
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
    page.get_by_role("checkbox", name="10 euros off for your points 250 points").check()
    expect(page.locator(".amounts")).to_contain_text("-€10.00")
    expect(page.get_by_role("checkbox", name="A side dish for your points")).to_be_disabled()
    page.get_by_label("Test card").select_option("pm_card_threeDSecure2Required")
    order_button(page).click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("link", name="Back to your order").click()
    page.wait_for_url("**/track/**")
    expect(page.locator("#stages li")).not_to_have_count(0)
    expect(page.locator("#paying")).to_have_count(0)
    page.goto("/checkout/")
    expect(page.locator("main")).to_contain_text("is placed")
    takes_what_others_had_with_it(page)
    page.goto("/orders/")
    page.get_by_text("What it was").first.click()
    expect(page.locator(".order .amounts").first).to_contain_text("Total")
    page.goto("/account/")
    expect(page.locator("#points")).to_contain_text(re.compile(r"^Your points\s*[5-9]\d to spend on rewards"))
    expect(page.locator("#points")).to_contain_text("spent on a reward")
    keeps_a_card_and_takes_it_away(page)


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
