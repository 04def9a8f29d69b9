"""The `coupons` of a menu document, made of a draft's deals."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from apps.menu.models import Catalogue, Deal

Row = dict[str, Any]
SELECTORS = ("variants", "products", "categories", "sizes", "crusts")
_USUAL: Mapping[str, Any] = {"max_uses": 1, "min_subtotal": 0, "value": 0, "is_listed": True}
"""What a document does not say, besides what is empty or null."""


class NothingFits(ValueError):
    """No variant of the menu goes into a slot."""


def assemble(catalogue: Catalogue, document: Mapping[str, Any]) -> list[Row]:
    """The rows of the catalogue's deals, with the variants that each slot takes; without those it takes none for."""
    found = Deal.objects.filter(catalogue=catalogue).select_related("daypart")
    take = selecting(document)
    rows = []
    for deal in found:
        with suppress(NothingFits):
            rows.append(coupon_of(deal, take))
    return rows


def coupon_of(deal: Deal, take: Callable[[Mapping[str, Any]], list[str]]) -> Row:
    """A deal as the document has it: only what is not as usual."""
    daypart = deal.daypart
    row: Row = {
        "code": deal.code,
        "name": deal.name,
        "description": deal.description,
        "rule": deal.rule,
        "value": deal.value,
        "slots": [_slot(slot, take) for slot in deal.slots],
        "tiers": deal.tiers,
        "combine": deal.combine,
        "services": deal.services,
        "stores": deal.stores,
        "starts_on": deal.starts_on.isoformat() if deal.starts_on else None,
        "ends_on": deal.ends_on.isoformat() if deal.ends_on else None,
        "weekdays": deal.weekdays,
        "daypart": [f"{daypart.starts:%H:%M}", f"{daypart.ends:%H:%M}"] if daypart else None,
        "min_subtotal": deal.min_subtotal,
        "max_uses": deal.max_uses,
        "is_automatic": deal.is_automatic,
        "is_listed": deal.is_listed,
        "limit_total": deal.limit_total,
        "limit_per_customer": deal.limit_per_customer,
    }
    return {
        key: value
        for key, value in row.items()
        if key in ("code", "name", "description") or (value != _USUAL[key] if key in _USUAL else bool(value))
    }


def _slot(slot: Mapping[str, Any], take: Callable[[Mapping[str, Any]], list[str]]) -> Row:
    rest = {
        key: slot[key] for key in ("quantity", "max_units", "is_open", "is_free") if slot.get(key) is not None
    }
    return {**rest, "variants": take(slot)}


def selecting(document: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], list[str]]:
    """What finds the variants a slot takes: those that every selector it has names.

    ValueError for a slot without selectors or with one nobody knows; NothingFits where no variant does.
    """
    parents = {row["code"]: row["parent"] for row in document["categories"]}
    headings = {row["code"]: _above(row["category"], parents) for row in document["products"]}
    rows = document["variants"]

    def take(slot: Mapping[str, Any]) -> list[str]:
        unknown = set(slot) - {*SELECTORS, "quantity", "max_units", "is_open", "is_free"}
        asked = {key: set(slot[key]) for key in SELECTORS if slot.get(key)}
        if unknown or not asked:
            raise ValueError(
                f"a slot names {', '.join(SELECTORS)}" + f", not {sorted(unknown)}" * bool(unknown)
            )
        found = [row["code"] for row in rows if _is_named(row, headings[row["product"]], asked)]
        if not found:
            raise NothingFits(f"no variant fits {dict(slot)}")
        return found

    return take


def _above(code: str | None, parents: Mapping[str, str | None]) -> set[str]:
    found: set[str] = set()
    while code is not None and code not in found:
        found.add(code)
        code = parents.get(code)
    return found


def _is_named(row: Mapping[str, Any], headings: set[str], asked: Mapping[str, set[str]]) -> bool:
    own = {
        "variants": {row["code"]},
        "products": {row["product"]},
        "categories": headings,
        "sizes": {row["size"]},
        "crusts": {row["crust"]},
    }
    return all(own[key] & codes for key, codes in asked.items())
