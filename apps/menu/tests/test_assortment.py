"""A store's own menu out of the chain's, and what a publication would change. Pure."""

import pytest

from apps.menu.domain.assortment import Change, ItemKind, localized
from apps.menu.domain.deals.selection import NothingFits, variant_selector
from apps.menu.domain.differences import differences


def chain():
    return {
        "currency": "EUR",
        "categories": [
            {"code": "PIZZA", "name": "Pizza", "parent": None},
            {"code": "OWN", "name": "Own", "parent": "PIZZA"},
            {"code": "DRINKS", "name": "Drinks", "parent": None},
        ],
        "dayparts": [],
        "toppings": [{"code": "P", "name": "Pepperoni"}, {"code": "DIP", "name": "Dip", "price": 120}],
        "products": [
            {"code": "S_PIZZA", "name": "Pizza", "category": "OWN", "toppings": {"P": {}, "DIP": {}}},
            {"code": "D_COLA", "name": "Cola", "category": "DRINKS", "toppings": {}},
        ],
        "variants": [
            {"code": "14", "name": "L", "product": "S_PIZZA", "size": "14", "crust": "HT", "price": 1399}
            | {"topping_price": 189, "own_defaults": {"P": "1"}},
            {"code": "COLA", "name": "", "product": "D_COLA", "size": None, "crust": None, "price": 290},
        ],
        "preconfigured": [
            {
                "code": "P_CLASSIC",
                "name": "Classic",
                "category": "PIZZA",
                "product": "S_PIZZA",
                "options": {"P": {"1/1": "1"}},
            }
        ],
        "deals": [
            {"code": "BOTH", "name": "Both", "slots": [{"variants": ["14"]}, {"variants": ["COLA"]}]},
            {"code": "ANY", "name": "Any", "slots": [{"variants": ["14", "COLA"]}]},
            {"code": "OFF", "name": "Off"},
        ],
    }


def codes(document, key):
    return [row["code"] for row in document[key]]


def without(kind, code):
    return localized(chain(), [Change(kind=kind, code=code, is_sold=False)])


def test_without_changes_the_menu_is_the_chains():
    assert localized(chain(), []) == chain()


def test_a_product_left_out_takes_along_what_depends_on_it():
    found = without(ItemKind.PRODUCT, "D_COLA")
    assert (codes(found, "products"), codes(found, "variants")) == (["S_PIZZA"], ["14"])
    assert codes(found, "categories") == ["PIZZA", "OWN"]
    assert codes(found, "deals") == ["ANY", "OFF"]
    assert found["deals"][0]["slots"] == [{"variants": ["14"]}]


def test_a_heading_left_out_takes_along_all_below_it():
    found = without(ItemKind.CATEGORY, "PIZZA")
    assert (codes(found, "products"), codes(found, "preconfigured")) == (["D_COLA"], [])
    assert codes(found, "categories") == ["DRINKS"]


def test_the_last_variant_left_out_takes_the_product_along():
    assert codes(without(ItemKind.VARIANT, "14"), "products") == ["D_COLA"]


def test_a_topping_left_out_is_on_nothing():
    found = without(ItemKind.TOPPING, "P")
    assert (codes(found, "toppings"), codes(found, "preconfigured")) == (["DIP"], [])
    assert (found["products"][0]["toppings"], found["variants"][0]["own_defaults"]) == ({"DIP": {}}, {})


@pytest.mark.parametrize(
    ("kind", "code", "key"), [("preconfigured", "P_CLASSIC", "preconfigured"), ("deal", "OFF", "deals")]
)
def test_other_things_left_out(kind, code, key):
    assert code not in codes(without(ItemKind(kind), code), key)


def test_prices_and_times_of_a_stores_own():
    found = localized(
        chain(),
        [
            Change(kind=ItemKind.VARIANT, code="14", price=1499, topping_price=200),
            Change(kind=ItemKind.TOPPING, code="DIP", price=150),
            Change(kind=ItemKind.PRODUCT, code="D_COLA", dayparts=("NIGHT",)),
            Change(kind=ItemKind.VARIANT, code="GONE", price=1),
        ],
    )
    assert (found["variants"][0]["price"], found["variants"][0]["topping_price"]) == (1499, 200)
    assert (found["toppings"][1]["price"], found["products"][1]["dayparts"]) == (150, ["NIGHT"])


def test_what_a_publication_would_change():
    after = localized(chain(), [Change(kind=ItemKind.PRODUCT, code="D_COLA", is_sold=False)])
    after["variants"][0] = {**after["variants"][0], "price": 1499}
    after["toppings"] = after["toppings"][::-1]
    found = {(each.kind, each.code): (each.what, each.fields) for each in differences(chain(), after)}
    assert found[("variant", "14")] == ("changed", {"price": (1399, 1499)})
    assert found[("product", "D_COLA")] == ("removed", {})
    assert found[("topping", "P")] == ("moved", {})
    assert found[("deal", "BOTH")] == ("removed", {})
    assert ("product", "S_PIZZA") not in found
    assert list(differences(chain(), chain())) == []
    assert {each.what for each in differences({}, chain())} == {"added", "changed"}


@pytest.mark.parametrize(
    ("slot", "found"),
    [
        ({"products": ["S_PIZZA"]}, ["14"]),
        ({"categories": ["PIZZA"]}, ["14"]),
        ({"categories": ["PIZZA", "DRINKS"]}, ["14", "COLA"]),
        ({"sizes": ["14"], "crusts": ["HT"], "quantity": 2}, ["14"]),
        ({"variants": ["COLA"]}, ["COLA"]),
    ],
)
def test_what_goes_into_a_slot(slot, found):
    assert variant_selector(chain())(slot) == found


def test_slots_that_make_no_sense():
    take = variant_selector(chain())
    with pytest.raises(NothingFits):
        take({"products": ["D_COLA"], "sizes": ["14"]})
    for wrong in ({}, {"quantity": 2}, {"colour": ["red"], "products": ["S_PIZZA"]}):
        with pytest.raises(ValueError, match="slot"):
            take(wrong)
