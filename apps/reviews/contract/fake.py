"""The reviews service in memory, for other apps' tests."""

from uuid import UUID

from apps.reviews.contract.service import ReviewsService
from apps.reviews.contract.types import Rating
from dominos.kernel.services.people import HoldsNobody


class FakeReviews(HoldsNobody, ReviewsService):
    """Returns the ratings it was given."""

    def __init__(self, *ratings: Rating) -> None:
        self.ratings = {rating.store_id: rating for rating in ratings}

    def get_ratings(self, *, store_ids: list[UUID]) -> list[Rating]:
        return [self.ratings[store_id] for store_id in store_ids if store_id in self.ratings]
