"""The reviews service."""

from abc import abstractmethod
from uuid import UUID

from apps.reviews.contract.types import Rating
from dominos.kernel.services import Service, read


class ReviewsService(Service):
    """Questions about ratings."""

    name = "reviews"

    @abstractmethod
    @read
    def get_ratings(self, *, store_ids: list[UUID]) -> list[Rating]:
        """The ratings of the stores that have any."""
