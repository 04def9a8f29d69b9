"""Reads: a draft as a document, and what publishing it would change."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from apps.menu.domain import assortment
from apps.menu.domain.deals.selection import variant_selector
from apps.menu.domain.deals.store_deals import read_deals
from apps.menu.domain.differences import Difference, differences
from apps.menu.domain.documents import SPECIAL, Document, content_hash
from apps.menu.domain.languages import TEXTS
from apps.menu.models import (
    Catalogue,
    Category,
    Crust,
    Daypart,
    Deal,
    Ingredient,
    PreconfiguredProduct,
    Product,
    ProductTopping,
    Size,
    StoreChange,
    StoreMenu,
    Topping,
    Variant,
)
from apps.menu.queries import deals
from apps.menu.queries.answers import DifferenceAnswer, DraftAnswer, StoreChangeAnswer
from dominos.kernel.errors import Conflict, NotFound

PICTURE = tuple(f"picture__{name}" for name in ("key", "alt", "focal_x", "focal_y", "widths", "texts"))


def draft_document(store: StoreMenu, catalogue: Catalogue) -> Document:
    """The document that publishing would create now: the catalogue's draft with the store's own changes."""
    fields = ("kind", "code", "is_sold", "price", "topping_price", "dayparts")
    rows = store.changes.values(*fields)
    changes = [
        assortment.Change(
            **{
                **row,
                "kind": assortment.ItemKind(row["kind"]),
                "dayparts": None if row["dayparts"] is None else tuple(row["dayparts"]),
            }
        )
        for row in rows
    ]
    return assortment.localized(assemble(catalogue), changes)


def get_draft(store_id: UUID) -> DraftAnswer:
    """The store's draft. NotFound; Conflict without a catalogue."""
    store = StoreMenu.objects.filter(store_id=store_id).select_related("catalogue", "current").first()
    if store is None:
        raise NotFound("There is no such store.")
    if store.catalogue is None:
        raise Conflict("The store has no catalogue to publish from.")
    document = draft_document(store, store.catalogue)
    now_sold = store.current.document if store.current else {}
    found = list(map(_difference, differences(now_sold, document)))
    return DraftAnswer(version=content_hash(document), is_changed=bool(found), differences=found)


def _difference(found: Difference) -> DifferenceAnswer:
    return DifferenceAnswer(
        kind=found.kind, code=found.code, what=found.what, name=found.name, changes=dict(found.fields)
    )


def list_store_changes(store_id: UUID) -> list[StoreChangeAnswer]:
    """The store's changes to its catalogue, effective with its next publication."""
    return StoreChangeAnswer.of_all(StoreChange.objects.filter(store=store_id))


def check_deal(deal: Deal) -> None:
    """Raises ValueError for a deal that cannot be a row of the document or that the engine does not accept."""
    try:
        read_deals([deals.deal_row_of(deal, variant_selector(assemble(deal.catalogue)))])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"This makes no deal: {error}") from error


def assemble(catalogue: Catalogue) -> Document:
    """The draft as a document, in eleven statements whatever its size."""
    document = {
        "currency": catalogue.currency,
        "name": catalogue.name,
        "language": catalogue.language,
        "halves": {"rule": catalogue.half_rule, "percent": catalogue.half_percent},
        "dayparts": _dayparts(catalogue),
        "categories": _categories(catalogue),
        "sizes": _rows(Size, catalogue, "code", "name"),
        "crusts": _without_nulls(_rows(Crust, catalogue, "code", "name", "allergens", "diet", "nutrition")),
        "toppings": _without_nulls(
            _rows(
                Topping,
                catalogue,
                *("code", "name", "group", "whole_only", "exclusive_group", "is_paid", "price", "allergens"),
                *("diet", "nutrition"),
            )
        ),
        "products": _products(catalogue),
        "variants": _without_nulls(
            _renamed(
                _rows(
                    Variant,
                    catalogue,
                    *("code", "name", "product__code", "size__code", "crust__code"),
                    *("price", "crust_surcharge", "topping_price", "included_units"),
                    *("deposit", *SPECIAL),
                )
            )
        ),
        "preconfigured": _without_nulls(
            _renamed(
                _rows(
                    PreconfiguredProduct,
                    catalogue,
                    *("code", "name", "description", "category__code", "product__code", "options"),
                    "variant__code",
                )
            )
        ),
    }
    document |= {"ingredients": found} if (found := _ingredients(catalogue)) else {}
    return {**document, "deals": deals.assemble(catalogue, document)}


