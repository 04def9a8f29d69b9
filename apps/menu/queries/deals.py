"""Reads: the deals of a draft as rows of the menu document."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from apps.menu.domain.deals.selection import NothingFits, variant_selector
from apps.menu.models import Catalogue, Daypart, Deal

Row = dict[str, Any]
_DEFAULTS: Mapping[str, Any] = {"max_uses": 1, "min_subtotal": 0, "value": 0, "is_listed": True, "points": 0}
"""Default values that a document omits, besides empty and null ones."""


def _is_nothing(value: Any) -> bool:
    """Whether there is nothing to say. Zero says something: a limit of 0 lets nobody use the deal."""
    return value is None or value is False or value in ("", [], {})


def assemble(catalogue: Catalogue, document: Mapping[str, Any]) -> list[Row]:
    """The rows of the catalogue's deals, with the variants of each slot; deals with an empty slot are left out."""
    found = Deal.objects.filter(catalogue=catalogue).select_related("daypart")
    take = variant_selector(document)
    rows = []
    for deal in found:
        with suppress(NothingFits):
            rows.append(deal_row_of(deal, take))
    return rows


def deal_row_of(deal: Deal, take: Callable[[Mapping[str, Any]], list[str]]) -> Row:
    """A deal's row in the document: only what differs from the defaults."""
    daypart = deal.daypart
    row: Row = {
        "code": deal.code,
        "name": deal.name,
        "description": deal.description,
        "texts": deal.texts,
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
        "daypart": _daypart(daypart) if daypart else None,
        "min_subtotal": deal.min_subtotal,
        "max_uses": deal.max_uses,
        "is_automatic": deal.is_automatic,
        "is_listed": deal.is_listed,
        "limit_total": deal.limit_total,
        "limit_per_customer": deal.limit_per_customer,
        "points": deal.points,
        "needs_code": deal.needs_code,
    }
    return {
        key: value
        for key, value in row.items()
        if key in ("code", "name", "description")
        or (value != _DEFAULTS[key] if key in _DEFAULTS else not _is_nothing(value))
    }


def _daypart(daypart: Daypart) -> Row:
    return {
        "starts": f"{daypart.starts:%H:%M}",
        "ends": f"{daypart.ends:%H:%M}",
        "weekdays": daypart.weekdays,
    }


def _slot(slot: Mapping[str, Any], take: Callable[[Mapping[str, Any]], list[str]]) -> Row:
    rest = {
        key: slot[key] for key in ("quantity", "max_units", "is_open", "is_free") if slot.get(key) is not None
    }
    return {**rest, "variants": take(slot)}
