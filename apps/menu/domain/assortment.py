"""Derives a store's menu from the chain's: omitted items, other prices or times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Document = dict[str, Any]
Row = dict[str, Any]


class ItemKind(StrEnum):
    """The kinds of items that a store may change."""

    CATEGORY = "category"
    PRODUCT = "product"
    VARIANT = "variant"
    TOPPING = "topping"
    PRECONFIGURED = "preconfigured"
    DEAL = "deal"


_LISTS = {
    ItemKind.CATEGORY: "categories",
    ItemKind.PRODUCT: "products",
    ItemKind.VARIANT: "variants",
    ItemKind.TOPPING: "toppings",
    ItemKind.PRECONFIGURED: "preconfigured",
    ItemKind.DEAL: "deals",
}


def is_in(document: Document, kind: ItemKind, code: str) -> bool:
    """Whether the document has such an item."""
    return any(row["code"] == code for row in document[_LISTS[kind]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A store's change to one item; None means as in the chain's menu."""

    kind: ItemKind
    code: str
    is_sold: bool = True
    price: int | None = None
    topping_price: int | None = None
    dayparts: tuple[str, ...] | None = None


def localized(document: Document, changes: Iterable[Change]) -> Document:
    """The document as the store sells it; items that depend on an omitted one are omitted as well."""
    found = {(change.kind, change.code): change for change in changes}
    gone: dict[ItemKind, set[str]] = {kind: set() for kind in ItemKind}
    for change in found.values():
        if not change.is_sold:
            gone[change.kind].add(change.code)
    if not found:
        return document
    document = {
        **document,
        "toppings": [
            _priced(row, found.get((ItemKind.TOPPING, row["code"]))) for row in document["toppings"]
        ],
        "variants": [
            _priced(row, found.get((ItemKind.VARIANT, row["code"]))) for row in document["variants"]
        ],
        "products": [_timed(row, found.get((ItemKind.PRODUCT, row["code"]))) for row in document["products"]],
    }
    return _without(document, gone) if any(gone.values()) else document


def _priced(row: Row, change: Change | None) -> Row:
    if change is None:
        return row
    asked = {"price": change.price, "topping_price": change.topping_price}
    return {**row, **{key: value for key, value in asked.items() if value is not None}}


def _timed(row: Row, change: Change | None) -> Row:
    if change is None or change.dayparts is None:
        return row
    return {**row, "dayparts": list(change.dayparts)}


def _without(document: Document, gone: Mapping[ItemKind, set[str]]) -> Document:
    categories = _with_descendants(document["categories"], gone[ItemKind.CATEGORY])
    toppings = gone[ItemKind.TOPPING]
    products = {
        row["code"]
        for row in document["products"]
        if row["code"] not in gone[ItemKind.PRODUCT] and row["category"] not in categories
    }
    variants = [
        row
        for row in document["variants"]
        if row["code"] not in gone[ItemKind.VARIANT] and row["product"] in products
    ]
    products &= {row["product"] for row in variants}
    codes = {row["code"] for row in variants}
    found = {
        **document,
        "toppings": [row for row in document["toppings"] if row["code"] not in toppings],
        "products": [_product(row, toppings) for row in document["products"] if row["code"] in products],
        "variants": [_variant(row, toppings) for row in variants],
        "preconfigured": [
            _preconfigured(row, toppings)
            for row in document["preconfigured"]
            if row["code"] not in gone[ItemKind.PRECONFIGURED]
            and row["product"] in products
            and row["category"] not in categories
            and row.get("variant", next(iter(codes), None)) in codes
            and not _needs(row, toppings)
        ],
        "deals": _deals(document.get("deals", []), gone[ItemKind.DEAL], codes),
    }
    return {**found, "categories": _in_use(found)}


def _with_descendants(categories: Iterable[Row], roots: set[str]) -> set[str]:
    """The headings and all below them; a parent may stand after its children."""
    found, rows = set(roots), list(categories)
    while below := {row["code"] for row in rows if row["parent"] in found} - found:
        found |= below
    return found


def _in_use(document: Document) -> list[Row]:
    """The headings that have something under them."""
    parents = {row["code"]: row["parent"] for row in document["categories"]}
    used = {row["category"] for row in (*document["products"], *document["preconfigured"])}
    while above := {parents[code] for code in used if parents.get(code)} - used:
        used |= above
    return [row for row in document["categories"] if row["code"] in used]


def _product(row: Row, toppings: set[str]) -> Row:
    return {
        **row,
        "toppings": {code: row["toppings"][code] for code in row["toppings"] if code not in toppings},
    }


def _variant(row: Row, toppings: set[str]) -> Row:
    if "own_defaults" not in row:
        return row
    kept = {code: amount for code, amount in row["own_defaults"].items() if code not in toppings}
    return {**row, "own_defaults": kept}


def _needs(row: Row, toppings: set[str]) -> bool:
    """Whether it comes with a topping that is left out."""
    return any(
        code in toppings and any(float(amount) for amount in parts.values())
        for code, parts in row["options"].items()
    )


def _preconfigured(row: Row, toppings: set[str]) -> Row:
    return {**row, "options": {code: row["options"][code] for code in row["options"] if code not in toppings}}


def _deals(deals: Iterable[Row], gone: set[str], variants: set[str]) -> list[Row]:
    """The deals whose slots all still have variants."""
    found = []
    for row in deals:
        slots = [
            {**slot, "variants": [c for c in slot["variants"] if c in variants]}
            for slot in row.get("slots", ())
        ]
        if row["code"] not in gone and all(slot["variants"] for slot in slots):
            found.append({**row, "slots": slots} if slots else row)
    return found
