"""Expands a hand-written menu source (see `demo_menu.toml`) into the rows of a draft."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model

from apps.menu import models
from apps.menu.catalogues.draft_rows import Rows, load_tables, row_id
from apps.menu.catalogues.item_rows import deal_row, item_row
from apps.menu.contract.types import DietClass
from apps.menu.domain import COOKING, SIDE
from apps.menu.domain.terms import FOOD
from apps.menu.models import Catalogue, any_amount
from dominos.kernel.texts.languages import SOURCE

Source = Mapping[str, Any]
MAX_PIZZA_TOPPINGS = 12
MAX_SIDES = 10


def load_menu(source: Source) -> Catalogue:
    """Creates or updates the catalogue with this source's code to equal the source. Rows keep their ids by code."""
    tables = {model: _spoken(source, model, expand(source, source["code"])) for model, expand in _TABLES}
    halves = source.get("halves", {})
    return load_tables(
        code=source["code"],
        tables=tables,
        name=source["name"],
        currency=source["currency"],
        language=source.get("language", SOURCE),
        half_rule=halves.get("rule", "dearer"),
        half_percent=halves.get("percent", 50),
    )


_SECTIONS: Mapping[type[Model], str] = {
    models.Daypart: "dayparts",
    models.Crust: "crusts",
    models.Topping: "toppings",
    models.Category: "categories",
    models.Product: "products",
    models.Variant: "variants",
    models.PreconfiguredProduct: "preconfigured",
    models.Deal: "deals",
}


def _spoken(source: Source, model: type[Model], rows: Rows) -> Rows:
    """The rows with their words in the source's `languages`: variants by what they are called, others by their code."""
    languages: Mapping[str, Any] = source.get("languages", {})
    section = _SECTIONS.get(model)
    if not languages or section is None:
        return rows
    key = "name" if section == "variants" else "code"
    words = {language: said.get(section, {}) for language, said in languages.items()}
    return [
        {**row, "texts": {each: _words(said[row[key]]) for each, said in words.items() if row[key] in said}}
        for row in rows
    ]


def _words(said: str | list[str]) -> dict[str, str]:
    """A name, or a name and a description."""
    return {"name": said} if isinstance(said, str) else {"name": said[0], "description": said[1]}


def _sizes(source: Source, catalogue: str) -> Rows:
    return [
        item_row(catalogue, "size", n, code, name) for n, (code, name) in enumerate(source["sizes"].items())
    ]


def _crusts(source: Source, catalogue: str) -> Rows:
    return [
        {
            **item_row(catalogue, "crust", n, code, crust["name"]),
            "allergens": crust.get("allergens"),
            "nutrition": nutrition_of(source).get(code),
            "diet": diets_of(source).get(code, ""),
        }
        for n, (code, crust) in enumerate(source["crusts"].items())
    ]


_FLAGS = frozenset({"exclusive", "whole_only", "paid", "price", "group"})


def _toppings(source: Source, catalogue: str) -> Rows:
    found = [
        (group, code, *row)
        for group, members in source["toppings"].items()
        for code, row in members.items()
        if code not in _FLAGS
    ]
    flags = source["toppings"]
    facts, diets = nutrition_of(source), diets_of(source)
    return [
        {
            **item_row(catalogue, "topping", n, code, name),
            "group": flags[group].get("group", group),
            "allergens": allergens,
            "whole_only": flags[group].get("whole_only", False),
            "exclusive_group": group if flags[group].get("exclusive") else "",
            "is_paid": flags[group].get("paid", True),
            "price": flags[group].get("price"),
            "nutrition": facts.get(code),
            "diet": diets.get(code, ""),
        }
        for n, (group, code, name, allergens) in enumerate(found)
    ]


def _categories(source: Source, catalogue: str) -> Rows:
    return [
        {
            **item_row(catalogue, "category", n, code, name),
            "parent_id": row_id(catalogue, "category", parent) if parent else None,
        }
        for n, (code, (name, parent)) in enumerate(source["categories"].items())
    ]


def _all_products(source: Source) -> list[Source]:
    return [*source["pizzas"], *source["products"]]


def _products(source: Source, catalogue: str) -> Rows:
    return [
        {
            **item_row(catalogue, "product", n, product["code"], product["name"]),
            "category_id": row_id(catalogue, "category", product["category"]),
            "description": product.get("description", ""),
            "max_toppings": MAX_PIZZA_TOPPINGS if "prices" in product else 10,
            "needs_oven": product.get("needs_oven", True),
            "is_halvable": "prices" in product,
            "allergens": [] if "prices" in product else product.get("allergens"),
            "tax_class": product.get("tax_class", FOOD),
            "dayparts": product.get("dayparts", []),
            "nutrition": nutrition_of(source).get(product["code"]),
            "diet": DietClass.VEGAN if "prices" in product else diets_of(source).get(product["code"], ""),
        }
        for n, product in enumerate(_all_products(source))
    ]


