"""What the reviews app answers."""

from datetime import datetime
from uuid import UUID

from apps.reviews.domain.blame import Lateness
from apps.reviews.domain.moderation import HeldFor, ReviewState
from dominos.kernel.edge.answers import Answer


class RatedAnswer(Answer):
    """Stars, 1 to 5, and the tags that say why."""

    stars: int
    tags: list[str]


class ReviewAnswer(Answer):
    """A review, as anybody may see it: without its author and its courier."""

    id: UUID
    stars: int
    tags: list[str]
    products: dict[str, RatedAnswer]
    """By the menu's code."""
    text: str
    has_photo: bool
    """It is at `GET /reviews/{id}/photo`."""
    reply: str
    """What the store answered."""
    posted_at: datetime
    edited_at: datetime | None


class OwnReviewAnswer(ReviewAnswer):
    """One's own review."""

    courier: RatedAnswer | None
    state: ReviewState
    """`HELD` until somebody has read it; its stars count."""
    editable_until: datetime


class StoreReviewAnswer(ReviewAnswer):
    """A review as the managers of its store see it."""

    order_id: UUID
    state: ReviewState
    held_for: list[HeldFor]
    lateness: Lateness
    """Whether the order came late, and where that arose."""


class RatingAnswer(Answer):
    """Figures of ratings; older ones count less, and few hardly move the mean of what is usual."""

    mean_hundredths: int
    """Of 1 to 5 stars, in hundredths; 0 while nobody rated."""
    count: int


class StoreRatingsAnswer(Answer):
    """How a store and the products on its menu are rated."""

    store_id: UUID
    store: RatingAnswer
    products: dict[str, RatingAnswer]
    """By the menu's code; those that nobody rated are left out."""


class CourierRatingAnswer(RatingAnswer):
    """How a courier is rated, by what they answer for."""

    courier_id: UUID
    tags: dict[str, int]
    """How often each was chosen in the newest hundred ratings that count."""
