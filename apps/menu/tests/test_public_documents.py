"""The lean document that everyone reads, beside the one that was published."""

import gzip
import json
from copy import deepcopy

import brotli
import pytest

from apps.menu.domain.public_documents import nutrition_document, public_document
from apps.menu.queries.document_answers import MenuAnswer
from apps.menu.queries.versions import Body
from apps.menu.tests.builders.readers import holds, read_menu

AMOUNTS = ["0.5", "1", "1.5", "2"]
GONE = {"toppings": [], "variants": [], "preconfigured": [], "deals": []}
FACTS = {"grams": {"10": 70}, "per_100g": {"energy_kcal": 250}}


def build_product(code, **more):
    usual = {"name": code, "description": "", "category": "C", "max_toppings": 10, "needs_oven": True}
    return {**usual, "code": code, "is_halvable": False, "tax_class": "food", "allergens": None, **more}


def build_variant(code, product, size=None, crust=None, name="", surcharge=0, topping_price=0, **more):
    prices = {"price": 900, "crust_surcharge": surcharge, "topping_price": topping_price}
    where = {"product": product, "size": size, "crust": crust}
    return {"code": code, "name": name, **where, **prices, "included_units": 0, **more}


def build_topping(code, **more):
    usual = {"group": "meat", "whole_only": False, "exclusive_group": "", "is_paid": True, "allergens": []}
    return {"code": code, "name": code, **usual, **more}


PIZZA = {"K": {"amounts": AMOUNTS, "default": "1"}, "B": {"amounts": ["1"], "default": "0"}}
DOCUMENT = {
    "name": "Menu",
    "currency": "EUR",
    "halves": {"rule": "dearer", "percent": 50},
    "dayparts": [],
    "categories": [{"code": "C", "name": "C", "parent": None}],
    "sizes": [{"code": "10", "name": "Small"}, {"code": "14", "name": "Large"}],
    "crusts": [
        {"code": "HT", "name": "thick", "allergens": ["gluten"], "diet": "vegan", "nutrition": FACTS},
        {"code": "SF", "name": "filled", "allergens": None},
    ],
    "toppings": [
        build_topping("K", nutrition=FACTS),
        build_topping("B", whole_only=True, is_paid=False, exclusive_group="bake", price=20),
        build_topping("UNUSED", allergens=None),
    ],
    "products": [
        build_product("A", toppings=PIZZA, is_halvable=True, max_toppings=12),
        build_product("B", toppings=PIZZA, nutrition=FACTS, dayparts=["LUNCH"]),
        build_product(
            "O",
            toppings={
                "K": {"amounts": ["1", "2"], "default": "0", "is_paid_inverted": True},
                "B": {"amounts": ["1"], "default": "0.5", "is_exclusive": False},
            },
        ),
        build_product("D", toppings={}, allergens=[], tax_class="beverage", needs_oven=False),
    ],
    "variants": [
        build_variant("A10", "A", "10", "HT", "Small thick", 0, 149),
        build_variant("A14", "A", "14", "HT", "Large thick", 0, 189),
        build_variant("A14SF", "A", "14", "SF", "Large filled", 300, 189),
        build_variant("B14SF", "B", "14", "SF", "Large filled", 300, 189, own_defaults={}),
        build_variant("B14", "B", "14", "HT", "In a box", 50, 200, included_units=2),
        build_variant("B10SF", "B", None, "SF", "filled", 10, 5, unit_steps=[5, 9], without=["B"]),
        build_variant("O10", "O", "10", None, "Small", 0, 0),
        build_variant("D33", "D", None, None, "0.33 l", 0, 0, deposit=15),
        build_variant("D", "D"),
    ],
    "preconfigured": [
        {"code": "P", "name": "P", "description": "", "category": "C", "product": "A", "options": {}}
    ],
    "deals": [
        {
            "code": "DEAL",
            "name": "Deal",
            "description": "",
            "rule": "percent",
            "value": 1000,
            "combine": "exclusive",
            "slots": [
                {"variants": ["A10", "A14", "A14SF"], "quantity": 2},
                {"variants": ["A14", "A14SF", "B14SF", "B14"], "max_units": 0},
                {"variants": ["A14", "D33", "D"], "is_free": True},
                {"variants": ["D33"], "is_open": True},
            ],
        },
        {"code": "OWN", "name": "Mine", "description": "", "rule": "percent", "combine": "exclusive"},
    ],
}


def build_body(document):
    return Body(MenuAnswer.of({**public_document(document), "version": "v", "unorderable": GONE}))


def read_back(document):
    """The public document's JSON, and what a client makes of it."""
    body = build_body(document)
    return json.loads(body.plain), read_menu(body.plain, nutrition_document(document))


def test_a_client_reads_all_that_was_published():
    before = deepcopy(DOCUMENT)
    _, read = read_back(DOCUMENT)
    assert holds(read, DOCUMENT)
    assert before == DOCUMENT


def test_what_repeats_is_said_once():
    sent, _ = read_back(DOCUMENT)
    assert sent["topping_sets"] == {"A": ["K", "B"]}
    assert sent["products"][1] == {
        "code": "B",
        "name": "B",
        "category": "C",
        "allergens": None,
        "dayparts": ["LUNCH"],
        "topping_set": "A",
        "defaults": {"K": "1"},
    }
    assert sent["products"][2] == {
        "code": "O",
        "name": "O",
        "category": "C",
        "allergens": None,
        "topping_set": "A",
        "defaults": {"B": "0.5"},
        "amounts": {"K": ["1", "2"]},
        "nonexclusive": ["B"],
        "inverts_paid": ["K"],
    }
    assert sent["variants"][:2] == [
        {"code": "A10", "product": "A", "size": "10", "crust": "HT", "price": 900},
        {"code": "A14", "product": "A", "size": "14", "crust": "HT", "price": 900},
    ]
    assert (sent["sizes"][1]["topping_price"], sent["crusts"][1]["surcharges"]) == (189, {"14": 300})
    assert sent["deals"][0]["slots"] == [
        {"products": ["A"], "quantity": 2},
        {"products": ["A", "B"], "sizes": ["14"], "max_units": 0},
        {"products": ["D"], "variants": ["A14"], "is_free": True},
        {"variants": ["D33"], "is_open": True},
    ]
    assert "nutrition" not in json.dumps(sent)


def test_an_unlisted_deal_is_nobodys_business():
    hidden = {**DOCUMENT, "deals": [{**DOCUMENT["deals"][0], "is_listed": False}, DOCUMENT["deals"][1]]}
    assert [deal["code"] for deal in read_back(hidden)[0]["deals"]] == ["OWN"]


@pytest.mark.parametrize(("name", "is_ascii"), [("14″ " + "x" * 80, True), ("マルゲリータ" * 20, False)])
def test_a_body_is_ascii_where_that_costs_little(name, is_ascii):
    plain = build_body({**DOCUMENT, "name": name}).plain
    assert (plain.isascii(), json.loads(plain)["name"]) == (is_ascii, name)


def test_a_body_is_compressed_once():
    body = build_body(DOCUMENT)
    assert (body.gzipped is body.gzipped, body.brotlied is body.brotlied) == (True, True)
    assert gzip.decompress(body.gzipped) == brotli.decompress(body.brotlied) == body.plain
