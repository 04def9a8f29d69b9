"""Menus in currencies without, with two and with three decimal places, from the file to the price of a basket."""

import pytest

from apps.menu.catalogues.imports.importer import import_menu
from apps.menu.catalogues.imports.notation import minor_units
from apps.menu.contract.service import MenuService
from apps.menu.store_menus import stores
from apps.menu.tests.builders.menu_files import build_large_file
from apps.menu.tests.builders.menus import WHOLE, build_line
from dominos.kernel.ids import new_id
from dominos.kernel.services import service

PRICES = {
    "JPY": (["1500", "¥1,500", "1500.00", "1,500円"], 1_500),
    "CLP": (["8990", "$8.990", "8,990", "8990.0"], 8_990),
    "VND": (["159000", "159.000 ₫", "159,000", "159000.00"], 159_000),
    "ISK": (["2990", "2.990 kr.", "2 990 kr", "2,990"], 2_990),
    "HUF": (["2990", "2 990 Ft", "2990,00 Ft", "2990.0", "2.990"], 299_000),
    "IDR": (["89000", "Rp 89.000", "89.000", "89,000.00"], 8_900_000),
    "CHF": (["1299.00", "1'299.00", "CHF 1\u2019299.-", "1\u202f299"], 129_900),
    "KWD": (["4.250", "KD 4.250", "4,250", "4.25"], 4_250),
    "EUR": (["12.99", "12,99 €", "€ 12.99"], 1_299),
}


@pytest.mark.parametrize(
    ("currency", "written", "price"),
    [(currency, each, price) for currency, (written, price) in PRICES.items() for each in written],
)
def test_a_price_is_read_in_minor_units_of_its_currency(currency, written, price):
    assert minor_units(written, currency) == price


@pytest.mark.parametrize(
    ("written", "currency"), [("159k", "VND"), ("9999999", "KWD"), ("1e9", "JPY"), ("10000000", "EUR")]
)
def test_a_price_no_column_holds_is_none(written, currency):
    assert minor_units(written, currency) is None


def in_currency(menu, base, unit):
    """The file with these prices, written as the currency does, with 0, 1, 2 ... toppings."""
    for variant in menu["Variants"].values():
        variant["Pricing"] = {f"Price1-{count}": written for count, written in enumerate((base, unit))}
        variant["Price"] = base
    return menu


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("currency", "plain", "topped", "expected"),
    [
        ("JPY", "1,500", "1,650", (1_500, 1_650)),
        ("CLP", "8.990", "9.480", (8_990, 9_480)),
        ("VND", "159.000", "174.000", (159_000, 174_000)),
        ("ISK", "2.990", "3.180", (2_990, 3_180)),
        ("HUF", "2990", "3240", (299_000, 324_000)),
        ("KWD", "4.250", "4.500", (4_250, 4_500)),
    ],
)
def test_a_menu_is_imported_and_priced_in_its_currency(currency, plain, topped, expected):
    store_id = new_id()
    stores.save_store(store_id, code="T-1", name="One", currency=currency)
    imported = import_menu(in_currency(build_large_file(), plain, topped), store_code="T-1")
    wrong = ("costs", "is no price", "minor unit")
    assert not [said for said in imported.lines if any(word in said for word in wrong)]
    requests = [build_line("Z0_14HAND"), build_line("Z0_14HAND", N={WHOLE: "1"}, quantity=2)]
    basket = service(MenuService).price_basket(store_id=store_id, lines=requests)
    assert (basket.currency, tuple(each.unit_price for each in basket.lines)) == (currency, expected)
    assert basket.food == expected[0] + 2 * expected[1]
