"""What a publication would change: the difference of two menu documents, item by item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

LISTS = {
    "categories": "category",
    "dayparts": "daypart",
    "sizes": "size",
    "crusts": "crust",
    "toppings": "topping",
    "products": "product",
    "variants": "variant",
    "preconfigured": "preconfigured",
    "deals": "deal",
    "ingredients": "ingredient",
}
"""The document's lists, each with the name of one row."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An item `added`, `removed`, `moved` in its list or `changed`; `fields` has before and after by field."""

    kind: str
    code: str
    what: Literal["added", "removed", "changed", "moved"]
    name: str
    fields: Mapping[str, tuple[Any, Any]]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """The changes from one document to the other; empty if they are equal."""
    for key in dict.fromkeys([*before, *after]):
        if key in LISTS:
            yield from _of_list(LISTS[key], before.get(key, []), after.get(key, []))
        elif before.get(key) != after.get(key):
            fields = {key: (before.get(key), after.get(key))}
            yield Difference("menu", key, "changed", str(after.get("name", "")), fields)


def _of_list(kind: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    old, new = ({row["code"]: row for row in rows} for rows in (before, after))
    for code, row in old.items():
        if code not in new:
            yield Difference(kind, code, "removed", row["name"], {})
    for code, row in new.items():
        if code not in old:
            yield Difference(kind, code, "added", row["name"], {})
        elif fields := _fields(old[code], row):
            yield Difference(kind, code, "changed", row["name"], fields)
    kept_before, kept_after = [c for c in old if c in new], [c for c in new if c in old]
    for code, was in zip(kept_after, kept_before, strict=True):
        if code != was:
            yield Difference(kind, code, "moved", new[code]["name"], {})


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    keys = dict.fromkeys([*before, *after])
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}
