"""What all pages have from their base: who is signed in, what goes wrong, whose time it is, how wide they are."""

import pytest
from babel.numbers import list_currencies
from playwright.sync_api import expect

from apps.stores.demo_places import store_id
from dominos.demo.city import PASSWORD, accounts
from dominos.kernel.auth import Role
from dominos.kernel.money import digits
from dominos.kernel.testing.browser import wait_for_value

MAKE_LINE = f"/make-line/{store_id('HEL-3')}"
STAFF_PAGES = {
    "/board/": Role.STORE_MANAGER,
    "/board/map/": Role.STORE_MANAGER,
    "/board/sales/": Role.STORE_MANAGER,
    "/board/money/": Role.STORE_MANAGER,
    MAKE_LINE: Role.STORE_STAFF,
}
OWN_PAGES = {"/courier/": accounts(Role.COURIER, "HEL-3")[0], "/account/addresses/": Role.CUSTOMER}
SHOWN = {
    "EUR": "€123.45",
    "JPY": "JP¥12,345",
    "KWD": "KWD\xa012.345",
    "CLP": "CLP\xa012,345",
    "VND": "₫12,345",
    "ISK": "ISK\xa012,345",
    "HUF": "HUF\xa0123.45",
}
FORMAT = """async ([minor, currency]) => {
  const { money, minorUnits } = await import("/static/kernel/format.js");
  const text = money(minor, currency);
  return [text, minorUnits(text.replace(/[^0-9.]/g, ""), currency)];
}"""
DIGITS = """async (currencies) => {
  const { digits } = await import("/static/kernel/currencies.js");
  return currencies.map(digits);
}"""
SIGN_IN = "access => sessionStorage.setItem('dominos.session', JSON.stringify({ access, refresh: '' }))"


def test_a_stranger_signs_in_looks_round_and_signs_out(visit):
    page = visit("/board/", tolerated=("401",))
    page.get_by_label("E-mail").fill(accounts(Role.STORE_STAFF, "HEL-3")[0].email)
    page.get_by_label("Password").fill("not it, I am afraid")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").filter(visible=True)).not_to_be_empty()
    for _ in range(3):
        page.keyboard.press("Escape")
    page.get_by_label("E-mail").fill(accounts(Role.STORE_STAFF, "HEL-3")[0].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#live")).to_have_text("live")
    expect(page.locator("#account")).to_contain_text("store staff")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    wait_for_value(page, "sessionStorage.getItem('dominos.session')", None)


@pytest.mark.parametrize(("path", "who"), (STAFF_PAGES | OWN_PAGES).items())
def test_every_page_lets_its_reader_out(visit, access_of, path, who):
    page = visit(path)
    page.evaluate(SIGN_IN, access_of(who))
    page.reload()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("path", ["/board/", "/board/sales/", MAKE_LINE, "/courier/"])
def test_a_wrong_role_is_told_so(visit, access_of, path):
    page = visit(path, tolerated=("403", "WebSocket"))
    page.evaluate(SIGN_IN, access_of(Role.CUSTOMER))
    page.reload()
    expect(page.locator("#trouble")).to_contain_text("not for you: you are signed in as customer")
    page.get_by_role("button", name="Sign in as somebody else").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_times_are_those_of_the_store_and_say_so_to_a_reader_elsewhere(visit, scene):
    order = scene.order()
    due = []
    for zone, note in (("Europe/Helsinki", ""), ("Asia/Tokyo", "Times of the store (")):
        page = visit(f"/board/?store={order['store_id']}", Role.STORE_STAFF, timezone_id=zone)
        expect(page.locator("#zone")).to_contain_text(note)
        due.append(page.locator(f"[data-order='{order['id']}'] .due"))
        expect(due[-1]).to_have_text(due[0].text_content())


def test_money_has_the_digits_of_its_currency(visit):
    page = visit("/track/nonsense", tolerated=("404",))
    for currency, shown in SHOWN.items():
        wait_for_value(page, FORMAT, [shown, 12345], [12345, currency])


def test_pages_count_minor_units_as_the_platform_does(visit):
    page = visit("/track/nonsense", tolerated=("404",))
    currencies = sorted(list_currencies())
    wait_for_value(page, DIGITS, [digits(currency) for currency in currencies], currencies)


def test_the_keyboard_reaches_the_content_first(visit):
    page = visit("/board/", Role.STORE_STAFF)
    expect(page.locator("#live")).to_have_text("live")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
