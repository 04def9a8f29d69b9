"""A store counts its stock; what runs out is sold out, and comes back with a delivery."""

from playwright.sync_api import expect

from apps.menu.models import Catalogue
from apps.menu.stock.recipes import recipes_of_weights
from apps.menu.store_menus.publications import publish_menu
from apps.stores.demo_places import store_id
from dominos.demo.city import accounts
from dominos.kernel.auth import Role

STORE = "HEL-5"


def note(page, what, amount):
    counting = page.locator("#counting")
    counting.get_by_label("What you note").select_option(what)
    counting.get_by_label("Pepperoni, g").fill(amount)
    counting.get_by_label("Pepperoni, g").press("Enter")


def test_stock_is_counted_and_what_ran_out_is_sold_out(visit):
    recipes_of_weights(Catalogue.objects.get(stores=store_id(STORE)))
    publish_menu(store_id(STORE))
    page = visit("/board/stock/", accounts(Role.STORE_MANAGER, STORE)[0])
    row = page.locator("#counting tr").filter(has_text="Pepperoni")
    expect(row).to_contain_text("not counted yet")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator("#trouble")).to_contain_text("at least one")
    note(page, "count", "12,5")
    expect(row).to_contain_text("12.5 g, ran out")
    store = visit("/board/store/", accounts(Role.STORE_MANAGER, STORE)[0])
    expect(store.locator("#stock li")).to_contain_text("Pepperoni")
    note(page, "delivery", "900")
    expect(row).to_contain_text("912.5 g")
    row.get_by_label("low below").fill("1000")
    row.get_by_label("low below").press("Tab")
    expect(row).to_contain_text("912.5 g, low")
    differs = page.locator("#variances tr").filter(has_text="Pepperoni")
    page.reload()
    expect(differs).to_contain_text("not counted")
    with page.expect_download() as saved:
        page.locator("#variances").get_by_role("button", name="As CSV").click()
    assert "topping.P,Pepperoni,g,900.00" in saved.value.path().read_text()
