"""The preconfigured products of a menu file."""

from collections.abc import Iterator
from typing import Any

from apps.menu.catalogues.draft_rows import row_id
from apps.menu.catalogues.imports.extras import ExtraKind
from apps.menu.catalogues.imports.notation import Entry, chosen, entries, plain, text
from apps.menu.catalogues.imports.parsed_menu import Translation
from apps.menu.catalogues.imports.products import Configured, Sold
from apps.menu.domain import SIDE

DESCRIPTION = 1000


def preconfigured_rows(found: Translation) -> Iterator[dict[str, Any]]:
    """Rows of `PreconfiguredProducts`; those of missing products are reported."""
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
        category = found.headings.of_preconfigured.get(code) or found.category_of(product)
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
        codes = [found.extras.code(kind, name) for kind in ExtraKind]
        code = next((code for code in codes if code in product.amounts), None)
        if code is None or (value and value not in product.amounts[code]):
            found.report.say(where, f"{product.code} does not come with {plain(value)} of {name}")
            return None
        options[code] = {"1/1": plain(value)}
    sides = {code for code in sold.defaults if found.extras.rows[code]["group"] == SIDE}
    if any(found.extras.rows[code]["group"] == SIDE for code in options):
        options |= {code: {"1/1": "0"} for code in sorted(sides - set(options))}
    return options
