"""A menu file as the rows of a draft."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from apps.menu import models
from apps.menu.domain import SIDE
from apps.menu.importing.extras import Extras, Kind, read_extras
from apps.menu.importing.headings import Headings, read_headings
from apps.menu.importing.notation import Entry, Report, chosen, entries, listed, plain, text, typed_entries
from apps.menu.importing.products import (
    Configured,
    ProductReader,
    Sold,
    is_halvable,
    needs_oven,
    paid_units,
)
from apps.menu.loading import Rows, Tables, row_id

PRICED_TOPPINGS = 4
"""The toppings up to which a file states prices."""
USUAL_MOST = 10
DESCRIPTION = 1000
_LEFT_OUT = {
    "Coupons": "a coupon's slots and price rule are not in a menu file",
    "CouponTiers": "a coupon's slots and price rule are not in a menu file",
    "UnsupportedProducts": "the file itself calls it unsupported",
    "UnsupportedOptions": "the file itself calls it unsupported",
}


@dataclass(slots=True)
class Translation:
    """The products of a file with all that they refer to."""

    source: Entry
    catalogue: str
    currency: str
    report: Report
    headings: Headings
    extras: Extras
    products: dict[str, Configured] = field(default_factory=dict)

    @property
    def sold(self) -> dict[str, tuple[Configured, Sold]]:
        """Each variant with its product."""
        return {sold.code: (product, sold) for product in self.products.values() for sold in product.variants}


def translate(source: Entry, *, catalogue: str, currency: str, report: Report) -> tuple[Translation, Tables]:
    """The rows that this file makes of the catalogue; what it could not take is in the report."""
    found = Translation(
        source, catalogue, currency, report, read_headings(source, report), read_extras(source, report)
    )
    _read_products(found)
    for section, why in _LEFT_OUT.items():
        for code, _ in entries(source, section, report):
            report.say(f"{section}.{code}", why)
    size_codes, sizes = _coded(found, models.Size, "Sizes")
    crust_codes, crusts = _coded(found, models.Crust, "Flavors")
    products, preconfigured = _product_rows(found), list(_preconfigured_rows(found))
    return found, {
        models.Size: sizes,
        models.Crust: [{**row, "allergens": None} for row in crusts],
        models.Topping: _topping_rows(found),
        models.Category: _category_rows(found, products + preconfigured),
        models.Product: products,
        models.Variant: list(_variant_rows(found, size_codes, crust_codes)),
        models.ProductTopping: list(_link_rows(found)),
        models.PreconfiguredProduct: preconfigured,
    }


def _read_products(found: Translation) -> None:
    reader = ProductReader(found.extras, found.currency, found.report)
    for code, entry in entries(found.source, "Products", found.report):
        found.products[code] = reader.product(code, entry, found.headings.inherited.get(code, {}))
    for code, entry in entries(found.source, "Variants", found.report):
        product = found.products.get(str(entry.get("ProductCode")))
        if product is None:
            found.report.say(f"Variants.{code}", f"its product {entry.get('ProductCode')} is not there")
        else:
            reader.variant(product, code, entry)
    for product in found.products.values():
        for code in listed(product.entry.get("Variants")):
            if code not in found.sold:
                found.report.say(f"Products.{product.code}.Variants", f"{code} is not there")
        if product.variants:
            _finish(product, found.extras)
        else:
            found.report.say(f"Products.{product.code}", "no variant of it can be sold")
    found.products = {code: product for code, product in found.products.items() if product.variants}


def _finish(product: Configured, extras: Extras) -> None:
    """Makes the first variant's defaults the product's, and lets defaults of a group go together."""
    product.defaults = product.variants[0].defaults
    for sold in product.variants:
        groups: dict[str, str] = {}
        for code in sold.defaults:
            group = extras.rows[code]["exclusive_group"]
            if group and groups.setdefault(group, code) != code:
                product.sociable |= {code, groups[group]}


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
            "category_id": row_id(found.catalogue, "category", _category_of(found, product)),
            "description": text(product.entry, "Description", DESCRIPTION),
            "max_toppings": _most_toppings(found, product),
            "needs_oven": needs_oven(product),
            "is_halvable": is_halvable(product),
            "allergens": None,
        }
        for position, product in enumerate(found.products.values())
    ]


def _category_of(found: Translation, product: Configured) -> str:
    category = found.headings.of_products.get(product.code)
    if category is None:
        category = found.headings.other(product.kind)
        found.report.say(f"Products.{product.code}", f"under no category of the file; put under {category}")
    return category


def _most_toppings(found: Translation, product: Configured) -> int:
    """As many as the file allows, but no fewer than it states prices for."""
    stated = str(product.tags.get("MaxOptionQty", ""))
    most = int(stated) if stated.isdecimal() else USUAL_MOST
    needed = PRICED_TOPPINGS + max(paid_units(sold.defaults, found.extras) for sold in product.variants)
    can_be_had = any(found.extras.rows[code]["is_paid"] for code in product.amounts)
    if most >= needed or not can_be_had:
        return min(most, 999)
    found.report.say(
        f"Products.{product.code}.MaxOptionQty", f"{most} is less than its price rows need; {needed} taken"
    )
    return needed


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
    cooking = {code for (kind, _), code in found.extras.codes.items() if kind is Kind.COOKING}
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
                "is_exclusive": code not in product.sociable,
            }


def _preconfigured_rows(found: Translation) -> Iterator[dict[str, Any]]:
    sold = found.sold
    for position, (code, entry) in enumerate(entries(found.source, "PreconfiguredProducts", found.report)):
        where, asked = f"PreconfiguredProducts.{code}", str(entry.get("ReferencedProductCode"))
        product = sold[asked][0] if asked in sold else found.products.get(asked)
        if product is None:
            found.report.say(where, f"{asked} is not there")
            continue
        options = _options(found, product, sold.get(asked, (product, product.variants[0]))[1], entry, where)
        if options is None:
            continue
        category = found.headings.of_preconfigured.get(code) or _category_of(found, product)
        yield {
            "id": row_id(found.catalogue, "preconfigured", code),
            "code": code,
            "name": text(entry, "Name") or code,
            "position": position,
            "category_id": row_id(found.catalogue, "category", category),
            "product_id": row_id(found.catalogue, "product", product.code),
            "variant_id": row_id(found.catalogue, "variant", asked) if asked in sold else None,
            "description": text(entry, "Description", DESCRIPTION),
            "options": options,
        }


def _options(
    found: Translation, product: Configured, sold: Sold, entry: Entry, where: str
) -> dict[str, dict[str, str]] | None:
    """The options on the whole product; named sides take the place of those included. None: it has others."""
    options = {}
    for name, value in chosen(entry.get("Options"), f"{where}.Options", found.report).items():
        codes = [found.extras.code(kind, name) for kind in Kind]
        code = next((code for code in codes if code in product.amounts), None)
        if code is None or (value and value not in product.amounts[code]):
            found.report.say(where, f"{product.code} does not come with {plain(value)} of {name}")
            return None
        options[code] = {"1/1": plain(value)}
    sides = {code for code in sold.defaults if found.extras.rows[code]["group"] == SIDE}
    if any(found.extras.rows[code]["group"] == SIDE for code in options):
        options |= {code: {"1/1": "0"} for code in sorted(sides - set(options))}
    return options
