"""Menu files nobody has seen: as large as a store's, as odd as they come, and spoiled."""

import json
import random

import pytest

from apps.menu.catalogues.imports.importer import import_menu
from apps.menu.catalogues.imports.notation import Report, minor_units
from apps.menu.catalogues.imports.translation import translate
from apps.menu.contract.types import LineRequest, Part
from apps.menu.domain import price_lines
from apps.menu.models import Catalogue
from apps.menu.queries import drafts, published_menus
from apps.menu.queries.document_answers import MenuAnswer
from apps.menu.store_menus import stores
from apps.menu.tests.builders.quirky_files import PAID, build_quirky_file
from apps.menu.tests.builders.readers import holds, read_menu
from apps.menu.tests.builders.spoiled_files import build_spoiled_file
from dominos.kernel.edge.answers import json_values
from dominos.kernel.errors import DomainError
from dominos.kernel.ids import new_id

CODE = "US-7"


@pytest.fixture
def store_id(transactional_db):
    store_id = new_id()
    stores.save_store(store_id, code=CODE, name="Seven", currency="USD")
    return store_id


def free_toppings(menu, file, code):
    """Paid toppings the file offers for the variant and does not put on it."""
    variant = file["Variants"][code]
    product = file["Products"][variant["ProductCode"]]
    had = variant["Tags"].get("DefaultToppings") or product["DefaultToppings"] or ""
    offered = str(product["AvailableToppings"] or "")
    usual = {part.partition("=")[0] for part in had.split(",")}
    return [each for each in PAID if each in offered.split(",") and each not in usual]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.slow
def test_every_variant_of_an_odd_menu_costs_what_its_own_rows_say(store_id, seed):
    file, prices = build_quirky_file(seed)
    imported = import_menu(json.loads(json.dumps(file)), store_code=CODE)
    assert (imported.taken["products"], imported.taken["variants"]) == (73, 226)
    menu = published_menus.get_menu(store_id).rules
    wrong = {}
    for code, expected in prices.items():
        free = free_toppings(menu, file, code)
        for count in range(min(5, len(expected), len(free) + 1)):
            options = {topping: {Part.WHOLE: 1} for topping in free[:count]}
            lines, refusals = price_lines(menu, [LineRequest(variant=code, quantity=1, options=options)])
            if [line.unit_price for line in lines] != [expected[count]]:
                wrong[code, count] = (expected[count], lines, refusals)
    assert wrong == {}
    assert not [line for line in imported.lines if "cannot be ordered" in line or "costs" in line]
    published = published_menus.get_menu(store_id)
    body, nutrition = published.body.plain, json.loads(published.nutrition.plain)
    assert json_values(MenuAnswer.model_validate_json(body)) == json.loads(body)
    assert holds(read_menu(body, nutrition), published.document)
    assert [row["code"] for row in published.document["deals"]] == ["1002"]
    before = drafts.assemble(Catalogue.objects.get())
    assert import_menu(file, store_code=CODE).is_changed is False
    assert drafts.assemble(Catalogue.objects.get()) == before


@pytest.mark.slow
def test_a_spoiled_file_is_taken_as_far_as_it_goes_or_refused(store_id):
    rng = random.Random(3)
    taken = 0
    for _ in range(5):
        file = build_spoiled_file(rng, build_quirky_file(9)[0], 0.01)
        try:
            taken += import_menu(file, store_code=CODE).taken["variants"]
        except DomainError:
            continue
    assert taken > 100


@pytest.mark.parametrize("share", [0.001, 0.01, 0.05, 0.2])
def test_nothing_in_a_file_makes_the_translation_fail(share):
    rng = random.Random(4)
    file, _ = build_quirky_file(9)
    for _ in range(12):
        report = Report()
        found = build_spoiled_file(rng, file, share)
        if isinstance(found, dict):
            translate(found, catalogue="c", currency="USD", report=report)
            assert all(isinstance(line, str) for line in report.lines)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        *(("12.99", 1299), (12.99, 1299), (12, 1200), (" 12.9 ", 1290), ("12,99", 1299), ("$12.99", 1299)),
        *(("12,99 €", 1299), ("1,299.00", 129900), ("1 299,00 kr", 129900), ("0.005", 1), ("0", 0)),
        *(("", None), (None, None), (True, None), ("-1", None), ("a lot", None), ("1e999999", None)),
        *(("12.9.9", None), ("NaN", None), (float("inf"), None), ([], None), ("5-6", None)),
    ],
)
def test_prices_as_people_write_them(written, cents):
    assert minor_units(written, "USD") == cents


def variants(pricing, **more):
    """The prices that the rows of one variant make."""
    source = {
        "Products": {"P": {"Name": "P", "Variants": ["V"]}},
        "Variants": {"V": {"ProductCode": "P", "Pricing": pricing, **more}},
    }
    report = Report()
    found, _ = translate(source, catalogue="c", currency="USD", report=report)
    return found.sold["V"][1].prices if "V" in found.sold else None, report.lines


@pytest.mark.parametrize(
    ("pricing", "price", "prices"),
    [
        ({"Price1-0": "10", "Price1-1": "11"}, "9", [1000, 1100]),
        ({"Price2-0": "10", "Price2-1": "11"}, "9", [1000, 1100]),
        ({"Price3-1": "11", "Price3-2": "12"}, "10", [1000, 1100, 1200]),
        ({"Price1-0": "10", "Price1-4": "14"}, None, [1000, 1100, 1200, 1300, 1400]),
        ({"Price1-0": "10", "Price1-1": None, "Price1-2": "13"}, None, [1000, 1150, 1300]),
        ({"Price1-1": "11"}, None, [1100, 1100]),
        ({"Price-0": "10", "Price-1": "12"}, None, [1000, 1200]),
        ({"Price1-0": "10", "Price1-6": "16"}, None, [1000, 1100, 1200, 1300, 1400, 1500, 1600]),
        ({}, "5.99", [599]),
        (None, 5.99, [599]),
        ({"Strange": "1"}, "5.99", [599]),
        ([], None, None),
    ],
)
def test_price_rows_with_gaps_and_bands(pricing, price, prices):
    assert variants(pricing, Price=price)[0] == prices


def test_a_variant_without_its_product_is_sold_all_the_same():
    source = {
        "Products": {"P": {"Variants": ["V"]}},
        "Variants": {
            "V": {"Price": "1"},
            "LONE": {"Price": "2", "ProductCode": None, "Name": "Lonely"},
            "LOST": {"Price": "3", "ProductCode": "NOWHERE"},
            "P": {"Price": "4", "ProductCode": "ELSEWHERE"},
        },
    }
    found, _ = translate(source, catalogue="c", currency="USD", report=Report())
    owners = {code: product.code for code, (product, _) in found.sold.items()}
    assert owners == {"V": "P", "LONE": "LONE", "LOST": "NOWHERE", "P": "ELSEWHERE"}


def test_toppings_that_are_not_divided_by_type():
    source = {
        "Products": {"P": {"AvailableToppings": "A,B", "ProductType": "Pizza"}},
        "Variants": {"V": {"Price": "1", "ProductCode": "P"}},
        "Toppings": {"A": {"Code": "A", "Name": "Anchovy"}},
    }
    report = Report()
    found, _ = translate(source, catalogue="c", currency="USD", report=report)
    assert found.extras.rows["A"]["name"] == "Anchovy"
    assert "Products.P.AvailableToppings: B is defined nowhere; taken by its code" in report.lines
