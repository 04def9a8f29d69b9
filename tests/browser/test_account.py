"""One's own account: a forgotten password, a new one, another e-mail address and the way back."""

import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from apps.users.credentials.secrets import code_of
from apps.users.models import PhoneCode, Session, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.mails import secret
from apps.users.tests.oidc_double import OidcProvider
from apps.users.use_cases.sessions import sign_in as sign_in_elsewhere
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import PHONE

NEW = "another battery staple"


@pytest.fixture
def person(site):
    """Somebody with an account; gone afterwards."""
    someone = make_person(email=f"{new_id()}@example.com")
    yield someone
    User.objects.filter(id=someone.id).delete()


def sign_in(page, email, password):
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(visit, person):
    page = visit("/account/", viewport=PHONE, tolerated=("400", "401"))
    sign_in(page, person.email, "not any more")
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail").fill(person.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("a mail is on its way")

    page.goto(f"/reset-password/{secret('users.password_reset_requested')}")
    page.get_by_label("New password").fill("password123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("too common")
    page.get_by_label("New password").fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("sign in with the new one")

    page.goto("/account/")
    sign_in(page, person.email, NEW)
    expect(page.get_by_label("Name")).to_have_value(person.name)


def test_name_password_and_address_are_changed_and_the_address_is_taken_back(visit, person):
    # Signing out elsewhere ends every access token, the page's own too: it renews that where it learns so.
    page = visit("/account/", viewport=PHONE, tolerated=("400", "403", "422", "/users/me/sessions)"))
    sign_in(page, person.email, PASSWORD)
    page.get_by_label("Name").fill("Ada King")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()

    change = page.get_by_role("button", name="Change the password")
    page.get_by_label("Current password").fill("not mine")
    page.get_by_label("New password").fill(NEW)
    change.click()
    expect(page.get_by_text("The password is wrong.")).to_be_visible()
    expect(page.get_by_label("New password")).to_have_value(NEW)
    page.get_by_label("Current password").fill(PASSWORD)
    change.click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()

    sign_in_elsewhere(email=person.email, password=NEW, device="Somebody's phone")
    page.reload()
    Session.objects.filter(user=person).update(confirmed_at=clock.now() - timedelta(hours=1))
    page.evaluate("() => import('/static/kernel/session.js').then(({ freshToken }) => freshToken())")
    page.get_by_role("button", name="Sign out at Somebody's phone").click()
    page.get_by_role("dialog").get_by_label("Your password").fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Somebody's phone")).to_have_count(0)
    expect(page.get_by_label("Name")).to_have_value("Ada King")

    other = f"{new_id()}@example.com"
    page.get_by_label("New address").fill(other)
    page.get_by_label("Your password", exact=True).fill(NEW)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_text("on its way to the new address")).to_be_visible()
    page.goto(f"/confirm-email/{secret('users.email_change_requested')}")
    page.get_by_role("button", name="This is my address").click()
    expect(page.get_by_role("status")).to_contain_text("has the new address now")
    assert User.objects.get(id=person.id).email == other

    page.goto(f"/undo-email/{secret('users.email_changed')}")
    page.get_by_role("button", name="Go back to the previous address").click()
    expect(page.get_by_role("status")).to_contain_text("previous address again")
    now = User.objects.get(id=person.id)
    assert (now.email, now.name) == (person.email, "Ada King")


def test_its_owner_fetches_what_is_known_and_closes_the_account_with_the_password(visit, person):
    page = visit("/account/", viewport=PHONE, tolerated=("422",))
    sign_in(page, person.email, PASSWORD)
    page.get_by_text("What we know of you").click()
    page.get_by_label("Password to ask for it").fill(PASSWORD)
    page.get_by_role("button", name="Gather what you know of me").click()
    page.get_by_label("Password to fetch it").fill(PASSWORD)
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Fetch it").click()
    assert ZipFile(fetched.value.path()).namelist() == ["data.json", "data.pdf"]

    page.get_by_text("Close your account").click()
    expect(page.get_by_text("invoices as they were issued")).to_be_visible()
    field, button = page.get_by_label("Password of the account"), page.get_by_role("button", name="Close my")
    field.fill("not mine")
    button.click()
    expect(page.get_by_text("The password is wrong.")).to_be_visible()
    field.fill(PASSWORD)
    button.click()
    expect(page.get_by_role("status").filter(has_text="Your account is closed")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_count(0)
    assert not User.objects.filter(id=person.id, is_active=True).exists()


def test_somebody_enters_by_an_account_elsewhere_and_says_what_they_eat(visit, person, settings):
    # A store that the page cannot read stays the usual one.
    gone = new_id()
    User.objects.filter(id=person.id).update(store_id=gone)
    ada = {"sub": "1", "email": person.email, "email_verified": True}
    with OidcProvider(ada) as provider:
        settings.OIDC_PROVIDERS = json.dumps([provider.setting()])
        page = visit("/account/", viewport=PHONE, leads_to=(provider.address,), tolerated=("404",))
        settings.PUBLIC_URL = page.url.removesuffix("/account/")
        page.get_by_role("button", name="Sign in with Google").click()
        expect(page.get_by_label("Name")).to_have_value(person.name)
        expect(page.get_by_label("Your usual store")).to_have_value(str(gone))
        stores = page.get_by_label("Your usual store").get_by_role("option")
        expect(stores).not_to_have_count(2)
        page.get_by_label("Find a store").fill("no such place")
        expect(stores).to_have_text(["none", "as it is"])
        page.get_by_label("milk").check()
        page.get_by_label("vegetarian").check()
        page.get_by_role("button", name="Save what you eat").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        proved, other = "+358401234567", "+358407654321"
        for typed, number in (("+358 40 1234567", proved), ("040 7654321", other)):
            page.get_by_label("Number").fill(typed)
            page.get_by_role("button", name="Add it").click()
            expect(page.locator("#phones li").filter(has_text=number)).to_be_visible()
        page.get_by_role("button", name=f"Confirm {proved}").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("button", name="Send it again")).to_be_enabled()
        dialog.get_by_label("Code").fill(code_of(PhoneCode.objects.get(owner_id=person.id).id))
        dialog.get_by_role("button", name="Confirm").click()
        expect(page.locator("#phones li").filter(has_text=proved)).to_contain_text("confirmed")
        page.get_by_role("button", name=f"Make {other} the usual one").click()
        expect(page.locator("#phones li").first).to_contain_text(other)
        page.get_by_label("Name").fill("Ada Byron")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("status").filter(has_text="Saved.").first).to_be_visible()
        page.get_by_role("button", name=f"Remove {proved}").click()
        expect(page.locator("#phones li")).to_have_count(1)
        page.get_by_role("button", name="Unlink Google").click()
        page.get_by_role("dialog").get_by_role("button", name="Unlink it").click()
        expect(page.get_by_role("button", name="Link Google")).to_be_visible()
    person.refresh_from_db()
    assert (person.allergens, person.diet, person.store_id) == (["milk"], ["vegetarian"], gone)
    assert (person.name, person.phone) == ("Ada Byron", other)
