"""What tests of the shop share: who orders what from where, and what they do on its pages."""

import re
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python

from apps.menu.domain.availability import OutageKind
from apps.menu.store_menus.outages import mark_sold_out, restock
from apps.stores.demo_places import store_id

STORE = store_id("HEL-3")
AXE = (Path(axe_playwright_python.__path__[0]) / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of rules that hold, one element is enough to see that they were tried: all of them would be described otherwise.
CHECK = """rules => axe.run(document, { runOnly: rules, resultTypes: ["violations"] })
  .then(({ passes, violations }) => [passes.length, violations.map(({ id, nodes }) => [id, nodes[0].html])])"""
SMALL_PHONE = (360, 740)
GUEST = {"Name": "Aino Aalto", "Telephone": "+358 40 1234567", "E-mail": "aino@demo.example"}
PUT_DRAFT = """(draft) => localStorage.setItem("shop.order", JSON.stringify(draft))"""
WAITS = "Your order is on its way to us"
AT_COUNTER = {"service": "CARRYOUT", "store": str(STORE)}
AT_DOOR = {
    "service": "DELIVERY",
    "store": str(STORE),
    "address": {
        "street": "Bulevardi", "house_number": "7", "postcode": "00120", "city": "Helsinki",
        "lat": 60.16466, "lon": 24.93837,
    },
}  # fmt: skip


def lines(*variants):
    return [{"id": variant, "variant": variant, "quantity": 1} for variant in variants]


@contextmanager
def sold_out(topping):
    mark_sold_out(STORE, OutageKind.TOPPING, topping)
    yield
    restock(STORE, OutageKind.TOPPING, topping)


def say_who(page):
    for name, text in GUEST.items():
        page.get_by_label(name).fill(text)


def order_button(page):
    return page.get_by_role("button", name=re.compile("^Order (and pay )?€"))


def held(page, rules, where):
    """Axe's rules hold on the page as it is."""
    page.evaluate(AXE)
    passes, violations = page.evaluate(CHECK, rules)
    assert passes >= len(rules), where
    assert violations == [], where


WEEK = """import('/static/kernel/format.js')
  .then(({ weekday, weekdays }) => weekdays().slice(0, 2).map(weekday))"""
"""The first two days as the reader's country begins its week."""