def _ingredients(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The ingredients with what they are used for: kind, code, size and amount."""
    own, use = ("code", "name", "unit"), ("uses__kind", "uses__code", "uses__size", "uses__amount")
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(Ingredient, catalogue, *own, *use):
        *item, amount = (row.pop(name) for name in use)
        ingredient = found.setdefault(row["code"], {**row, "uses": []})
        if amount is not None:
            ingredient["uses"].append([*item, f"{amount.normalize():f}"])
    for ingredient in found.values():
        ingredient["uses"].sort()
    return list(found.values())


def _rows(model: Any, catalogue: Catalogue, *fields: str) -> list[dict[str, Any]]:
    """The rows of a table, with their words in other languages where they have any."""
    rows = model.objects.filter(catalogue=catalogue).values(*fields, TEXTS)
    return [row if row[TEXTS] else {field: row[field] for field in row if field != TEXTS} for row in rows]


def _renamed(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows that name what they point at by its code: `size__code` becomes `size`."""
    return [{key.removesuffix("__code"): value for key, value in row.items()} for row in rows]


def _without_nulls(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows without what only a few of them have."""
    usual: dict[str, Any] = {
        **dict.fromkeys((*SPECIAL, "variant", "nutrition")),
        "deposit": 0,
        "diet": "",
        "dayparts": [],
    }
    return [
        {
            key: value
            for key, value in row.items()
            if not (key in usual and value == usual[key]) and not (key == "price" and value is None)
        }
        for row in rows
    ]


def _pictured(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their picture, where they have one."""
    found = []
    for row in rows:
        key, alt, x, y, widths, texts = (row[name] for name in PICTURE)
        picture = {"key": key, "alt": alt, "focal": [x, y], "widths": widths}
        picture |= {TEXTS: texts} if texts else {}
        usual = {name: value for name, value in row.items() if name not in PICTURE}
        found.append({**usual, "picture": picture} if key else usual)
    return found


def _categories(catalogue: Catalogue) -> list[dict[str, Any]]:
    return _pictured(_renamed(_rows(Category, catalogue, "code", "name", "parent__code", *PICTURE)))


def _dayparts(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {**row, "starts": f"{row['starts']:%H:%M}", "ends": f"{row['ends']:%H:%M}"}
        for row in _rows(Daypart, catalogue, "code", "name", "starts", "ends", "weekdays")
    ]


def _products(catalogue: Catalogue) -> list[dict[str, Any]]:
    fields = ("code", "name", "description", "category__code", "max_toppings", "needs_oven", "is_halvable")
    more = ("tax_class", "allergens", "diet", "dayparts", "nutrition")
    products = _pictured(_without_nulls(_renamed(_rows(Product, catalogue, *fields, *more, *PICTURE))))
    toppings: dict[str, dict[str, Any]] = {product["code"]: {} for product in products}
    links = ProductTopping.objects.filter(product__catalogue=catalogue)
    for product, topping, amounts, default, is_exclusive, is_flipped in links.values_list(
        "product__code", "topping__code", "amounts", "default_amount", "is_exclusive", "is_paid_inverted"
    ):
        toppings[product][topping] = {"amounts": amounts, "default": f"{default.normalize():f}"}
        if not is_exclusive:
            toppings[product][topping]["is_exclusive"] = False
        if is_flipped:
            toppings[product][topping]["is_paid_inverted"] = True
    return [{**product, "toppings": toppings[product["code"]]} for product in products]
