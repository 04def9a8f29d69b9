"""The implementation of the reviews service."""

from uuid import UUID

from apps.reviews.contract.service import ReviewsService
from apps.reviews.contract.types import Rating
from apps.reviews.queries.ratings import list_ratings
from dominos.kernel.personal_export import TablesOfPeople


class LocalReviewsService(TablesOfPeople, ReviewsService):
    """Answers from this app's tables."""

    def get_ratings(self, *, store_ids: list[UUID]) -> list[Rating]:
        return list_ratings(store_ids)
