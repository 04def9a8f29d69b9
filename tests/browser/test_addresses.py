"""A customer's addresses: typed or pointed at, confirmed, saved, and good for an order while nothing is looked up."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from apps.geo.geocoding.chain import clear_providers
from apps.users.models import Address
from dominos.demo.city import accounts
from dominos.demo.scene import BASKET
from dominos.development.ports import free_port
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.testing.browser import PHONE
from tests.browser.shopping import RULES, held

CUSTOMER = accounts(Role.CUSTOMER)[0]


@pytest.fixture
def page(visit):
    Address.objects.filter(user_id=CUSTOMER.id).delete()
    opened = visit("/account/addresses/", CUSTOMER, viewport=PHONE)
    opened.locator("#map.drawn").wait_for()
    return opened


def save(page):
    page.get_by_role("button", name="Save this address").click()
    expect(page.locator("#hint")).to_contain_text("Saved")


def test_an_address_typed_with_a_slip_is_suggested_saved_and_removed(page):
    page.get_by_role("combobox").press_sequentially("Manerheimintie 1", delay=5)
    page.get_by_role("option", name="Mannerheimintie 10").first.click()
    expect(page.get_by_label("Number", exact=True)).to_have_value("10")
    expect(page.locator("#served")).to_contain_text("delivers here")
    page.get_by_label("For the courier").fill("second door")
    page.get_by_label("Building").select_option("office")
    save(page)
    saved = Address.objects.get(user_id=CUSTOMER.id)
    assert (saved.street, saved.house_number, saved.note) == ("Mannerheimintie", "10", "second door")
    assert saved.building == "office"
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("#saved li")).to_have_count(0)
    assert not Address.objects.filter(user_id=CUSTOMER.id).exists()


def test_a_pin_asks_for_the_number_and_orders_with_every_provider_down(page, scene, settings):
    settings.GEO_PROVIDERS = ["nominatim"]
    settings.GEO_PROVIDER_OPTIONS = {"nominatim": {"domain": f"127.0.0.1:{free_port()}", "scheme": "http"}}
    cache.clear()
    clear_providers()
    breaker.cache_clear()
    page.locator("#map canvas").click()
    number = page.get_by_label("Number", exact=True)
    expect(page.locator("#confirm")).to_contain_text("Which number")
    expect(number).to_have_value("")
    page.locator("#confirm button").click()
    expect(number).not_to_have_value("")
    save(page)
    address = {"address_id": str(Address.objects.get(user_id=CUSTOMER.id).id)}
    request = {"service": "DELIVERY", "lines": BASKET, "address": address}
    quote = scene.person(CUSTOMER.email).post("/orders/price", key=str(new_id()), **request)
    assert quote["amounts"]["total"] > 0
    clear_providers()
    breaker.cache_clear()


def test_a_door_is_pointed_at_by_keyboard_and_its_number_put_right(visit):
    page = visit("/", viewport=PHONE)
    page.get_by_role("link", name="On the map").press("Enter")
    page.locator("#map.drawn").wait_for()
    street = page.get_by_label("Street")
    expect(street).not_to_have_value("")
    first = street.input_value()
    for _ in range(3):
        page.locator("#map canvas").press("ArrowDown")
    expect(street).not_to_have_value(first)
    held(page, RULES, "/pin/")
    street.fill("Back Yard")
    page.get_by_label("House number").fill("7")
    page.keyboard.press("Enter")
    expect(page.locator(".served .at")).to_contain_text("Back Yard 7,")
    page.get_by_role("button", name="See the menu").press("Enter")
    page.wait_for_url("**/menu/")
    expect(page.locator(".serves")).to_contain_text("Back Yard 7,")
