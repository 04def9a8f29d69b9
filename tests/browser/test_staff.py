"""Hiring on the page of a store's people, and accepting by the mailed link."""

from playwright.sync_api import expect

from apps.users.models import Employment, Roster, StoreScope, TimeEntry, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.mails import secret
from apps.users.use_cases import people
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


def test_a_manager_plans_a_week_and_puts_its_hours_right(visit):
    """Planned and published by keyboard on a phone; seen and clocked by whom it is for; put right afterwards."""
    anna = make_person(email=f"{new_id()}@example.com", name=f"Anna {new_id().hex[:8]}")
    people.grant_store(anna.id, store_id("HEL-3"))
    where, refused = f"/staff/roster/?store={store_id('HEL-3')}", ("400 (Bad Request)",)
    page = visit(where, Role.STORE_MANAGER, viewport=PHONE, tolerated=refused)
    plan = page.locator("#plan")
    last = plan.get_by_role("row", name=anna.name).get_by_role("button", name="Plan ").last
    last.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("From").fill("06:00")
    dialog.get_by_label("to", exact=True).fill("14:00")
    dialog.get_by_role("button", name="Plan").press("Enter")
    expect(plan.get_by_role("button", name="06:00")).to_have_count(1)
    plan.get_by_role("button", name="Publish").press("Enter")
    expect(plan.get_by_role("status")).to_have_text("Everybody sees this week.")

    own = visit("/account/shifts/", viewport=PHONE)
    own.get_by_label("E-mail").fill(anna.email)
    own.get_by_label("Password", exact=True).fill(PASSWORD)
    own.keyboard.press("Enter")
    expect(own.locator("#shifts li")).to_have_count(1)
    own.get_by_role("button", name="Clock in at").click()
    own.get_by_role("button", name="Clock out").click()
    own.get_by_role("dialog").get_by_label("Break in minutes").fill("0")
    own.keyboard.press("Enter")
    expect(own.get_by_role("button", name="Clock in at")).to_be_visible()

    page.reload()
    page.get_by_role("button", name=f"Correct the hours of {anna.name}").click()
    dialog.get_by_label("Came").fill("2026-01-05T10:00")
    dialog.get_by_label("Went").fill("2026-01-05T09:00")
    dialog.get_by_label("Why it is corrected").fill("forgot to clock in")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The end is after the start")
    dialog.get_by_label("Went").fill("2026-01-05T12:00")
    dialog.get_by_role("button", name="Keep").click()
    page.locator("#week").fill("2026-01-05")
    page.locator("#week").press("Tab")
    expect(page.locator("#hours")).to_contain_text("corrected: forgot to clock in")
    expect(page.locator("#hours")).to_contain_text("2 h 0 min")
    entry = TimeEntry.objects.get(user_id=anna.id)
    assert entry.reason == "forgot to clock in"
    entry.delete()
    Roster.objects.filter(store_id=store_id("HEL-3")).delete()
    anna.delete()