def _variants(source: Source, catalogue: str) -> Rows:
    found = [
        {**row, "product_id": row_id(catalogue, "product", product["code"])}
        for product in _all_products(source)
        for row in (_pizza_variants if "prices" in product else _plain_variants)(source, catalogue, product)
    ]
    return [
        {**item_row(catalogue, "variant", n, row.pop("code"), row.pop("name")), **row}
        for n, row in enumerate(found)
    ]


def _pizza_variants(source: Source, catalogue: str, product: Source) -> Iterable[dict[str, Any]]:
    prefix = "" if product["code"] == "S_PIZZA" else product["code"].removeprefix("S_") + "-"
    for size, price in product["prices"].items():
        for code, crust in source["crusts"].items():
            if size in crust["surcharges"]:
                yield {
                    "code": f"{prefix}{size}{code}",
                    "name": f"{source['sizes'][size]} {crust['name']}",
                    "size_id": row_id(catalogue, "size", size),
                    "crust_id": row_id(catalogue, "crust", code),
                    "price": price,
                    "crust_surcharge": crust["surcharges"][size],
                    "topping_price": source["topping_prices"][size],
                    "deposit": 0,
                    "own_defaults": None,
                }


def _plain_variants(source: Source, catalogue: str, product: Source) -> Iterable[dict[str, Any]]:
    included: Mapping[str, Source] = product.get("included_sides", {})
    usual = {code: amount for code, amount in product.get("choices", {}).items() if amount != "0"}
    for code, name, price in product["variants"]:
        yield {
            "code": code,
            "name": name,
            "size_id": None,
            "crust_id": None,
            "price": price,
            "crust_surcharge": 0,
            "topping_price": product.get("topping_price", 0),
            "deposit": product.get("deposits", {}).get(code, 0),
            "own_defaults": {**usual, **included[code]} if code in included else None,
        }


_PIZZA_GROUPS = ("sauce", "cheese", "meat", "vegetable", "finish", "bake", "cut", "seasoning")


def _product_toppings(source: Source, catalogue: str) -> Rows:
    on_pizza = [code for g in _PIZZA_GROUPS for code in source["toppings"][g] if code not in _FLAGS]
    groups = {row["code"]: row["group"] for row in _toppings(source, catalogue)}
    return [
        {
            "id": row_id(catalogue, "product_topping", product["code"], topping),
            "product_id": row_id(catalogue, "product", product["code"]),
            "topping_id": row_id(catalogue, "topping", topping),
            "amounts": _amounts(groups[topping]),
            "default_amount": Decimal(amount),
        }
        for product in _all_products(source)
        for topping, amount in _offered(product, on_pizza).items()
    ]


def _amounts(group: str) -> list[str]:
    if group == SIDE:
        return [str(count) for count in range(1, MAX_SIDES + 1)]
    return ["1"] if group == COOKING else any_amount()


def _offered(product: Source, on_pizza: Iterable[str]) -> Mapping[str, str]:
    if "prices" in product:
        return {**dict.fromkeys(on_pizza, "0"), **product["defaults"]}
    choices: Mapping[str, str] = product.get("choices", {})
    return choices


def _preconfigured(source: Source, catalogue: str) -> Rows:
    return [
        {
            **item_row(catalogue, "preconfigured", n, row["code"], row["name"]),
            "category_id": row_id(catalogue, "category", row["category"]),
            "product_id": row_id(catalogue, "product", row["product"]),
            "description": row.get("description", ""),
            "options": row["options"],
        }
        for n, row in enumerate(source["preconfigured"])
    ]


def nutrition_of(source: Source) -> dict[str, Any]:
    """Nutrition by code: the source has grams by size, and values per 100 g in a fixed order of nutrients."""
    table = source.get("nutrition", {})
    return {
        code: {"grams": grams, "per_100g": dict(zip(table["nutrients"], per_100g, strict=True))}
        for code, (grams, per_100g) in table.get("rows", {}).items()
    }


def diets_of(source: Source) -> dict[str, str]:
    """Diet classes by code: the source lists codes by diet class."""
    return {code: diet for diet, codes in source.get("diets", {}).items() for code in codes}


def _dayparts(source: Source, catalogue: str) -> Rows:
    return [
        {
            **item_row(catalogue, "daypart", n, row["code"], row["name"]),
            "starts": row["starts"],
            "ends": row["ends"],
            "weekdays": row.get("weekdays", []),
        }
        for n, row in enumerate(source.get("dayparts", ()))
    ]


def _deals(source: Source, catalogue: str) -> Rows:
    return [deal_row(catalogue, n, **row) for n, row in enumerate(source.get("deals", ()))]


_TABLES: tuple[tuple[type[Model], Callable[[Source, str], Rows]], ...] = (
    (models.Daypart, _dayparts),
    (models.Size, _sizes),
    (models.Crust, _crusts),
    (models.Topping, _toppings),
    (models.Category, _categories),
    (models.Product, _products),
    (models.Variant, _variants),
    (models.ProductTopping, _product_toppings),
    (models.PreconfiguredProduct, _preconfigured),
    (models.Deal, _deals),
)
