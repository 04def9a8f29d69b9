"""The next store for an order that its own has not answered, as it is offered and kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

OFFERED_FOR = timedelta(minutes=5)
"""So long the customer may decide; then the money goes back."""
MAX_TRIED = 3
"""So many stores are asked at most, in all."""
REACH_M = 10_000
"""Nobody collects from a store further away from the one they chose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The store that can make it for `total`, in minor units, offered until then; `tried` are those that did not."""

    store_id: UUID | None = None
    store_name: str = ""
    total: int = 0
    until: datetime | None = None
    tried: tuple[UUID, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """As a saga keeps it."""
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
        """As a saga keeps it."""
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
        """Whether the customer may still take it."""
        return self.until is not None and at < self.until

    def after(self, store_id: UUID) -> "Elsewhere":
        """Nothing is offered any more, and this store had its chance."""
        return Elsewhere(tried=(*self.tried, store_id))
