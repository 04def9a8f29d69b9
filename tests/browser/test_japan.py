"""A store in Tokyo: its menu in Japanese beside English, yen, names and addresses as they are written there."""

import re
from datetime import time
from urllib.request import urlopen

import pypdfium2
import pytest
from playwright.sync_api import expect

from apps.menu.catalogues.demo_menu import demo_menu
from apps.menu.catalogues.source import load_menu
from apps.menu.store_menus import publications, stores
from apps.notifications.models import Notification
from apps.orders.models import Order
from apps.payments.queries.invoice_links import invoice_path
from apps.stores import profiles
from apps.stores.contract.types import Kitchen, ServiceMethod, Store
from apps.stores.domain.schedule import Hours, ServiceOffer, StoreState
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.browser import PHONE, wait_for_value
from tests.browser.shopping import WEEK, lines

JAPANESE = {
    "products": {"S_MARGHERITA": ["マルゲリータ", "トマト、モッツァレラ、バジル"]},
    "toppings": {"O": "玉ねぎ"},
    "crusts": {"HT": "ハンドトス"},
}
NAME = "山田 太郎"


@pytest.fixture
def tokyo(site):
    """A store of Tokyo that sells the demo menu."""
    store = Store(
        id=new_id(),
        code="TYO-1",
        name="丸の内店",
        phone="+81 3 1234 5678",
        street="丸の内",
        house_number="1-9-1",
        postcode="100-0005",
        city="東京都千代田区",
        lat=35.6812,
        lon=139.7671,
        timezone="Asia/Tokyo",
        currency="JPY",
        languages=("ja", "en"),
        services=(ServiceMethod.CARRYOUT,),
        cash_limit=10_000,
        tax_percent="8",
        tax_included=True,
        legal_entity="ピザ株式会社",
        kitchen=Kitchen(make_stations=2, make_seconds=82, oven_slots=6, oven_seconds=390),
    )
    hours = tuple(Hours(weekday, time(), time()) for weekday in range(1, 8))
    offer = ServiceOffer(service=ServiceMethod.CARRYOUT, hours=hours, wait_minutes=(8, 13))
    profiles.save_store(StoreState(profile=store, offers=(offer,)))
    source = {**demo_menu(), "code": "tokyo", "currency": "JPY", "languages": {"ja": JAPANESE}}
    stores.assign_catalogue(store.id, load_menu(source))
    publications.publish_menu(store.id)
    return store


def pages_of(pdf):
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_a_pizza_is_ordered_in_tokyo(visit, site, tokyo):
    draft = {"service": "CARRYOUT", "store": str(tokyo.id), "lines": lines("MARGHERITA-14HT")}
    put = "(draft) => localStorage.setItem('shop.order', JSON.stringify(draft))"
    english = visit("/basket/", viewport=PHONE)
    english.evaluate(put, draft)
    english.goto("/menu/")
    expect(english.locator("[data-product=S_MARGHERITA]")).to_contain_text("Margherita")
    page = visit("/basket/", viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo")
    page.evaluate(put, draft)
    page.goto("/menu/")
    expect(page.locator("[data-product=S_MARGHERITA]")).to_contain_text("マルゲリータ")
    page.goto("/checkout/")
    expect(page.get_by_text("100-0005 東京都千代田区丸の内1-9-1")).to_be_visible()
    wait_for_value(page, WEEK, ["Sunday", "Monday"])
    for label, text in {"Name": NAME, "Telephone": "03-1234-5678", "E-mail": "taro@demo.example"}.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=re.compile("^Order and pay .*¥")).click()
    page.wait_for_url("**/track/**")
    expect(page.locator("#lines")).to_contain_text("マルゲリータ")
    expect(page.locator("#stages li")).not_to_have_count(0)

    order = Order.objects.get(store_id=tokyo.id)
    assert (order.currency, order.total, order.contact_name) == ("JPY", 1274, NAME)
    assert order.contact_phone == "03-1234-5678"
    news = Notification.objects.get(subject_id=order.id, kind="order-placed")
    assert "マルゲリータ" in news.body and "¥1,274" in news.body
    crew = client(principal(Role.STORE_STAFF, stores=(tokyo.id,)))
    for action in ("accept", "start", "bake", "ready"):
        assert crew.post(f"/api/v1/orders/{order.id}/actions/{action}", {}).status_code == 200
    slips = {
        kind: crew.get(f"/api/v1/orders/{order.id}/slips/{kind}").content for kind in ("kitchen", "receipt")
    }
    assert "マルゲリータ" in pages_of(slips["kitchen"]) and "山田" in pages_of(slips["kitchen"])
    assert "ピザ株式会社" in pages_of(slips["receipt"]) and "¥1,274" in pages_of(slips["receipt"])
    expect(page.locator("#code output")).to_have_text(re.compile(r"\d+"))
    code = {"code": page.locator("#code output").text_content()}
    page.close()
    assert crew.post(f"/api/v1/orders/{order.id}/actions/hand_over", code).status_code == 200
    with urlopen(f"{site}{invoice_path(order.id)}") as answer:
        written = pages_of(answer.read())
    lacking = [
        said
        for said in ("マルゲリータ", "東京都千代田区丸の内1-9-1", "ピザ株式会社", "1,274")
        if said not in written
    ]
    assert not lacking, written
