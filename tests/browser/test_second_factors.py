"""Second factors in a browser, with a virtual authenticator: a passkey made, used, asked for again, and alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from apps.users.models import SecondFactor, Session, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.factors import code
from apps.users.tests.mails import secret
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import PHONE


@pytest.fixture
def localhost(site, settings):
    """The pages by a name: browsers give passkeys to names, not to bare addresses."""
    settings.PUBLIC_URL = site.replace("127.0.0.1", "localhost")
    return settings.PUBLIC_URL


@pytest.fixture
def people(site):
    """Makes people who are gone afterwards."""
    made = []

    def make(*roles):
        made.append(make_person(*roles, email=f"{new_id()}@example.com"))
        return made[-1]

    yield make
    User.objects.filter(id__in=[one.id for one in made]).delete()


def carry_authenticator(page):
    """A passkey device in the browser, which knows its holder."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def give_password(page, person):
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def enter_admin(page, origin, person):
    page.goto(f"{origin}/admin/")
    page.fill("[name=username]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")


def test_a_passkey_is_added_used_asked_for_again_and_opens_the_account_alone(visit, localhost, people):
    person = people(Role.CUSTOMER)
    page = visit("/forgotten-password/", viewport=PHONE, tolerated=("401", "403", "422"))
    carry_authenticator(page)
    page.goto(f"{localhost}/account/")
    give_password(page, person)
    page.get_by_label("What to call it").fill("my phone")
    page.get_by_label("Your password, to add it").fill(PASSWORD)
    page.get_by_role("button", name="Add a second factor").click()
    page.get_by_label("Code that the app shows").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("does not prove")
    page.get_by_role("button", name="Make a passkey instead").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    page.get_by_role("button", name="I have written them down").click()
    expect(page.get_by_role("button", name="Remove my phone")).to_be_visible()

    page.get_by_role("button", name="Sign out", exact=True).click()
    give_password(page, person)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_label("Name")).to_have_value(person.name)
    factor = SecondFactor.objects.get(user=person)
    assert factor.kind == "passkey" and factor.counter > 1

    # What is old is asked for again, and what was wanted is done then.
    Session.objects.filter(user=person).update(second_factor_at=now() - timedelta(hours=1))
    page.evaluate("() => import('/static/kernel/session.js').then(({ freshToken }) => freshToken())")
    page.get_by_role("button", name="New recovery codes").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    expect(page.locator(".codes li").first).not_to_have_text(recovery)
    recovery = page.locator(".codes li").first.inner_text()
    page.get_by_role("button", name="I have written them down").click()

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_label("Name")).to_have_value(person.name)

    # Without the device: a mailed code in place of the password, and a recovery code.
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_role("button", name="Mail me a code instead").click()
    expect(page.get_by_text("a code is on its way there")).to_be_visible()
    page.get_by_label("Code").fill(secret("users.sign_in_code_requested"))
    page.keyboard.press("Enter")
    page.get_by_label("Code of your app").fill(recovery)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name")).to_have_value(person.name)


def test_staff_set_up_an_app_where_they_sign_in_and_enter_the_admin_by_it(visit, localhost, people, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({Role.ADMIN})
    chief = people(Role.ADMIN)
    page = visit("/forgotten-password/", viewport=PHONE, tolerated=("401", "favicon.ico"))
    carry_authenticator(page)
    page.goto(f"{localhost}/board/")
    give_password(page, chief)
    shown = page.locator("dialog .secret").inner_text()
    expect(page.get_by_alt_text("QR code")).to_be_visible()
    page.get_by_label("Code that the app shows").fill(code(shown))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="I have written them down").click()
    expect(page.locator("#account")).to_contain_text("admin")

    enter_admin(page, localhost, chief)
    page.get_by_label("Code of your authenticator app").fill(code(shown, later=1))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Site administration")).to_be_visible()

    other = people(Role.ADMIN)
    page.context.clear_cookies()
    enter_admin(page, localhost, other)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Your recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have written them down").click()
    expect(page.get_by_text("Site administration")).to_be_visible()
