"""The shop as its customers use it: on a phone, by keyboard, with codes and deals, through a lost connection."""

import re

from playwright.sync_api import expect

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
    page = visit("/", viewport=SMALL_PHONE)
    tab_to(page, "Street and number")
    page.keyboard.type(DOOR)
    expect(page.get_by_role("option")).to_have_count(1)
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
