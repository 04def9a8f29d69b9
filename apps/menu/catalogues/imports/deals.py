"""Translates those `Coupons` of a menu file that name their items into fixed-price bundles."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from apps.menu.catalogues.imports.notation import (
    Entry,
    Report,
    amount,
    entries,
    is_set,
    listed,
    minor_units,
    tags,
    text,
)
from apps.menu.catalogues.item_rows import deal_row
from apps.menu.domain.deals.types import Combine, Rule

SERVICES = {
    "delivery": "DELIVERY",
    "carryout": "CARRYOUT",
    "carsidedelivery": "CURBSIDE",
    "curbside": "CURBSIDE",
}
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
MAX_SLOT_QUANTITY = 50


def deal_rows(
    source: Entry, catalogue: str, currency: str, variants: Mapping[str, Any], report: Report
) -> Iterator[dict[str, Any]]:
    """Rows of the deals from `Coupons`; those without products or a price are reported."""
    for position, (code, entry) in enumerate(entries(source, "Coupons", report)):
        where = f"Coupons.{code}"
        slots = _slots(entry.get("ProductGroups"), variants)
        price = minor_units(entry.get("Price"), currency)
        if not slots:
            report.say(where, "a menu file does not say which items it is for")
        elif price is None:
            report.say(where, "no price")
        else:
            fields = _conditions(entry, where, report)
            yield deal_row(
                catalogue,
                position,
                code,
                text(entry, "Name") or code,
                Rule.FIXED_BUNDLE,
                value=price,
                slots=slots,
                description=text(entry, "Description", 1000),
                **fields,
            )


def _slots(groups: Any, variants: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A slot for each product group; none at all where one has nothing for sale."""
    slots = []
    for group in groups if isinstance(groups, list) else ():
        if not isinstance(group, Mapping):
            return []
        codes = [code for code in listed(group.get("ProductCodes")) if code in variants]
        needed = amount(group.get("RequiredQty", 1))
        if not codes or needed is None or not 1 <= needed <= MAX_SLOT_QUANTITY:
            return []
        slots.append({"variants": codes, "quantity": int(needed)})
    return slots


def _conditions(entry: Entry, where: str, report: Report) -> dict[str, Any]:
    stated = tags(entry)
    written = stated.get("ValidServiceMethods") or stated.get("ServiceMethods")
    services = {SERVICES[name.lower()] for name in listed(written) if name.lower() in SERVICES}
    days = [name[:2].lower() for name in listed(stated.get("Days"))]
    combines = text(stated, "Combine") or text(stated, "CombineType")
    if stated.get("Hours"):
        report.say(where, "its hours are not taken")
    return {
        "services": sorted(services),
        "weekdays": [DAYS.index(day) + 1 for day in days if day in DAYS],
        "starts_on": _date(stated.get("EffectiveOn")),
        "ends_on": _date(stated.get("ExpiresOn")),
        "combine": Combine.COMPLEMENTARY if combines.lower().startswith("complement") else Combine.EXCLUSIVE,
        "max_uses": 9 if is_set(stated, "MultiSame") else 1,
    }


def _date(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None
