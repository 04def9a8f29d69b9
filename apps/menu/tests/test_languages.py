"""Menus in several languages: asked for, kept in an order, imported, edited, and drawn by codes."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from apps.menu.catalogues.demo_menu import demo_menu
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import LineRequest, Part
from apps.menu.domain import HalfRule, documents, languages, price_lines
from apps.menu.models import StoreMenu
from apps.menu.pictures.missing_pictures import illustrate
from apps.menu.queries import published_menus
from apps.menu.store_menus import publications, stores
from apps.menu.tests.builders.menus import make_store_with_menu
from dominos.kernel.services import service
from dominos.kernel.texts.languages import TRANSLATED


def build_menu(**texts):
    """A menu of one pizza with one topping, whose rows have these words."""
    words = {"texts": texts} if texts else {}
    row = {"code": "P", "name": "Pickle", **words}
    pizza = {
        "code": "Z",
        "name": "Own",
        "category": "C",
        "allergens": [],
        "max_toppings": 10,
        "description": "Plain.",
    }
    return {
        "currency": "EUR",
        "name": "Menu",
        "language": "en",
        "categories": [{"code": "C", "name": "Pizza", "parent": None, **words}],
        "dayparts": [],
        "sizes": [{"code": "L", "name": "large"}],
        "crusts": [{"code": "T", "name": "thin", "allergens": [], **words}],
        "toppings": [{**row, "group": "vegetable", "allergens": []}],
        "products": [
            {
                **pizza,
                **words,
                "needs_oven": True,
                "is_halvable": True,
                "toppings": {"P": {"amounts": ["1"], "default": "1"}},
            }
        ],
        "variants": [
            {"code": "V", "name": "large thin", "product": "Z", "size": "L", "crust": "T", "price": 900}
        ],
        "preconfigured": [],
        "halves": {"rule": HalfRule.DEARER, "percent": 50},
    }


def said(document, *wanted):
    known = languages.languages_of(document)
    return languages.in_languages(document, languages.wanted_of(document, wanted, known))


def test_each_word_is_in_the_first_language_that_has_it():
    document = build_menu(fi={"name": "Kurkku"}, sv={"name": "Gurka", "description": "Enkel."})

    in_finnish = said(document, "fi", "sv")["products"][0]
    assert (in_finnish["name"], in_finnish["description"]) == ("Kurkku", "Enkel.")
    assert said(document, "de", "sv")["products"][0]["name"] == "Gurka"
    for asked in ((), ("de",), ("en", "fi")):
        assert said(document, *asked)["products"][0]["name"] == "Own"
    assert "texts" not in str(said(document, "fi")) and said(document, "fi")["language"] == "fi"


def test_a_picture_alone_has_words_in_a_language():
    document = build_menu()
    document["products"][0]["picture"] = {"key": "k", "alt": "A pizza", "texts": {"fi": {"alt": "Pizza"}}}
    assert said(document, "fi")["products"][0]["picture"] == {"key": "k", "alt": "Pizza"}


def test_a_variant_is_called_by_its_size_and_crust_in_every_language():
    document = build_menu(fi={"name": "ohut"})
    assert said(document, "fi")["variants"][0]["name"] == "large ohut"
    document["variants"][0]["name"] = "the usual one"
    assert said(document, "fi")["variants"][0]["name"] == "the usual one"


def test_a_line_speaks_to_its_customer_and_to_who_makes_it():
    document = build_menu(fi={"name": "Kurkku"}, de={"name": "Gurke"})
    finnish, german = (documents.read(said(document, language)) for language in ("fi", "de"))
    line = LineRequest(variant="V", options={"P": {Part.LEFT: 0}})

    (priced,), _ = price_lines(finnish, [line], makers=german)

    assert (priced.name, priced.description) == ("Kurkku, large Kurkku", "vasen: kurkku pois")
    assert priced.store_words.name == "Gurke, large Gurke"
    assert [change.words for change in priced.store_words.changes] == ["ohne Gurke"]
    (alone,), _ = price_lines(finnish, [line])
    assert alone.store_words is None


def test_the_demo_menu_has_all_its_words_in_all_languages():
    source = demo_menu()
    for language in TRANSLATED:
        words = source["languages"][language]
        for kind in ("products", "pizzas", "preconfigured", "deals"):
            for row in source[kind]:
                found = words["products" if kind == "pizzas" else kind][row["code"]]
                assert isinstance(found, list) == bool(row.get("description")), (language, row["code"])
        toppings = {
            code
            for rows in source["toppings"].values()
            for code, row in rows.items()
            if isinstance(row, list)
        }
        assert (set(words["toppings"]), set(words["crusts"])) == (toppings, set(source["crusts"]))
        assert set(words["categories"]) == set(source["categories"])
        called = {name for row in source["products"] for _, name, _ in row["variants"] if name}
        assert set(words["variants"]) == called


def test_drawings_know_every_topping_and_crust_by_its_code():
    source = demo_menu()
    known = set(re.findall(r"\b([A-Z]+): \"", Path(find("shop/topping_drawings.js")).read_text()))
    drawn = [
        code
        for group in ("sauce", "cheese", "meat", "vegetable", "finish")
        for code in source["toppings"][group]
    ]
    assert {code for code in drawn if code.isupper()} | set(source["crusts"]) <= known


@pytest.mark.django_db(transaction=True)
def test_a_menu_is_asked_for_in_a_language_and_kept_by_it(client):
    store_id = make_store_with_menu()
    illustrate(StoreMenu.objects.get(pk=store_id).catalogue)
    publications.publish_menu(store_id)
    path = f"/api/v1/stores/{store_id}/menu"

    english = client.get(path)
    finnish = client.get(path, HTTP_ACCEPT_LANGUAGE="fi-FI,fi;q=0.9")

    names = [
        next(row["name"] for row in each.json()["toppings"] if row["code"] == "O")
        for each in (english, finnish)
    ]
    assert names == ["Onion", "Sipuli"]
    assert english["ETag"] != finnish["ETag"] and {"Accept-Language", "Cookie"} <= set(
        finnish["Vary"].split(", ")
    )
    assert (finnish["Content-Language"], finnish.json()["language"]) == ("fi", "fi")
    assert "texts" not in finnish.json()["products"][0]["picture"]
    assert finnish.json()["products"][0]["picture"]["alt"].startswith("Piirros pizzasta: Tomaattikastike")
    assert client.get(path, HTTP_ACCEPT_LANGUAGE="fi", HTTP_IF_NONE_MATCH=finnish["ETag"]).status_code == 304
    assert client.get(path, HTTP_ACCEPT_LANGUAGE="fi", HTTP_IF_NONE_MATCH=english["ETag"]).status_code == 200
    assert len(finnish.content) < 1.15 * len(english.content)

    stores.save_store(store_id, code="X", name="X", currency="EUR", languages=["sv"])
    published_menus.clear_caches()
    basket = service(MenuService).price_basket(
        store_id=store_id, lines=[LineRequest(variant="14HT", options={"O": {Part.WHOLE: 1}})], language="de"
    )
    assert basket.lines[0].description == "Zwiebeln"
    assert basket.lines[0].store_words.changes[0].words == "lök"
    assert published_menus.get_menu(store_id).document["language"] == "sv"
