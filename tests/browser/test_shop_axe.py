"""Axe's rules for who sees little, hears nothing or uses no mouse, on each page of the shop."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from tests.browser.shopping import AT_DOOR, lines, order_button

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
