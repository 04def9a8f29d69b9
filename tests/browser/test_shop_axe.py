"""Axe's rules for who sees little, hears nothing or uses no mouse, on each page of the shop."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.shopping import AT_DOOR, RULES, held, lines, order_button


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
