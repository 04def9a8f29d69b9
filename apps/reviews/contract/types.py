"""Types of the reviews service."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How a store is rated: the weighed mean of 1 to 5 stars in hundredths, and how many rated."""

    store_id: UUID
    mean_hundredths: int
    count: int
