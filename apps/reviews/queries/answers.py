"""Response types of the reviews endpoints."""

from datetime import datetime
from uuid import UUID

from apps.reviews.domain.lateness_cause import Lateness
from apps.reviews.domain.moderation import HeldFor, ReviewState
from dominos.kernel.edge.answers import Answer


class RatedAnswer(Answer):
    """Stars, 1 to 5, and tags that give reasons."""

    stars: int
    tags: list[str]


class ReviewAnswer(Answer):
    """A public review: without its author and its courier."""

    id: UUID
    stars: int
    tags: list[str]
    products: dict[str, RatedAnswer]
    """By the menu's product code."""
    text: str
    has_photo: bool
    """The photo is at `GET /reviews/{id}/photo`."""
    reply: str
    """The store's answer."""
    posted_at: datetime
    edited_at: datetime | None


class OwnReviewAnswer(ReviewAnswer):
    """The caller's own review."""

    courier: RatedAnswer | None
    state: ReviewState
    """`HELD` until a person has read it; its stars count."""
    editable_until: datetime


class StoreReviewAnswer(ReviewAnswer):
    """A review for the managers of its store."""

    order_id: UUID
    state: ReviewState
    held_for: list[HeldFor]
    lateness: Lateness
    """Whether the order came late, and where the delay arose."""


class RatingAnswer(Answer):
    """A rating; older reviews weigh less, and few of them move it little from the usual mean."""

    mean_hundredths: int
    """The mean of 1 to 5 stars, in hundredths; 0 without ratings."""
    count: int


class StoreRatingsAnswer(Answer):
    """The ratings of a store and of the products on its menu."""

    store_id: UUID
    store: RatingAnswer
    products: dict[str, RatingAnswer]
    """By the menu's product code; products without ratings are left out."""


class CourierRatingAnswer(RatingAnswer):
    """A courier's rating, by what they are responsible for."""

    courier_id: UUID
    tags: dict[str, int]
    """How often each tag was chosen in the newest hundred ratings that count."""
