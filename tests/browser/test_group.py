"""A group order as its people see it: shared by a link, followed live, ordered by its host."""

import re

from playwright.sync_api import expect

from dominos.kernel.testing.browser import wait_until_it_fits
from tests.browser.shopping import AT_COUNTER, RULES, SMALL_PHONE, held, lines


def put_in(page, name):
    page.get_by_label("Your name, which the others see").fill(name)
    page.get_by_role("button", name=re.compile("Put in what is in my basket")).press("Enter")


def test_people_order_together_by_a_link_and_the_host_orders_it_all(shop, visit):
    host = shop("/basket/", AT_COUNTER | {"lines": lines("14HT", "COLA-033")})
    host.get_by_role("button", name="Keep as a favourite").click()
    host.get_by_label("Its name").fill("Friday")
    host.keyboard.press("Enter")
    expect(host.get_by_text("Friday is among your favourites.")).to_be_visible()
    host.get_by_role("button", name="Order together").click()
    host.get_by_label("Your name, which the others see").fill("Aino")
    host.keyboard.press("Enter")
    host.wait_for_url("**/group/#*")
    put_in(host, "Aino")
    rows = host.locator(".rows li")
    expect(rows).to_have_count(2)
    link = host.get_by_label("The link for the others").input_value()

    guest = visit(link, viewport=SMALL_PHONE, color_scheme="dark", tolerated=("409",))
    expect(guest.locator(".rows li")).to_have_count(2)
    expect(guest.get_by_role("button", name=re.compile("Remove"))).to_have_count(0)
    guest.get_by_role("link", name="Choose something").click()
    guest.locator("[data-product=D_COLA]").click()
    guest.get_by_role("button", name=re.compile("^Add ")).click()
    guest.goto("/basket/")
    guest.get_by_role("link", name="To the group order").click()
    put_in(guest, "Otso")
    expect(rows).to_have_count(3)
    expect(rows.last).to_contain_text("Otso")
    expect(host.locator(".amounts div")).to_have_text([re.compile("Aino.*€16.89"), re.compile("Otso.*€2.90")])
    wait_until_it_fits(guest)
    held(guest, RULES, "a group order")
    rows.nth(1).get_by_role("button", name="Remove").click()
    expect(guest.locator(".rows li")).to_have_count(2)

    host.get_by_role("button", name="Close and order").click()
    host.get_by_role("dialog").get_by_role("button", name="Close and order").click()
    host.wait_for_url("**/basket/")
    expect(host.locator(".line")).to_have_count(2)
    expect(host.locator(".line").last).to_contain_text("“Otso”")
    expect(guest.get_by_text("Aino has closed the group order.")).to_be_visible()
    host.goto(link)
    host.get_by_role("button", name="Open it again").click()
    rows.first.get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(1)
    host.get_by_role("button", name="Close and order").click()
    host.get_by_role("dialog").get_by_role("button", name="Close and order").click()
    host.wait_for_url("**/basket/")
    expect(host.locator(".line")).to_have_count(1)  # what went out of the group is not ordered

    host.goto("/orders/")
    held(host, RULES, "favourites")
    host.get_by_role("button", name="Order Friday").click()
    host.wait_for_url("**/checkout/")
    expect(host.locator(".summary li")).to_have_count(2)
