"""Hiring on the page of a store's people, and accepting by the mailed link."""

from playwright.sync_api import expect

from apps.users.models import User
from apps.users.tests.builders import PASSWORD
from apps.users.tests.mails import secret
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import PHONE


def test_a_manager_hires_by_mail_suspends_and_lets_go(visit):
    email = f"{new_id()}@example.com"
    page = visit("/staff/", Role.STORE_MANAGER, viewport=PHONE)
    hire = page.locator("#hire")
    hire.get_by_label("Name").fill("Grace Hopper")
    hire.get_by_label("E-mail").fill(email)
    hire.get_by_label("As").select_option("store_staff")
    hire.get_by_role("button", name="Send the invitation").click()
    expect(hire.get_by_role("status")).to_contain_text("on its way")
    expect(page.locator("#invited")).to_contain_text("Grace Hopper")

    newcomer = visit(f"/join/{secret('users.staff_invited')}", viewport=PHONE)
    newcomer.get_by_label("New password").fill(PASSWORD)
    newcomer.keyboard.press("Enter")
    expect(newcomer.get_by_role("status")).to_contain_text("Welcome to the store")

    page.reload()
    grace = page.locator("#members li").filter(has_text=email)
    grace.get_by_role("button", name="Suspend Grace Hopper").click()
    expect(grace.get_by_text("suspended", exact=True)).to_be_visible()
    grace.get_by_role("button", name="Take Grace Hopper back").click()
    expect(grace.get_by_text("suspended", exact=True)).to_have_count(0)
    grace.get_by_role("button", name="Let Grace Hopper go").click()
    page.get_by_role("dialog").get_by_role("button", name="Let go").click()
    expect(grace).to_have_count(0)
    User.objects.get(email=email).delete()
