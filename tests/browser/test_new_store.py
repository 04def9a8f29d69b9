"""The chain opens a store like another one, step by step, until it takes orders."""

import re

from playwright.sync_api import expect

from apps.stores.models import Store
from dominos.kernel.auth import Role


def test_a_store_is_opened_like_another_one(visit):
    page = visit("/board/new-store/", Role.ADMIN, tolerated=("400 (Bad Request)",))
    profile = page.locator("#profile")
    profile.get_by_label("Code").fill("hel-3")
    profile.get_by_label("Name").fill("Bulevardi")
    profile.get_by_label("Telephone").fill("+358 9 1234567")
    profile.get_by_label("Address").fill("Bulevardi 7, Helsinki")
    profile.get_by_role("button", name="Make the store").click()
    expect(page.locator("#trouble")).to_contain_text("has this code")
    profile.get_by_label("Code").fill("hel-77")
    profile.get_by_role("button", name="Make the store").click()
    steps = page.locator("#steps")
    expect(steps).to_contain_text("HEL-77 Bulevardi")
    link = steps.get_by_role("link", name="Draw the zone").get_attribute("href")
    assert re.search("kind=circle.*radius_m", link)
    menu, opened = steps.locator("[data-step=menu]"), steps.locator("[data-step=open]")
    expect(menu).to_contain_text("to be done")
    menu.get_by_role("button").click()
    expect(menu).to_contain_text("✓")
    staff = steps.locator("[data-step=staff]")
    staff.get_by_label("Manager's name").fill("Minna")
    staff.get_by_label("E-mail").fill("minna@example.com")
    staff.get_by_role("button", name="Invite").click()
    expect(staff).to_contain_text("✓")
    expect(opened).to_contain_text("to be done")
    opened.get_by_role("button").click()
    expect(opened).to_contain_text("✓")
    page.reload()
    expect(menu).to_contain_text("✓")
    Store.objects.filter(code="HEL-77").update(is_active=False)
