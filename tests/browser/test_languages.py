"""A customer reads the pages in their language: what their browser asks for, or what they choose on a page."""

from playwright.sync_api import expect

from apps.users.models import User
from apps.users.tests.builders import PASSWORD, make_person
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import PHONE, wait_for_value, wait_until, wait_until_it_fits
from tests.browser.shopping import AT_COUNTER, PUT_DRAFT, STORE, WEEK


def test_a_customer_reads_finnish_and_chooses_swedish(visit):
    page = visit("/", locale="fi-FI", tolerated=("404", "INTERNET_DISCONNECTED"))
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Yksi pizza.")
    expect(page.get_by_role("link", name="Tilaukset")).to_be_visible()
    wait_for_value(page, WEEK, ["maanantai", "tiistai"])
    page.goto("/basket/")
    expect(page.get_by_text("Vielä tyhjä.").first).to_be_visible()
    wait_until(page, "navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("Vielä tyhjä.").first).to_be_visible()
    page.context.set_offline(False)
    page.evaluate(PUT_DRAFT, AT_COUNTER)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/menu/")
    expect(page.get_by_role("heading", name="Erikoispizzat")).to_be_visible()
    expect(page.locator(".serves")).to_contain_text("Nouto osoitteesta")
    wait_until_it_fits(page)  # its words are longer, and the ways stand beside each other
    expect(page.locator("[data-product=P_CLASSIC]")).to_contain_text("alkaen 10,48")
    contents = page.locator("[data-product=S_MARGHERITA] small")
    expect(contents).to_contain_text("gluteeni")
    of_script = contents.text_content()
    of_server = page.request.get(f"/menu/{STORE}/", headers={"Accept-Language": "fi"}).text()
    assert f">{of_script}<" in of_server
    page.get_by_placeholder("Hae ruokalistalta").fill("kylmasavuporo")
    expect(page.locator(".item .name").get_by_text("Lappi")).to_be_visible()
    page.goto("/")
    page.get_by_label("Kieli").select_option("sv")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.goto("/menu/")
    expect(page.get_by_role("heading", name="Specialpizzor")).to_be_visible()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("link", name="Beställningar")).to_be_visible()
    page.goto("/track/nothing")
    expect(page.get_by_role("heading", level=1)).to_have_text("Den här länken leder ingenstans")
    board = visit("/board/", Role.ADMIN, locale="fi-FI")
    expect(board.get_by_role("heading", level=1)).to_have_text("Tilaustaulu")
    expect(board.get_by_role("heading", name="Keittiö")).to_be_visible()
    account = visit("/account/", Role.CUSTOMER, locale="fi-FI")
    expect(account.get_by_role("button", name="Vaihda salasana")).to_be_visible()
    expect(account.get_by_role("button", name="Sulje tilini")).to_be_hidden()


def test_whoever_signs_in_goes_on_in_the_language_of_their_profile(visit, site):
    person = make_person(email=f"{new_id()}@example.com")
    User.objects.filter(id=person.id).update(locale="fi")
    page = visit("/account/", viewport=PHONE)
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name")).to_have_value(person.name)
    page.reload()
    expect(page.get_by_role("button", name="Vaihda salasana")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as changed:
        page.get_by_label("Kieli").select_option("de")
    assert changed.value.status == 200
    expect(page.locator("html")).to_have_attribute("lang", "de")
    person.refresh_from_db()
    assert person.locale == "de"
    person.delete()
