"""A group order as its people see it: shared by a link, followed live, ordered by its host."""

import re

from playwright.sync_api import expect

from dominos.kernel.testing.browser import wait_until_it_fits
from tests.browser.shopping import (
    AT_COUNTER,
    RULES,
    SMALL_PHONE,
    held,
    lines,
    order_button,
    say_who,
)


def put_in(page, name):
    page.get_by_label("Your name, which the others see").fill(name)
    page.get_by_role("button", name=re.compile("Put in what is in my basket")).press("Enter")


def pay_part(page, card):
    page.get_by_label("Test card").select_option(card)
    page.get_by_role("button", name=re.compile("^Pay €")).click()


def each_pays_their_part(host, guest):
    """One pays by a card whose bank asks, the other by a second card, and both see it go on."""
    host.goto("/checkout/")
    say_who(host)
    host.get_by_label("Each pays their part").check()
    order_button(host).click()
    host.wait_for_url("**/group/#*")
    paid = guest.get_by_role("list", name="Who has paid").locator("li")
    expect(paid).to_have_text([re.compile("Otso.*Has not paid yet"), re.compile("Aino.*Has not paid yet")])
    expect(guest.get_by_role("heading", name="Your part: €2.61")).to_be_visible()
    held(guest, RULES, "a part to be paid")
    wait_until_it_fits(guest)
    pay_part(guest, "pm_card_threeDSecure2Required")
    guest.get_by_role("button", name="Approve").click()
    guest.get_by_role("link", name="Back to your order").click()
    guest.wait_for_url("**/group/#*")
    expect(paid.first).to_contain_text("Has paid")
    expect(guest.get_by_role("heading", name="Your part")).to_have_count(0)
    pay_part(host, "pm_card_visa_chargeDeclined")
    expect(host.get_by_text("The card was refused: the bank declined.")).to_be_visible()
    pay_part(host, "pm_card_visa")
    for page in (host, guest):
        expect(page.get_by_text("All have paid: the order is with the store.")).to_be_visible()
    host.get_by_role("link", name="Follow it").click()
    host.wait_for_url("**/track/*")


def test_people_order_together_by_a_link_and_the_host_orders_it_all(shop, visit):
    host = shop(
        "/basket/", AT_COUNTER | {"lines": lines("14HT", "COLA-033", "DELUXE-14HT")}, tolerated=("402",)
    )
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
    expect(rows).to_have_count(3)
    link = host.get_by_label("The link for the others").input_value()

    guest = visit(link, viewport=SMALL_PHONE, color_scheme="dark", tolerated=("409",))
    expect(guest.locator(".rows li")).to_have_count(3)
    expect(guest.get_by_role("button", name=re.compile("Remove"))).to_have_count(0)
    guest.get_by_role("link", name="Choose something").click()
    guest.locator("[data-product=D_COLA]").click()
    guest.get_by_role("button", name=re.compile("^Add ")).click()
    guest.get_by_role("link", name="Basket, 1 item").click()
    guest.get_by_role("link", name="To the group order").click()
    put_in(guest, "Otso")
    expect(rows).to_have_count(4)
    expect(rows.last).to_contain_text("Otso")
    expect(host.locator(".amounts div")).to_have_text([re.compile("Aino.*€35.38"), re.compile("Otso.*€2.90")])
    wait_until_it_fits(guest)
    held(guest, RULES, "a group order")
    rows.nth(1).get_by_role("button", name="Remove").click()
    expect(guest.locator(".rows li")).to_have_count(3)

    host.get_by_role("button", name="Close and order").click()
    host.get_by_role("dialog").get_by_role("button", name="Close and order").click()
    host.wait_for_url("**/basket/")
    expect(host.locator(".line")).to_have_count(3)
    expect(host.locator(".line").last).to_contain_text("“Otso”")
    expect(guest.get_by_text("Aino has closed the group order.")).to_be_visible()
    host.goto(link)
    late = []
    host.route("**/api/v1/groups/*", lambda route: late.append((route, route.fetch())))
    host.get_by_role("button", name="Open it again").click()
    rows.first.get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(2)
    ((route, answer),) = late
    route.fulfill(response=answer)
    expect(host.get_by_role("link", name="Basket, 0 items")).to_be_visible()
    expect(rows).to_have_count(2)  # an answer that comes late brings nothing back
    host.unroute_all()
    host.get_by_role("button", name="Close and order").click()
    host.get_by_role("dialog").get_by_role("button", name="Close and order").click()
    host.wait_for_url("**/basket/")
    expect(host.locator(".line")).to_have_count(2)  # what went out of the group is not ordered
    each_pays_their_part(host, guest)

    host.goto("/orders/")
    held(host, RULES, "favourites")
    host.get_by_role("button", name="Order Friday").click()
    host.wait_for_url("**/checkout/")
    expect(host.locator(".summary li")).to_have_count(3)
