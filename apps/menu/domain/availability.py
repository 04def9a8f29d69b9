"""What a store has run out of, and which items of its menu that affects."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class OutageKind(StrEnum):
    """What can sell out: a topping (sides are toppings too), a crust's dough, a variant or a whole product."""

    TOPPING = "topping"
    CRUST = "crust"
    VARIANT = "variant"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class OutageNow:
    """Something out of stock `until` an instant, or indefinitely."""

    kind: OutageKind
    code: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class SoldOut:
    """The codes out of stock at one moment, by kind."""

    topping: frozenset[str] = frozenset()
    crust: frozenset[str] = frozenset()
    variant: frozenset[str] = frozenset()
    product: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))

    def has_variant(self, *, variant: str, product: str, crust: str) -> bool:
        """Whether the variant itself is sold out: it, its product or its dough."""
        return variant in self.variant or product in self.product or crust in self.crust

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits, the same in every process for the same codes."""
        told = ";".join(f"{part.name}={','.join(sorted(getattr(self, part.name)))}" for part in fields(self))
        return hashlib.sha256(told.encode()).hexdigest()[:12]


NOTHING = SoldOut()


def sold_out_at(outages: Iterable[OutageNow], at: datetime, *, is_another_day: bool = False) -> SoldOut:
    """What is out of stock at the instant. Outages without an end apply to their own business day only."""
    found: Mapping[OutageKind, set[str]] = {kind: set() for kind in OutageKind}
    for outage in outages:
        if not is_another_day if outage.until is None else outage.until > at:
            found[outage.kind].add(outage.code)
    return SoldOut(**{kind.value: frozenset(codes) for kind, codes in found.items()})


def name_of(document: Mapping[str, Any], listed: str, code: str) -> str:
    """The name of an item of the document; a variant's includes its product. The code if the item no longer exists."""
    row = next((row for row in document[listed] if row["code"] == code), None)
    if row is None:
        return code
    if listed != "variants":
        return str(row["name"])
    return ", ".join(filter(None, (name_of(document, "products", row["product"]), row["name"])))


def is_on_menu(document: Mapping[str, Any], kind: OutageKind, code: str) -> bool:
    """Whether the menu document has such an item."""
    return any(row["code"] == code for row in document[f"{kind.value}s"])
