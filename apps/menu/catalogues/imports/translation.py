"""Translates a menu file into the rows of a draft."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from apps.menu import models
from apps.menu.catalogues.draft_rows import Rows, Tables, row_id
from apps.menu.catalogues.imports.deals import deal_rows
from apps.menu.catalogues.imports.extras import ExtraKind, Extras, read_extras
from apps.menu.catalogues.imports.headings import read_headings
from apps.menu.catalogues.imports.notation import (
    Entry,
    Report,
    diet,
    entries,
    listed,
    plain,
    tags,
    text,
    typed_entries,
)
from apps.menu.catalogues.imports.parsed_menu import Translation
from apps.menu.catalogues.imports.preconfigured import preconfigured_rows
from apps.menu.catalogues.imports.products import (
    Configured,
    ProductReader,
    Sold,
    is_halvable,
    is_paid,
    needs_oven,
    paid_units,
    tax_class,
)

PRICED_TOPPINGS = 4
"""The number of toppings up to which a file states prices."""
USUAL_MOST = 10
DESCRIPTION = 1000
_LEFT_OUT = {
    "CouponTiers": "a menu file does not say which items they are for",
    "UnsupportedProducts": "the file itself calls it unsupported",
    "UnsupportedOptions": "the file itself calls it unsupported",
}


def translate(source: Entry, *, catalogue: str, currency: str, report: Report) -> tuple[Translation, Tables]:
    """The catalogue's rows for this file; what could not be imported is in the report."""
    found = Translation(
        source, catalogue, currency, report, read_headings(source, report), read_extras(source, report)
    )
    _read_products(found)
    for section, why in _LEFT_OUT.items():
        for code, _ in entries(source, section, report):
            report.say(f"{section}.{code}", why)
    size_codes, sizes = _coded(found, models.Size, "Sizes")
    crust_codes, crusts = _coded(found, models.Crust, "Flavors")
    products, preconfigured = _product_rows(found), list(preconfigured_rows(found))
    return found, {
        models.Size: sizes,
        models.Crust: [
            {**row, "allergens": None, "diet": diet(tags(entry))}
            for row, (_, _, entry) in zip(crusts, typed_entries(source, "Flavors", report), strict=True)
        ],
        models.Topping: _topping_rows(found),
        models.Category: _category_rows(found, products + preconfigured),
        models.Product: products,
        models.Variant: list(_variant_rows(found, size_codes, crust_codes)),
        models.ProductTopping: list(_link_rows(found)),
        models.PreconfiguredProduct: preconfigured,
        models.Deal: list(deal_rows(source, catalogue, currency, found.sold, report)),
    }


def _read_products(found: Translation) -> None:
    reader = ProductReader(found.extras, found.currency, found.report)
    for code, entry in entries(found.source, "Products", found.report):
        found.products[code] = reader.product(code, entry, found.headings.inherited.get(code, {}))
    listed_by = {
        code: each for each in found.products.values() for code in listed(each.entry.get("Variants"))
    }
    for code, entry in entries(found.source, "Variants", found.report):
        product = found.products.get(text(entry, "ProductCode", 40)) or listed_by.get(code)
        reader.variant(product or _own_product(found, reader, code, entry), code, entry)
    for product in found.products.values():
        for code in listed(product.entry.get("Variants")):
            if code not in found.sold:
                found.report.say(f"Products.{product.code}.Variants", f"{code} is not there")
        if product.variants:
            _finish(product, found.extras)
        else:
            found.report.say(f"Products.{product.code}", "no variant of it can be sold")
    found.products = {code: product for code, product in found.products.items() if product.variants}


def _own_product(found: Translation, reader: ProductReader, code: str, entry: Entry) -> Configured:
    """A product for a variant whose own is not in the file: the one it names, or one of the variant's code."""
    named = text(entry, "ProductCode", 40)
    found.report.say(
        f"Variants.{code}", f"its product {named or '(none)'} is not there; sold as one of its own"
    )
    product = named or (code if code not in found.products else f"{code[:34]}.alone")
    if product not in found.products:
        found.products[product] = reader.product(product, {"Name": text(entry, "Name") or code}, {})
    return found.products[product]


def _finish(product: Configured, extras: Extras) -> None:
    """Makes the first variant's defaults the product's, and lets defaults of a group go together."""
    product.defaults = product.variants[0].defaults
    for sold in product.variants:
        groups: dict[str, str] = {}
        for code in sold.defaults:
            group = extras.rows[code]["exclusive_group"]
            if group and groups.setdefault(group, code) != code:
                product.nonexclusive |= {code, groups[group]}


def _coded(
    found: Translation, model: type[models.Entry], section: str
) -> tuple[dict[tuple[str, str], str], Rows]:
    """Sizes or crusts by product type and code; a code that two types use gets its type's name."""
    rows = list(typed_entries(found.source, section, found.report))
    seen = [code for _, code, _ in rows]
    codes = {
        (kind, code): code if seen.count(code) == 1 else f"{kind}.{code}"[-40:] for kind, code, _ in rows
    }
    return codes, [
        {
            "id": row_id(found.catalogue, section, codes[kind, code]),
            "code": codes[kind, code],
            "name": text(entry, "Name") or code,
            "position": position,
        }
        for position, (kind, code, entry) in enumerate(rows)
    ]


def _topping_rows(found: Translation) -> Rows:
    return [
        {"id": _topping_id(found, code), "code": code, "position": n, **row, "allergens": None}
        for n, (code, row) in enumerate(found.extras.rows.items())
    ]


