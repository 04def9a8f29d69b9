"""The menu document: assembled from a draft, hashed, and read for pricing. Its shape is in the README.

Money in minor units; amounts as text; the order of lists is the order shown.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

from apps.menu import coupons, domain
from apps.menu.domain.contents import Facts, Nutrition
from apps.menu.domain.dayparts import Daypart as DaypartRule
from apps.menu.domain.terms import FOOD
from apps.menu.models import (
    Catalogue,
    Category,
    Crust,
    Daypart,
    PreconfiguredProduct,
    Product,
    ProductTopping,
    Size,
    Topping,
    Variant,
)

Document = dict[str, Any]


def canonical(document: Document) -> bytes:
    """The one byte string of a document's content."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_hash(document: Document) -> str:
    """What a version is known by: SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical(document)).hexdigest()


def assemble(catalogue: Catalogue) -> Document:
    """The draft as a document, in ten statements whatever its size."""
    document = {
        "currency": catalogue.currency,
        "name": catalogue.name,
        "halves": {"rule": catalogue.half_rule, "percent": catalogue.half_percent},
        "dayparts": _dayparts(catalogue),
        "categories": _categories(catalogue),
        "sizes": _rows(Size, catalogue, "code", "name"),
        "crusts": _without_nulls(_rows(Crust, catalogue, "code", "name", "allergens", "nutrition")),
        "toppings": _without_nulls(
            _rows(
                Topping,
                catalogue,
                *("code", "name", "group", "whole_only", "exclusive_group", "is_paid", "price", "allergens"),
                "nutrition",
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
                    *("deposit", *_SPECIAL),
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
    return {**document, "coupons": coupons.assemble(catalogue, document)}


def _rows(model: Any, catalogue: Catalogue, *fields: str) -> list[dict[str, Any]]:
    return list(model.objects.filter(catalogue=catalogue).values(*fields))


def _renamed(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows that name what they point at by its code: `size__code` becomes `size`."""
    return [{key.removesuffix("__code"): value for key, value in row.items()} for row in rows]


_SPECIAL = ("unit_steps", "own_defaults", "without")


def _without_nulls(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows without what only a few of them have."""
    usual: dict[str, Any] = {
        **dict.fromkeys((*_SPECIAL, "variant", "nutrition")),
        "deposit": 0,
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


def _categories(catalogue: Catalogue) -> list[dict[str, Any]]:
    return _renamed(_rows(Category, catalogue, "code", "name", "parent__code"))


def _dayparts(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {**row, "starts": f"{row['starts']:%H:%M}", "ends": f"{row['ends']:%H:%M}"}
        for row in _rows(Daypart, catalogue, "code", "name", "starts", "ends", "weekdays")
    ]


def _products(catalogue: Catalogue) -> list[dict[str, Any]]:
    fields = ("code", "name", "description", "category__code", "max_toppings", "needs_oven", "is_halvable")
    more = ("tax_class", "allergens", "dayparts", "nutrition")
    products = _without_nulls(_renamed(_rows(Product, catalogue, *fields, *more)))
    toppings: dict[str, dict[str, Any]] = {product["code"]: {} for product in products}
    links = ProductTopping.objects.filter(product__catalogue=catalogue)
    for product, topping, amounts, default, is_exclusive, is_flipped in links.values_list(
        "product__code", "topping__code", "amounts", "default_amount", "is_exclusive", "is_paid_otherwise"
    ):
        toppings[product][topping] = {"amounts": amounts, "default": f"{default.normalize():f}"}
        if not is_exclusive:
            toppings[product][topping]["is_exclusive"] = False
        if is_flipped:
            toppings[product][topping]["is_paid_otherwise"] = True
    return [{**product, "toppings": toppings[product["code"]]} for product in products]


def read(document: Document) -> domain.Menu:
    """The document, ready for pricing."""
    products = {row["code"]: _product(row) for row in document["products"]}
    halves = document.get("halves", {})
    return domain.Menu(
        currency=document["currency"],
        variants={row["code"]: _variant(row) for row in document["variants"]},
        products=products,
        toppings={row["code"]: _topping(row) for row in document["toppings"]},
        as_sold={
            row["code"]: _as_sold(products[row["product"]], row)
            for row in document["variants"]
            if "own_defaults" in row or "without" in row
        },
        half_rule=domain.HalfRule(halves.get("rule", domain.HalfRule.DEARER)),
        half_percent=halves.get("percent", 50),
        dayparts={row["code"]: _daypart(row) for row in document.get("dayparts", ())},
        facts={(kind, row["code"]): _facts(row) for kind in _WITH_FACTS for row in document[f"{kind}s"]},
    )


_WITH_FACTS = ("crust", "topping", "product")


def _daypart(row: Mapping[str, Any]) -> DaypartRule:
    return DaypartRule(
        starts=time.fromisoformat(row["starts"]),
        ends=time.fromisoformat(row["ends"]),
        weekdays=frozenset(row["weekdays"]),
    )


def _facts(row: Mapping[str, Any]) -> Facts:
    allergens, nutrition = row["allergens"], row.get("nutrition")
    return Facts(
        None if allergens is None else frozenset(allergens),
        None if nutrition is None else Nutrition(nutrition["grams"], nutrition["per_100g"]),
    )


def _variant(row: Mapping[str, Any]) -> domain.Variant:
    usual = {key: value for key, value in row.items() if key not in _SPECIAL}
    steps = tuple(row.get("unit_steps", ()))
    return domain.Variant(
        **{**usual, "size": row["size"] or "", "crust": row["crust"] or "", "unit_steps": steps}
    )


def _as_sold(product: domain.Product, row: Mapping[str, Any]) -> domain.Product:
    """The product with the defaults and the toppings of this variant."""
    without = set(row.get("without", ()))
    own = row.get("own_defaults")
    defaults = product.defaults if own is None else {code: Decimal(own[code]) for code in own}
    return replace(
        product,
        defaults={code: defaults[code] for code in defaults if code not in without},
        amounts={code: product.amounts[code] for code in product.amounts if code not in without},
    )


def _product(row: Mapping[str, Any]) -> domain.Product:
    toppings = row["toppings"]
    return domain.Product(
        code=row["code"],
        name=row["name"],
        amounts={code: frozenset(map(Decimal, link["amounts"])) for code, link in toppings.items()},
        defaults={
            code: Decimal(link["default"]) for code, link in toppings.items() if Decimal(link["default"])
        },
        sociable=frozenset(code for code, link in toppings.items() if not link.get("is_exclusive", True)),
        paid_otherwise=frozenset(code for code, link in toppings.items() if link.get("is_paid_otherwise")),
        max_toppings=row["max_toppings"],
        needs_oven=row["needs_oven"],
        is_halvable=row["is_halvable"],
        tax_class=row.get("tax_class", FOOD),
        dayparts=tuple(row.get("dayparts", ())),
    )


def _topping(row: Mapping[str, Any]) -> domain.Topping:
    return domain.Topping(**{key: row[key] for key in row if key not in ("allergens", "nutrition")})
