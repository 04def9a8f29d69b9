"""Rows of a draft's items: what every item has, and the columns of a deal."""

from collections.abc import Mapping
from typing import Any

from apps.menu.catalogues.draft_rows import row_id
from apps.menu.domain.deals.types import Combine


def item_row(catalogue: str, kind: str, position: int, code: str, name: str) -> dict[str, Any]:
    return {"id": row_id(catalogue, kind, code), "code": code, "name": name, "position": position}


_DEAL: Mapping[str, Any] = {
    "description": "",
    "value": 0,
    "slots": [],
    "tiers": [],
    "combine": Combine.COMPLEMENTARY,
    "services": [],
    "stores": [],
    "starts_on": None,
    "ends_on": None,
    "weekdays": [],
    "min_subtotal": 0,
    "max_uses": 1,
    "is_automatic": False,
    "is_listed": True,
    "limit_total": None,
    "limit_per_customer": None,
    "points": 0,
    "needs_code": False,
}


def deal_row(
    catalogue: str,
    position: int,
    code: str,
    name: str,
    rule: str,
    *,
    daypart: str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """The row of a deal; omitted fields have their defaults."""
    return {
        **item_row(catalogue, "deal", position, code, name),
        "rule": rule,
        "daypart_id": row_id(catalogue, "daypart", daypart) if daypart else None,
        **{key: fields.get(key, usual) for key, usual in _DEAL.items()},
    }
