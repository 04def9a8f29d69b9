"""The menu document: identified by the hash of its content, and parsed for pricing. Its shape is in the README.

Money in minor units; amounts as text; lists are in display order.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from apps.menu import domain
from apps.menu.contract.types import DietClass
from apps.menu.domain.contents import Facts, Nutrition
from apps.menu.domain.dayparts import daypart_of
from apps.menu.domain.languages import TEXTS, own_language
from apps.menu.domain.recipes import recipes_of
from apps.menu.domain.terms import FOOD

Document = dict[str, Any]
SPECIAL = ("unit_steps", "own_defaults", "without")
"""Fields that only some variants of a document have."""


def canonical(document: Document) -> bytes:
    """The canonical JSON bytes of a document's content."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_hash(document: Document) -> str:
    """The identifier of a version: SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical(document)).hexdigest()


def read(document: Document) -> domain.Menu:
    """Parses the document for pricing."""
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
        dayparts={row["code"]: daypart_of(row) for row in document.get("dayparts", ())},
        language=own_language(document),
        recipes=recipes_of(document),
        facts={(kind, row["code"]): _facts(row) for kind in WITH_FACTS for row in document[f"{kind}s"]},
    )


WITH_FACTS = ("crust", "topping", "product")
FACTS = ("allergens", "diet", "nutrition")


def _facts(row: Mapping[str, Any]) -> Facts:
    allergens, nutrition, diet = row["allergens"], row.get("nutrition"), row.get("diet")
    return Facts(
        None if allergens is None else frozenset(allergens),
        None if nutrition is None else Nutrition(nutrition["grams"], nutrition["per_100g"]),
        None if diet is None else DietClass(diet),
    )


def _variant(row: Mapping[str, Any]) -> domain.Variant:
    usual = {key: value for key, value in row.items() if key not in (*SPECIAL, TEXTS)}
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
        nonexclusive=frozenset(code for code, link in toppings.items() if not link.get("is_exclusive", True)),
        inverts_paid=frozenset(code for code, link in toppings.items() if link.get("is_paid_inverted")),
        max_toppings=row["max_toppings"],
        needs_oven=row["needs_oven"],
        is_halvable=row["is_halvable"],
        tax_class=row.get("tax_class", FOOD),
        dayparts=tuple(row.get("dayparts", ())),
    )


def _topping(row: Mapping[str, Any]) -> domain.Topping:
    return domain.Topping(**{key: row[key] for key in row if key not in (*FACTS, TEXTS)})
