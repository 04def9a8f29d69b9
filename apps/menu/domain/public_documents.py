"""The public menu document: kept small for phones, so repeated data is stated once.

Products share named topping sets; amounts are stated at the topping, topping prices at the size, surcharges
at the crust, and exceptions at the item. Nutrition is a separate document.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from apps.menu.domain.documents import WITH_FACTS, Document
from apps.menu.domain.languages import own_language

Row = dict[str, Any]
NOT_THERE = "0"


def public_document(document: Document) -> Document:
    """The document without redundant data, unlisted deals, nutrition and recipes."""
    variants = document["variants"]
    sizes = [_size(row, variants) for row in document["sizes"]]
    crusts = [_crust(_lean(row), variants) for row in document["crusts"]]
    amounts = _usual_amounts(document["products"])
    order = {row["code"]: place for place, row in enumerate(document["toppings"])}
    sets: dict[tuple[str, ...], str] = {}
    products = [_product(_lean(row), amounts, sets, order) for row in document["products"]]
    return {
        **{key: part for key, part in document.items() if key != "ingredients"},
        "language": own_language(document),
        "sizes": sizes,
        "crusts": crusts,
        "toppings": [
            {**_lean(row), "amounts": list(amounts.get(row["code"], ()))} for row in document["toppings"]
        ],
        "topping_sets": {name: list(codes) for codes, name in sets.items()},
        "products": products,
        "variants": _variants(variants, sizes, crusts),
        "deals": [_deal(row, variants) for row in document.get("deals", ()) if row.get("is_listed", True)],
    }


def nutrition_document(document: Document) -> Document:
    """The nutrition facts of the document, by list and code."""
    return {
        f"{kind}s": {row["code"]: row["nutrition"] for row in document[f"{kind}s"] if row.get("nutrition")}
        for kind in WITH_FACTS
    }


def _lean(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "nutrition"}


def _most_frequent[V: Hashable](values: Iterable[V], otherwise: V) -> V:
    """The first of them where several are."""
    return next((value for value, _ in Counter(values).most_common(1)), otherwise)


def _size(row: Row, variants: Iterable[Row]) -> Row:
    prices = (each["topping_price"] for each in variants if each["size"] == row["code"])
    return {**row, "topping_price": _most_frequent(prices, 0)}


def _crust(row: Row, variants: Iterable[Row]) -> Row:
    found: dict[str, list[int]] = {}
    for each in variants:
        if each["crust"] == row["code"] and each["size"]:
            found.setdefault(each["size"], []).append(each["crust_surcharge"])
    usual = {size: _most_frequent(surcharges, 0) for size, surcharges in found.items()}
    return {**row, "surcharges": {size: surcharge for size, surcharge in usual.items() if surcharge}}


def _variants(variants: Iterable[Row], sizes: Iterable[Row], crusts: Iterable[Row]) -> list[Row]:
    by_size = {row["code"]: row for row in sizes}
    by_crust = {row["code"]: row for row in crusts}
    return [_variant(row, by_size.get(row["size"]), by_crust.get(row["crust"])) for row in variants]


def _variant(row: Row, size: Row | None, crust: Row | None) -> Row:
    """The variant without what its size and its crust say of it."""
    said = {
        "name": " ".join(part["name"] for part in (size, crust) if part),
        "topping_price": size["topping_price"] if size else 0,
        "crust_surcharge": crust["surcharges"].get(row["size"], 0) if crust else 0,
    }
    return {key: value for key, value in row.items() if key not in said or value != said[key]}


def _usual_amounts(products: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """The amounts in which most products take a topping."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in products:
        for code, link in row["toppings"].items():
            found.setdefault(code, []).append(tuple(link["amounts"]))
    return {code: _most_frequent(each, ()) for code, each in found.items()}


def _product(
    row: Row,
    amounts: Mapping[str, tuple[str, ...]],
    sets: dict[tuple[str, ...], str],
    order: Mapping[str, int],
) -> Row:
    """The product with the name of its set of toppings: the code of the first product that has it."""
    links = row["toppings"]
    found: Row = {
        "defaults": {code: link["default"] for code, link in links.items() if link["default"] != NOT_THERE},
        "amounts": {
            code: link["amounts"] for code, link in links.items() if tuple(link["amounts"]) != amounts[code]
        },
        "nonexclusive": [code for code, link in links.items() if not link.get("is_exclusive", True)],
        "inverts_paid": [code for code, link in links.items() if link.get("is_paid_inverted")],
    }
    if links:
        codes = tuple(sorted(links, key=lambda code: order.get(code, len(order))))
        found["topping_set"] = sets.setdefault(codes, row["code"])
    return {**{key: value for key, value in row.items() if key != "toppings"}, **found}


def _deal(row: Row, variants: list[Row]) -> Row:
    if not row.get("slots"):
        return row
    return {**row, "slots": [_slot(slot, variants) for slot in row["slots"]]}


def _slot(slot: Row, variants: list[Row]) -> Row:
    """The slot with the products that it takes wholly, or else wholly in its sizes, instead of their variants."""
    taken = set(slot["variants"])
    sizes = sorted({row["size"] or "" for row in variants if row["code"] in taken})
    products = _wholly(taken, variants)
    within: list[str] = []
    if not products and all(sizes):
        products, within = _wholly(taken, [row for row in variants if row["size"] in sizes]), sizes
    others = [row["code"] for row in variants if row["code"] in taken and row["product"] not in products]
    return {**slot, "products": products, "sizes": within if products else [], "variants": others}


def _wholly(taken: set[str], variants: list[Row]) -> list[str]:
    """The products all of whose variants are taken."""
    left_out = {row["product"] for row in variants if row["code"] not in taken}
    return list(dict.fromkeys(row["product"] for row in variants if row["product"] not in left_out))