def _topping_id(found: Translation, code: str) -> Any:
    return row_id(found.catalogue, "topping", code)


def _category_rows(found: Translation, members: Rows) -> Rows:
    by_id = {row_id(found.catalogue, "category", code): code for code in found.headings.found}
    used = {by_id[row["category_id"]] for row in members}
    return [
        {
            "id": row_id(found.catalogue, "category", heading.code),
            "code": heading.code,
            "name": heading.name,
            "position": position,
            "parent_id": row_id(found.catalogue, "category", heading.parent) if heading.parent else None,
        }
        for position, heading in enumerate(found.headings.kept(used))
    ]


def _product_rows(found: Translation) -> Rows:
    return [
        {
            "id": row_id(found.catalogue, "product", product.code),
            "code": product.code,
            "name": text(product.entry, "Name") or product.code,
            "position": position,
            "category_id": row_id(found.catalogue, "category", found.category_of(product)),
            "description": text(product.entry, "Description", DESCRIPTION),
            "max_toppings": _most_toppings(found, product),
            "needs_oven": needs_oven(product),
            "is_halvable": is_halvable(product),
            "tax_class": tax_class(product),
            "allergens": None,
            "diet": diet(product.tags),
        }
        for position, product in enumerate(found.products.values())
    ]


def _most_toppings(found: Translation, product: Configured) -> int:
    """As many as the file allows, but no fewer than it states prices for."""
    stated = str(product.tags.get("MaxOptionQty", ""))
    most = int(stated) if stated.isdecimal() else USUAL_MOST
    extras = found.extras
    needed = max(_rows_of(sold) + paid_units(product, sold.defaults, extras) for sold in product.variants)
    can_be_had = any(is_paid(product, code, extras) for code in product.amounts)
    if most >= needed or not can_be_had:
        return min(most, 999)
    found.report.say(
        f"Products.{product.code}.MaxOptionQty", f"{most} is less than its price rows need; {needed} taken"
    )
    return needed


def _rows_of(sold: Sold) -> int:
    return max(PRICED_TOPPINGS, len(sold.prices) - 1)


def _variant_rows(
    found: Translation, sizes: Mapping[tuple[str, str], str], crusts: Mapping[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    for position, (product, sold) in enumerate(found.sold.values()):
        size = _named(found, sold, "SizeCode", sizes, product.kind)
        crust = _named(found, sold, "FlavorCode", crusts, product.kind)
        without = sorted(_cooking_of(found, product) - set(sold.cooking))
        yield {
            "id": row_id(found.catalogue, "variant", sold.code),
            "code": sold.code,
            "name": _variant_name(found, product, sold),
            "position": position,
            "product_id": row_id(found.catalogue, "product", product.code),
            "size_id": row_id(found.catalogue, "Sizes", size) if size else None,
            "crust_id": row_id(found.catalogue, "Flavors", crust) if crust else None,
            "crust_surcharge": 0,
            **_price_fields(sold.prices),
            "own_defaults": (
                {code: plain(value) for code, value in sold.defaults.items()}
                if sold.defaults != product.defaults
                else None
            ),
            "without": without or None,
        }


def _price_fields(prices: list[int]) -> dict[str, Any]:
    """Base and unit price where the rows are linear, else the rows as a table and its last step."""
    steps = [after - before for before, after in pairwise(prices)]
    is_linear = len(set(steps)) < 2 and min(steps, default=0) >= 0
    return {
        "price": prices[0],
        "topping_price": max(0, steps[-1]) if steps else 0,
        "unit_steps": None if is_linear else [price - prices[0] for price in prices[1:]],
    }


def _named(
    found: Translation, sold: Sold, key: str, codes: Mapping[tuple[str, str], str], kind: str
) -> str | None:
    asked = text(sold.entry, key, 40)
    code = codes.get((kind, asked)) or next((codes[pair] for pair in codes if pair[1] == asked), None)
    if asked and code is None:
        found.report.say(f"Variants.{sold.code}.{key}", f"{asked} is defined nowhere")
    return code


def _cooking_of(found: Translation, product: Configured) -> set[str]:
    cooking = {code for (kind, _), code in found.extras.codes.items() if kind is ExtraKind.COOKING}
    return cooking & set(product.amounts)


def _variant_name(found: Translation, product: Configured, sold: Sold) -> str:
    """Size and crust in words; the variant's own name where these do not tell it from the others."""
    name = _size_and_crust(found, product, sold)
    others = [_size_and_crust(found, product, other) for other in product.variants]
    return name if others.count(name) == 1 else text(sold.entry, "Name") or sold.code


def _size_and_crust(found: Translation, product: Configured, sold: Sold) -> str:
    words = []
    for section, key in (("Sizes", "SizeCode"), ("Flavors", "FlavorCode")):
        asked = text(sold.entry, key, 40)
        known = typed_entries(found.source, section, found.report)
        words += [text(entry, "Name") for kind, code, entry in known if (kind, code) == (product.kind, asked)]
    return " ".join(word for word in words if word)[:160]


def _link_rows(found: Translation) -> Iterator[dict[str, Any]]:
    for product in found.products.values():
        for code, amounts in product.amounts.items():
            default = product.defaults.get(code, Decimal(0))
            yield {
                "id": row_id(found.catalogue, "product_topping", product.code, code),
                "product_id": row_id(found.catalogue, "product", product.code),
                "topping_id": _topping_id(found, code),
                "amounts": [plain(value) for value in sorted(amounts) if value],
                "default_amount": default,
                "is_exclusive": code not in product.nonexclusive,
                "is_paid_inverted": code in product.inverts_paid,
            }
