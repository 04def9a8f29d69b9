"""Loads a menu source (see `data/demo_menu.toml`) into a draft: what is new, changed or gone; twice is once."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Model

from apps.menu import models
from apps.menu.models import Catalogue
from dominos.kernel.unit_of_work import unit_of_work

Source = Mapping[str, Any]
Rows = list[dict[str, Any]]
Tables = dict[type[Model], Rows]
"""The rows of each model, in an order in which they can be written one model after the other."""
MAX_PIZZA_TOPPINGS = 12


def load_menu(source: Source) -> Catalogue:
    """The catalogue with this source's code, made equal to the source. Rows keep their ids by code."""
    tables = {model: expand(source, source["code"]) for model, expand in _TABLES}
    return load_tables(code=source["code"], name=source["name"], currency=source["currency"], tables=tables)


def load_tables(*, code: str, name: str, currency: str, tables: Tables) -> Catalogue:
    """The catalogue with this code, made equal to the tables; the rows' ids come from `row_id`."""
    with unit_of_work("menu"):
        catalogue, _ = Catalogue.objects.update_or_create(
            id=row_id(code), defaults={"code": code, "name": name, "currency": currency}
        )
        for model, rows in tables.items():
            _upsert(model, catalogue, rows)
        for model, rows in reversed(tables.items()):
            _delete_others(model, catalogue, rows)
    return catalogue


def row_id(catalogue: str, *path: str) -> UUID:
    """The id of a catalogue, or of what has the code path in it: the same at every load."""
    return uuid5(NAMESPACE_URL, "urn:dominos:menu:" + ":".join([catalogue, *path]))


def _upsert(model: type[Model], catalogue: Catalogue, rows: Rows) -> None:
    """Writes the rows that differ from what is there."""
    if not rows:
        return
    found = model._default_manager.filter(**{_owner(model): catalogue}).values(*rows[0])
    known = {row["id"]: row for row in found}
    owner = {} if model is models.ProductTopping else {"catalogue": catalogue}
    model._default_manager.bulk_create(
        [model(**owner, **row) for row in rows if known.get(row["id"]) != row],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[name for name in rows[0] if name != "id"],
    )


def _delete_others(model: type[Model], catalogue: Catalogue, rows: Rows) -> None:
    kept = [row["id"] for row in rows]
    model._default_manager.filter(**{_owner(model): catalogue}).exclude(id__in=kept).delete()


def _owner(model: type[Model]) -> str:
    return "product__catalogue" if model is models.ProductTopping else "catalogue"


def _entry(catalogue: str, kind: str, position: int, code: str, name: str) -> dict[str, Any]:
    return {"id": row_id(catalogue, kind, code), "code": code, "name": name, "position": position}


def _sizes(source: Source, catalogue: str) -> Rows:
    return [
        _entry(catalogue, "size", n, code, name) for n, (code, name) in enumerate(source["sizes"].items())
    ]


def _crusts(source: Source, catalogue: str) -> Rows:
    return [
        {**_entry(catalogue, "crust", n, code, crust["name"]), "allergens": crust.get("allergens")}
        for n, (code, crust) in enumerate(source["crusts"].items())
    ]


_FLAGS = frozenset({"exclusive", "whole_only", "paid"})


def _toppings(source: Source, catalogue: str) -> Rows:
    found = [
        (group, code, *row)
        for group, members in source["toppings"].items()
        for code, row in members.items()
        if code not in _FLAGS
    ]
    flags = source["toppings"]
    return [
        {
            **_entry(catalogue, "topping", n, code, name),
            "group": group,
            "allergens": allergens,
            "whole_only": flags[group].get("whole_only", False),
            "exclusive_group": group if flags[group].get("exclusive") else "",
            "is_paid": flags[group].get("paid", True),
        }
        for n, (group, code, name, allergens) in enumerate(found)
    ]


def _categories(source: Source, catalogue: str) -> Rows:
    return [
        {
            **_entry(catalogue, "category", n, code, name),
            "parent_id": row_id(catalogue, "category", parent) if parent else None,
        }
        for n, (code, (name, parent)) in enumerate(source["categories"].items())
    ]


def _all_products(source: Source) -> list[Source]:
    return [*source["pizzas"], *source["products"]]


def _products(source: Source, catalogue: str) -> Rows:
    return [
        {
            **_entry(catalogue, "product", n, product["code"], product["name"]),
            "category_id": row_id(catalogue, "category", product["category"]),
            "description": product.get("description", ""),
            "max_toppings": MAX_PIZZA_TOPPINGS if "prices" in product else 10,
            "needs_oven": product.get("needs_oven", True),
            "is_halvable": "prices" in product,
            "allergens": [] if "prices" in product else product.get("allergens"),
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
        {**_entry(catalogue, "variant", n, row.pop("code"), row.pop("name")), **row}
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
                }


def _plain_variants(source: Source, catalogue: str, product: Source) -> Iterable[dict[str, Any]]:
    for code, name, price in product["variants"]:
        yield {
            "code": code,
            "name": name,
            "size_id": None,
            "crust_id": None,
            "price": price,
            "crust_surcharge": 0,
            "topping_price": product.get("topping_price", 0),
        }


_PIZZA_GROUPS = ("sauce", "cheese", "meat", "vegetable", "finish")


def _product_toppings(source: Source, catalogue: str) -> Rows:
    on_pizza = [code for g in _PIZZA_GROUPS for code in source["toppings"][g] if code not in _FLAGS]
    return [
        {
            "id": row_id(catalogue, "product_topping", product["code"], topping),
            "product_id": row_id(catalogue, "product", product["code"]),
            "topping_id": row_id(catalogue, "topping", topping),
            "amounts": models.any_amount(),
            "default_amount": Decimal(amount),
        }
        for product in _all_products(source)
        for topping, amount in _offered(product, on_pizza).items()
    ]


def _offered(product: Source, on_pizza: Iterable[str]) -> Mapping[str, str]:
    if "prices" in product:
        return {**dict.fromkeys(on_pizza, "0"), **product["defaults"]}
    choices: Mapping[str, str] = product.get("choices", {})
    return choices


def _preconfigured(source: Source, catalogue: str) -> Rows:
    return [
        {
            **_entry(catalogue, "preconfigured", n, row["code"], row["name"]),
            "category_id": row_id(catalogue, "category", row["category"]),
            "product_id": row_id(catalogue, "product", row["product"]),
            "description": row.get("description", ""),
            "options": row["options"],
        }
        for n, row in enumerate(source["preconfigured"])
    ]


_TABLES: tuple[tuple[type[Model], Callable[[Source, str], Rows]], ...] = (
    (models.Size, _sizes),
    (models.Crust, _crusts),
    (models.Topping, _toppings),
    (models.Category, _categories),
    (models.Product, _products),
    (models.Variant, _variants),
    (models.ProductTopping, _product_toppings),
    (models.PreconfiguredProduct, _preconfigured),
)
