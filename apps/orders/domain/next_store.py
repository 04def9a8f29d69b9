"""Offering an order that its store does not answer to the next store. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

OFFERED_FOR = timedelta(minutes=5)
"""How long the customer may decide before the order ends and the money is released."""
MAX_TRIED = 3
"""The maximal number of stores tried, the first included."""
REACH_M = 10_000
"""Metres: carryout orders are not offered to a store further from the chosen one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStore:
    """The store that can make the order for `total` (minor units), offered until `until`; `tried` are earlier ones."""

    store_id: UUID | None = None
    store_name: str = ""
    total: int = 0
    until: datetime | None = None
    tried: tuple[UUID, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Parses the saga's JSON."""
        tried = tuple(map(UUID, kept.get("tried", ())))
        if "store_id" not in kept:
            return cls(tried=tried)
        return cls(
            store_id=UUID(kept["store_id"]),
            store_name=kept["store_name"],
            total=kept["total"],
            until=datetime.fromisoformat(kept["until"]),
            tried=tried,
        )

    def as_json(self) -> dict[str, Any]:
        """The JSON stored in the saga."""
        tried = [str(store_id) for store_id in self.tried]
        if self.store_id is None or self.until is None:
            return {"tried": tried}
        return {
            "store_id": str(self.store_id),
            "store_name": self.store_name,
            "total": self.total,
            "until": self.until.isoformat(),
            "tried": tried,
        }

    def is_open_at(self, at: datetime) -> bool:
        """Whether the customer may still accept it."""
        return self.until is not None and at < self.until

    def after(self, store_id: UUID) -> "NextStore":
        """The record after this store was tried, without a current offer."""
        return NextStore(tried=(*self.tried, store_id))
