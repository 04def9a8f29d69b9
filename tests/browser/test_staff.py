"""Hiring on the page of a store's people, and accepting by the mailed link."""

from playwright.sync_api import expect

from apps.users.models import Employment, StoreScope, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.mails import secret
from dominos.demo.city import store_id
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


def test_somebody_leaves_their_job_on_the_page_of_their_account(visit):
    someone = make_person(email=f"{new_id()}@example.com")
    scope = StoreScope.objects.get(id=store_id("HEL-3"))
    Employment.objects.create(user=someone, store_id=scope.id, role=Role.STORE_STAFF)
    page = visit("/account/", viewport=PHONE)
    page.get_by_label("E-mail").fill(someone.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#jobs")).to_contain_text(f"{scope.name} store staff")
    page.get_by_role("button", name=f"Leave {scope.name}").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Leave").press("Enter")
    expect(page.locator("#jobs")).to_be_hidden()
    assert not Employment.objects.filter(user=someone).exists()
    someone.delete()
