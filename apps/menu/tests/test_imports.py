"""Importing menu files of the field's JSON form."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.menu.catalogues.imports.importer import import_menu
from apps.menu.catalogues.imports.notation import Report, chosen, minor_units, offer
from apps.menu.catalogues.imports.translation import translate
from apps.menu.contract.errors import BasketRefused
from apps.menu.contract.service import MenuService
from apps.menu.models import Catalogue, MenuVersion, Product, Topping, Variant
from apps.menu.queries import drafts, published_menus
from apps.menu.queries.document_answers import MenuAnswer
from apps.menu.store_menus import publications, stores
from apps.menu.tests.builders.menu_files import build_large_file, build_small_file
from apps.menu.tests.builders.menus import LEFT, RIGHT, WHOLE, build_line, make_store_with_menu
from dominos.kernel.edge.answers import json_values
from dominos.kernel.errors import Invalid, NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "US-1"


@pytest.fixture
def store_id():
    store_id = new_id()
    stores.save_store(store_id, code=CODE, name="One", currency="USD")
    return store_id


def run(tmp_path, menu, *translations, store=CODE):
    out, files = io.StringIO(), []
    for number, each in enumerate((menu, *translations)):
        files.append(tmp_path / f"menu{number}.json")
        files[-1].write_text(json.dumps(each), encoding="utf-8")
    call_command("import_menu", *map(str, files), "--store", store, stdout=out)
    return out.getvalue()


def price(store_id, variant, second_half=None, **options):
    request = build_line(variant, second_half=second_half, **options)
    return service(MenuService).price_basket(store_id=store_id, lines=[request]).lines[0]


def cents(written):
    return round(float(written) * 100)


@pytest.mark.slow
def test_every_variant_of_a_large_menu_costs_what_its_rows_say(store_id, tmp_path):
    menu = build_large_file()
    assert (len(menu["Products"]), len(menu["Variants"])) == (70, 220)
    report = run(tmp_path, menu)
    assert "70 products" in report
    assert "220 variants" in report
    for code, variant in menu["Variants"].items():
        product = menu["Products"][variant["ProductCode"]]
        had = variant["Tags"].get("DefaultToppings", "") + product["DefaultToppings"]
        free = [t for t in "PHMOKGN" if t in product["AvailableToppings"] and f"{t}=" not in had]
        for count in range(min(4, len(free)) + 1):
            priced = price(store_id, code, **{topping: {WHOLE: "1"} for topping in free[:count]})
            assert priced.unit_price == cents(variant["Pricing"][f"Price1-{count}"]), (code, count)


@pytest.mark.slow
def test_the_same_file_twice_changes_nothing(store_id, tmp_path):
    run(tmp_path, build_large_file())
    before = drafts.assemble(Catalogue.objects.get())
    assert "nothing changed" in run(tmp_path, build_large_file())
    assert drafts.assemble(Catalogue.objects.get()) == before
    assert MenuVersion.objects.count() == 1


def test_what_it_could_not_take_is_said_line_by_line(store_id):
    with translation.override("fi"):
        imported = import_menu(build_small_file(), store_code=CODE)
    assert set(imported.lines) == {
        "Toppings.Wings.K: named 'Bacon Bits'; 'Bacon' counts",
        "Products.S_WINGS.AvailableToppings: ZZ is defined nowhere; taken by its code",
        "Products.S_WINGS.Variants: GONE is not there",
        "Products.S_HOUSE.MaxOptionQty: 6 is less than its price rows need; 10 taken",
        "Products.F_HIDDEN: under no category of the file; put under Sides",
        "Products.F_NONE: no variant of it can be sold",
        "Variants.14PAN: surcharge 1.00 is not added to the price rows",
        "Variants.LONE: its product NOWHERE is not there; sold as one of its own",
        "Products.NOWHERE: under no category of the file; put under Other",
        "Variants.FREE: 'a lot' is no price in USD",
        "Variants.FREE: no price",
        "PreconfiguredProducts.LOST: ELSEWHERE is not there",
        "Coupons.7001: a menu file does not say which items it is for",
        "UnsupportedProducts.OLD: the file itself calls it unsupported",
    }
    assert (imported.taken["products"], imported.taken["variants"]) == (6, 8)


def test_who_may_eat_what_is_as_the_file_says_and_unknown_where_it_does_not(store_id):
    menu = build_small_file()
    pizza = menu["Toppings"]["Pizza"]
    pizza["C"]["Tags"]["Vegetarian"] = "true"
    pizza["M"]["Tags"]["Vegan"] = True
    pizza["X"]["Tags"]["Vegetarian"] = False
    menu["Flavors"]["Pizza"]["PAN"]["Tags"] = {"Vegan": 1}
    menu["Products"]["S_HOUSE"]["Tags"]["Vegan"] = True
    import_menu(menu, store_code=CODE)
    sold = json.loads(published_menus.get_menu(store_id).body.plain)
    said = {row["code"]: row.get("diet") for kind in ("toppings", "crusts", "products") for row in sold[kind]}
    assert {code: said[code] for code in ("P", "X", "C", "M", "O", "PAN", "S_HOUSE", "S_WINGS")} == {
        "P": "neither",
        "X": "neither",
        "C": "vegetarian",
        "M": "vegan",
        "O": None,
        "PAN": "vegan",
        "S_HOUSE": "vegan",
        "S_WINGS": None,
    }
    assert price(store_id, "14HOUSE", P={WHOLE: "1"}).diet == "neither"


def said_in(language, **words):
    """The small file in another language: of these toppings it says these words, of all else what the file says."""
    menu = build_small_file()
    menu["Misc"]["LanguageCode"] = language
    for code, name in words.items():
        menu["Toppings"]["Pizza"][code]["Name"] = name
    return menu


def test_the_words_of_other_languages_come_from_files_of_the_same_menu(store_id, tmp_path):
    finnish = said_in("fi_FI", O="Sipuli")
    finnish["Products"]["S_HOUSE"] |= {"Name": "Talon", "Description": "Parasta."}
    del finnish["Toppings"]["Pizza"]["M"]
    run(tmp_path, build_small_file())
    onion = Topping.objects.filter(code="O")
    onion.update(texts={"de": {"name": "Zwiebeln"}})
    run(tmp_path, build_small_file(), finnish, said_in("sv", O="Lök"))
    run(tmp_path, build_small_file())

    assert {language: said["name"] for language, said in onion.get().texts.items()} == {
        "de": "Zwiebeln",
        "fi": "Sipuli",
        "sv": "Lök",
    }
    sold = published_menus.get_menu(store_id, "fi").document
    assert sold["language"] == "fi"
    toppings = {row["code"]: row["name"] for row in sold["toppings"]}
    assert (toppings["O"], toppings["M"]) == ("Sipuli", "Mushrooms")
    house = next(row for row in sold["products"] if row["code"] == "S_HOUSE")
    assert (house["name"], house["description"]) == ("Talon", "Parasta.")


def test_a_file_in_a_language_that_was_there_already_is_no_translation(store_id, tmp_path):
    for others in (["en-GB"], ["fi", "fi"], ["?"]):
        with pytest.raises(CommandError, match="a language of its own"):
            run(tmp_path, build_small_file(), *map(said_in, others))
    with pytest.raises(CommandError, match=r"cannot read nowhere\.json"):
        call_command("import_menu", str(tmp_path / "menu0.json"), "nowhere.json", "--store", CODE)


def test_rows_that_are_not_linear_are_kept_as_a_table(store_id):
    import_menu(build_small_file(), store_code=CODE)
    extras = ["P", "M", "O", "K", "EG"]
    prices = [
        price(store_id, "14PAN", **{code: {WHOLE: "1"} for code in extras[:count]}).unit_price
        for count in range(6)
    ]
    assert prices == [1499, 1599, 1749, 1849, 1849, 1849]
    assert Variant.objects.get(code="14ROUND").unit_steps is None


def test_variants_have_their_own_defaults_and_cooking(store_id):
    import_menu(build_small_file(), store_code=CODE)
    assert price(store_id, "14PAN", C={WHOLE: "1.5"}).description == ""
    assert price(store_id, "14ROUND", WD={WHOLE: "1"}).description == "well done"
    assert price(store_id, "14ROUND", GO={WHOLE: "0"}).unit_price == 1399
    with pytest.raises(BasketRefused) as refusal:
        price(store_id, "14PAN", GO={WHOLE: "1"})
    assert refusal.value.errors[0].code == "topping_not_on_product"


def test_halves_sauces_and_whole_only(store_id):
    import_menu(build_small_file(), store_code=CODE)
    assert price(store_id, "14ROUND", P={LEFT: "1"}, M={RIGHT: "1"}).unit_price == 1399 + 189
    assert price(store_id, "14ROUND", Bq={WHOLE: "1"}).unit_price == 1399
    assert price(store_id, "14ROUND", second_half="14HOUSE").unit_price == 1899


def test_sides_are_charged_beyond_the_number_included(store_id):
    import_menu(build_small_file(), store_code=CODE)
    assert price(store_id, "W8HOT").unit_price == 999
    swapped = price(store_id, "W8HOT", GAR={WHOLE: "2"}, **{"K.side": {WHOLE: "2"}})
    assert (swapped.unit_price, swapped.units) == (999, 0)
    assert price(store_id, "W8HOT", **{"K.side": {WHOLE: "1"}}).unit_price == 1099


def test_preconfigured_products_come_in_their_variant(store_id):
    import_menu(build_small_file(), store_code=CODE)
    menu = drafts.assemble(Catalogue.objects.get())
    found = {row["code"]: row for row in menu["preconfigured"]}
    assert (found["PX_14ROUND"]["variant"], found["PX_14ROUND"]["category"]) == ("14ROUND", "Popular")
    assert found["GAR_W8"]["options"] == {"GAR": {"1/1": "1"}}
    assert {row["code"] for row in menu["categories"]} == {
        *("Pizza", "Build", "Pizza.Pizza", "Wings", "Drinks", "Popular", "Sides", "Other")
    }


def test_the_document_is_what_its_schema_says(store_id):
    import_menu(build_large_file(), store_code=CODE)
    body = published_menus.get_menu(store_id).body.plain
    assert json_values(MenuAnswer.model_validate_json(body)) == json.loads(body)


def test_a_store_that_had_another_menu_gets_this_one():
    store_id = make_store_with_menu()
    stores.save_store(store_id, code=CODE, name="One", currency="USD")
    import_menu(build_small_file(), store_code=CODE)
    assert price(store_id, "14ROUND").unit_price == 1399


def test_a_file_that_lost_a_product_removes_it(store_id):
    import_menu(build_small_file(), store_code=CODE)
    menu = build_small_file()
    del menu["Products"]["S_WINGS"]
    menu["Variants"] = {c: v for c, v in menu["Variants"].items() if v["ProductCode"] != "S_WINGS"}
    assert import_menu(menu, store_code=CODE).is_changed
    assert not Product.objects.filter(code="S_WINGS").exists()


def test_nothing_is_written_where_the_import_fails(store_id, monkeypatch):
    def fail(*_args, **_kwargs):
        raise NotFound("gone")

    monkeypatch.setattr(publications, "publish_menu", fail)
    with pytest.raises(NotFound):
        import_menu(build_small_file(), store_code=CODE)
    assert (Catalogue.objects.count(), Product.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "menu", [[], {}, {"Products": {"A": {}}, "Variants": {"B": {}}}, {"Products": 1, "Variants": 1}, None]
)
def test_what_is_no_menu(store_id, menu):
    with pytest.raises(Invalid):
        import_menu(menu, store_code=CODE)


def test_the_command_says_why_it_cannot(store_id, tmp_path):
    with pytest.raises(CommandError, match="no store NO-1"):
        run(tmp_path, build_small_file(), store="NO-1")
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with pytest.raises(CommandError, match="cannot read"):
        call_command("import_menu", str(broken), "--store", CODE)
    with pytest.raises(CommandError, match="cannot read"):
        call_command("import_menu", str(tmp_path / "none.json"), "--store", CODE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def reported_or_refused(menu):
    """Whatever is in the file: what is taken has its price, and what is not taken a line that says so."""
    report = Report()
    found, tables = translate(menu, catalogue="c", currency="USD", report=report)
    rows = {model: {row["id"] for row in rows} for model, rows in tables.items()}
    assert all(0 <= row["price"] <= 10**9 for row in tables[Variant])
    assert {row["product_id"] for row in tables[Variant]} <= rows[Product]
    assert len(rows[Variant]) == len(found.sold)
    lost = {code for code in build_small_file()["Products"] if code not in found.products}
    assert not lost or report.lines
    return found, report


@given(section=st.sampled_from(sorted(build_small_file())), value=JSON)
@pytest.mark.slow
def test_a_section_of_nonsense_is_reported_or_refused(section, value):
    found, report = reported_or_refused({**build_small_file(), section: value})
    if section == "Variants" and not value:
        assert (found.sold, bool(report.lines)) == ({}, True)


@given(kind=st.sampled_from(["Products", "Variants", "PreconfiguredProducts"]), data=st.data(), value=JSON)
@pytest.mark.slow
def test_an_entry_with_a_field_of_nonsense_is_reported_or_refused(kind, data, value):
    menu = build_small_file()
    code = data.draw(st.sampled_from(sorted(menu[kind])))
    menu[kind][code][data.draw(st.sampled_from(sorted(menu[kind][code])))] = value
    found, _ = reported_or_refused(menu)
    others = [other for other in build_small_file()["Products"] if other != code]
    assert sum(other in found.products for other in others) >= len(others) - 2


def test_the_notations():
    report = Report()
    found = offer("X=0:0.5:1.5,C, P=1", "here", report)
    assert {code: values and [float(value) for value in values] for code, values in found.items()} == {
        "X": [0, 0.5, 1.5],
        "C": None,
        "P": [1],
    }
    assert {code: float(value) for code, value in chosen("X=1,C=1.5,P", "here", report).items()} == {
        "X": 1,
        "C": 1.5,
        "P": 1,
    }
    assert report.lines == []
    offer("X=some", "here", report)
    chosen("X=0:1", "here", report)
    assert report.lines == ["here: cannot read 'X=some'", "here: cannot read 'X': more than one amount"]
    assert [minor_units(written, "USD") for written in ("12.99", 3, "0.005", "-1", "NaN", None)] == [
        *(1299, 300, 1, None, None, None)
    ]
    assert minor_units("1200", "JPY") == 1200
