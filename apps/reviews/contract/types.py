"""Types of the reviews service."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A store's rating: the weighted mean of 1 to 5 stars in hundredths, and the number of ratings."""

    store_id: UUID
    mean_hundredths: int
    count: int
