"""Which variants of a menu a deal's slot accepts."""

from collections.abc import Callable, Mapping
from typing import Any

SELECTORS = ("variants", "products", "categories", "sizes", "crusts")


class NothingFits(ValueError):
    """No variant of the menu fits a slot."""


def variant_selector(document: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], list[str]]:
    """A function that finds the variants a slot accepts: those that match all its selectors.

    It raises ValueError for a slot without selectors or with an unknown one, NothingFits if no variant
    matches.
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
